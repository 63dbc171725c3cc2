#include "io/fascicle_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.h"

namespace palpate {

using anatomy::Fascicle;

namespace {

constexpr size_t most_points = 36;  // of at most 27 bytes each

std::optional<float> number(const std::string& word) {
  float value = 0.0f;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || stop != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

std::string fascicle_text(const Fascicle& f) {
  std::string out = fmt::format("{}{} {}{} {:.1f} {:.1f}", f.origin, f.origin_cut ? "~" : "", f.insertion,
                                f.insertion_cut ? "~" : "", f.origin_radius_mm, f.insertion_radius_mm);
  const size_t count = std::min(f.path.size(), most_points);
  for (size_t i = 0; i < count; ++i) {
    const Vec3& p = f.path[count > 1 ? i * (f.path.size() - 1) / (count - 1) : 0];
    out += fmt::format(" {:.2f} {:.2f} {:.2f}", p.x, p.y, p.z);
  }
  return out;
}

std::optional<Fascicle> fascicle_from(std::string_view text) {
  const std::vector<std::string> words = split(text, ' ');
  if (words.size() < 10 || (words.size() - 4) % 3 != 0) return std::nullopt;
  Fascicle f;
  f.origin = words[0], f.insertion = words[1];
  const auto take_mark = [](std::string& id, bool& cut) {
    cut = id.ends_with('~');
    if (cut) id.pop_back();
    return !id.empty();
  };
  if (!take_mark(f.origin, f.origin_cut) || !take_mark(f.insertion, f.insertion_cut)) return std::nullopt;
  std::vector<float> values;
  for (size_t i = 2; i < words.size(); ++i) {
    const auto value = number(words[i]);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  f.origin_radius_mm = values[0], f.insertion_radius_mm = values[1];
  for (size_t i = 2; i + 2 < values.size(); i += 3) f.path.emplace_back(values[i], values[i + 1], values[i + 2]);
  return f;
}

}  // namespace palpate
