#include <cstdio>

int main() {
  std::puts("palpate-forge 0.1.0");
  return 0;
}
