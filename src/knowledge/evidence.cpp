#include "knowledge/evidence.h"

#include <array>
#include <utility>

#include "core/text.h"

namespace palpate::knowledge {
namespace {

template <class T, size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;

constexpr Names<Badge, 5> badges{{{Badge::supported, "supported"},
                                  {Badge::mixed, "mixed"},
                                  {Badge::not_supported, "not_supported"},
                                  {Badge::tradition, "tradition"},
                                  {Badge::no_source, "no_source"}}};
constexpr Names<Confidence, 6> confidences{{{Confidence::seen, "seen"},
                                            {Confidence::seen_secondary, "seen secondary"},
                                            {Confidence::partly, "partly"},
                                            {Confidence::from_memory, "from memory"},
                                            {Confidence::estimate, "design estimate"},
                                            {Confidence::none, "no source"}}};
constexpr Names<Basis, 2> bases{{{Basis::published, "published"}, {Basis::design_estimate, "design estimate"}}};

template <class T, size_t N>
std::string_view name_of(const Names<T, N>& names, T value) {
  for (const auto& [own, name] : names) {
    if (own == value) return name;
  }
  return names.back().second;
}

template <class T, size_t N>
std::optional<T> value_of(const Names<T, N>& names, std::string_view name) {
  for (const auto& [value, own] : names) {
    if (own == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Badge badge) {
  return name_of(badges, badge);
}
std::string_view to_string(Confidence confidence) {
  return name_of(confidences, confidence);
}
std::string_view to_string(Basis basis) {
  return name_of(bases, basis);
}
std::optional<Badge> badge_from(std::string_view name) {
  return value_of(badges, name);
}
std::optional<Confidence> confidence_from(std::string_view name) {
  return value_of(confidences, name);
}
std::optional<Basis> basis_from(std::string_view name) {
  return value_of(bases, name);
}

std::optional<Badge> badge_for_verdict(std::string_view supported) {
  const std::string text = to_lower(trim(supported));
  const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  if (text.starts_with("as quoted") || text.starts_with("no source")) return Badge::no_source;
  if (text.starts_with("not ") || text.starts_with("no ") || text == "no" || says("unproven") ||
      text.starts_with("weak")) {
    return Badge::not_supported;
  }
  for (const std::string_view word :
       {"partly", "small", "short", "felt", "skin only", "during", "association", "plausible"}) {
    if (says(word)) return Badge::mixed;
  }
  if (text.starts_with("yes")) return Badge::supported;
  return std::nullopt;
}

}  // namespace palpate::knowledge
