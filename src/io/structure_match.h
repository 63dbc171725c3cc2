#pragma once
// From the names that files give their meshes to the ids of the catalogue.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "anatomy/catalogue.h"

namespace palpate {

/// A name split into its id without side, and the side it names (midline if none).
struct SidedName {
  std::string base;
  anatomy::Side side = anatomy::Side::midline;
  std::string id() const;
};
SidedName split_sided_name(std::string_view name);

/// Finds catalogue entries by id, English or Latin name; the side may be a word, a letter or a suffix ("Psoas major.l",
/// "Left psoas major", "psoas_major_left"), words like "muscle" and "musculus" may be there or not.
class StructureMatcher {
 public:
  explicit StructureMatcher(const anatomy::Catalogue* catalogue);
  /// The entry, or null.
  const anatomy::StructureInfo* match(std::string_view name) const;
  /// The entry for a base id and side as a name gives them; the side may be missing although the structure is paired.
  /// An empty base where the catalogue knows nothing of that name.
  SidedName known_name(std::string_view name) const;
  /// Tissue, layer and name for an id of a row that the catalogue knows at other levels: vertebra_t5 from vertebra_t12,
  /// rib_4_left from rib_8_left.
  std::optional<anatomy::StructureInfo> of_a_row(const std::string& id) const;
  /// True when the catalogue has this base id with a left and a right side.
  bool paired(const std::string& base) const;
  const anatomy::Catalogue* catalogue() const { return catalogue_; }

 private:
  const anatomy::Catalogue* catalogue_;
  std::map<std::string, const anatomy::StructureInfo*> row_by_pattern_;  ///< "vertebra_t#" -> one of them
  std::map<std::string, std::string, std::less<>> base_by_name_;         ///< to_id of a name without side -> base id
};

}  // namespace palpate
