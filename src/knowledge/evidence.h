#pragma once
// How sure we are: the badge a claim wears, where a figure comes from, and a range of figures.

#include <optional>
#include <string>
#include <string_view>

namespace palpate::knowledge {

/// What the evidence says about a claim, as told to a client.
enum class Badge { supported, mixed, not_supported, tradition, no_source };

/// How a figure or statement came to us. Only `seen` may be shown as established; `from_memory` is shown as
/// "unverified".
enum class Confidence { seen, seen_secondary, partly, from_memory, estimate, none };

/// What stands beside a number on screen: published (with a source) or chosen by us.
enum class Basis { published, design_estimate };

std::string_view to_string(Badge badge);            ///< "supported", "mixed", "not_supported", "tradition", "no_source"
std::string_view to_string(Confidence confidence);  ///< "seen", "seen secondary", "partly", "from memory", …
std::string_view to_string(Basis basis);            ///< "published", "design estimate"
std::optional<Badge> badge_from(std::string_view name);
std::optional<Confidence> confidence_from(std::string_view name);
std::optional<Basis> basis_from(std::string_view name);

/// The badge that the column `supported` of the table of effects maps to: yes → supported; partly, small, short, felt,
/// skin only, during only, association only, plausible → mixed; no, unproven, weak → not_supported; as quoted, no
/// source → no_source. nullopt for a text that says none of these (guidelines, notes).
std::optional<Badge> badge_for_verdict(std::string_view supported);

/// low <= typical <= high, in the unit the member's name says.
struct Range {
  double low = 0.0, typical = 0.0, high = 0.0;
  bool contains(double value) const { return low <= value && value <= high; }
};

}  // namespace palpate::knowledge
