#include "io/count_probe.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/text.h"

namespace palpate {
namespace {

constexpr size_t longest_head = 64u << 10;

std::string complaint(const std::string& digits, const std::string& what, uintmax_t bytes) {
  unsigned long long count = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (failed == std::errc() && end == digits.data() + digits.size() && count <= bytes) return {};
  return fmt::format("says that it holds {} {}, more than its {} bytes can", digits, what, bytes);
}

}  // namespace

std::string impossible_count(const std::filesystem::path& file) {
  const std::string ending = to_lower(file.extension().string());
  if (ending != ".ply" && ending != ".off") return {};
  std::error_code ignored;
  const uintmax_t bytes = std::filesystem::file_size(file, ignored);
  std::ifstream in(file, std::ios::binary);
  std::string head(longest_head, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(in.gcount()));
  std::istringstream words(head);
  std::string word, name, count;
  if (ending == ".off") {
    words >> word;
    for (const char* what : {"vertices", "faces"}) {
      if (!(words >> count)) return {};
      if (std::string said = complaint(count, what, bytes); !said.empty()) return said;
    }
    return {};
  }
  while (words >> word && word != "end_header") {
    if (word != "element") continue;
    if (!(words >> name >> count)) return {};
    if (std::string said = complaint(count, fmt::format("'{}'", name), bytes); !said.empty()) return said;
  }
  return {};
}

}  // namespace palpate
