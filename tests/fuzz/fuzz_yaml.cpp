// libFuzzer over the YAML reader: whatever the bytes, a tree within its bounds or an Error, nothing else.
// Built with -DPALPATE_FUZZ=ON and clang; run: build/fuzz/fuzz_yaml -max_total_time=60

#include <cstddef>
#include <cstdint>
#include <string>

#include "io/yaml.h"

namespace {

size_t count(const palpate::yaml::Node& node, int depth) {
  if (depth > palpate::yaml::max_depth + 1) __builtin_trap();
  size_t nodes = 1;
  for (const auto& item : node.items) nodes += count(item, depth + 1);
  for (const auto& entry : node.entries) nodes += count(entry.value, depth + 1);
  return nodes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto document = palpate::yaml::parse_yaml(std::string(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
    if (count(document.root, 0) > 2 * size + 2) __builtin_trap();
  } catch (const palpate::Error&) {
  }
  return 0;
}
