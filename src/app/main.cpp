#include <cstdio>

int main() {
  std::puts("palpate 0.1.0");
  return 0;
}
