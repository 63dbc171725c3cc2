#include "io/structure_match.h"

#include <fmt/format.h>

#include <vector>

#include "core/text.h"

namespace palpate {

using anatomy::Side;
using anatomy::StructureInfo;
namespace {

// "psoas_major_muscle", "musculus_psoas_major", "m_psoas_major" are all psoas major.
std::string without_idle_words(const std::string& base) {
  std::vector<std::string> words = split(base, '_');
  std::erase_if(words, [](const std::string& w) {
    return w == "muscle" || w == "muscles" || w == "musculus" || w == "musculi" || w == "m" || w == "bone" ||
           w == "os" || w == "the" || w == "of";
  });
  return fmt::format("{}", fmt::join(words, "_"));
}

// "rib_12_left" -> "rib_#_left"; the numbers go into `numbers`.
std::string without_numbers(const std::string& text, std::vector<std::string>* numbers = nullptr) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end == i) {
      out += text[i++];
      continue;
    }
    out += '#';
    if (numbers) numbers->push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

bool starts_with_digit(const std::string& word) {
  return !word.empty() && word[0] >= '0' && word[0] <= '9';
}

}  // namespace

std::string SidedName::id() const {
  return side == Side::midline ? base : base + "_" + std::string(to_string(side));
}

SidedName split_sided_name(std::string_view name) {
  std::vector<std::string> words = split(to_id(name), '_');
  SidedName out;
  const auto side_of = [](const std::string& word, bool edge) {
    if (word == "left" || word == "sinister" || word == "sinistra" || word == "sinistrum" || (edge && word == "l"))
      return Side::left;
    if (word == "right" || word == "dexter" || word == "dextra" || word == "dextrum" || (edge && word == "r"))
      return Side::right;
    return Side::midline;
  };
  for (size_t i = 0; i < words.size(); ++i) {
    if (words.size() == 1) break;
    // A letter alone counts at the end ("femur.l") and at the beginning ("l_femur", but not "L 3").
    const bool edge = i + 1 == words.size() || (i == 0 && !starts_with_digit(words[1]));
    const Side side = side_of(words[i], edge);
    if (side == Side::midline || out.side != Side::midline) continue;
    out.side = side;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    --i;
  }
  out.base = fmt::format("{}", fmt::join(words, "_"));
  return out;
}

StructureMatcher::StructureMatcher(const anatomy::Catalogue* catalogue) : catalogue_(catalogue) {
  if (!catalogue) return;
  std::map<std::string, int> latin_uses;  // "Vertebra lumbalis" names five bones, so it names none
  for (const StructureInfo& s : catalogue->structures()) {
    if (s.side != Side::right) ++latin_uses[to_id(s.latin)];
  }
  for (const StructureInfo& s : catalogue->structures()) {
    if (const std::string row = without_numbers(s.id); row != s.id) row_by_pattern_.emplace(row, &s);
    base_by_name_.emplace(s.base_id, s.base_id);
    base_by_name_.emplace(without_idle_words(s.base_id), s.base_id);
    base_by_name_.emplace(split_sided_name(s.name).base, s.base_id);
    if (s.latin.empty() || latin_uses[to_id(s.latin)] != 1) continue;
    base_by_name_.emplace(to_id(s.latin), s.base_id);
    base_by_name_.emplace(without_idle_words(to_id(s.latin)), s.base_id);
  }
}

const StructureInfo* StructureMatcher::match(std::string_view name) const {
  if (!catalogue_) return nullptr;
  if (const StructureInfo* exact = catalogue_->find(to_id(name))) return exact;
  const SidedName known = known_name(name);
  return known.base.empty() ? nullptr : catalogue_->find(known.id());
}

SidedName StructureMatcher::known_name(std::string_view name) const {
  SidedName sided = split_sided_name(name);
  auto found = base_by_name_.find(sided.base);
  if (found == base_by_name_.end()) found = base_by_name_.find(without_idle_words(sided.base));
  return found == base_by_name_.end() ? SidedName{"", sided.side} : SidedName{found->second, sided.side};
}

std::optional<StructureInfo> StructureMatcher::of_a_row(const std::string& id) const {
  std::vector<std::string> numbers, in_name;
  const auto found = row_by_pattern_.find(without_numbers(id, &numbers));
  if (numbers.empty() || found == row_by_pattern_.end()) return std::nullopt;
  StructureInfo info;
  info.id = id, info.base_id = split_sided_name(id).base, info.side = found->second->side;
  info.tissue = found->second->tissue, info.layer = found->second->layer;
  const std::string name = without_numbers(found->second->name, &in_name);
  if (in_name.size() != numbers.size()) return info;
  size_t next = 0;
  for (const char c : name) c == '#' ? info.name += numbers[next++] : info.name += c;
  return info;
}

bool StructureMatcher::paired(const std::string& base) const {
  return catalogue_ && catalogue_->find(base + "_left") && catalogue_->find(base + "_right");
}

}  // namespace palpate
