#pragma once
// From found meshes to structures: rows of the recipe, names, sides, pieces, halves, mirror images.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "io/import_frame.h"

namespace palpate {

class Naming {
 public:
  Naming(const anatomy::Catalogue* catalogue, const Recipe& recipe, ImportReport& report)
      : matcher_(catalogue), recipe_(recipe), report_(report) {}

  /// Moves the meshes of `all` (millimetres, axes of the body frame) into structures of `atlas`. `placed`: meshes of an
  /// atlas folder, which are neither divided nor mirrored.
  void name_all(std::vector<Found>& all, anatomy::RawAtlas& atlas, bool placed);

 private:
  /// A mesh with the name it will bear; the side may still be open.
  struct Claim {
    std::string id;  ///< without side where `side` is open
    std::optional<anatomy::Side> side;
    const RecipeRow* row = nullptr;
    anatomy::Mesh mesh;
    Mended mended;
    std::string from, spoken;  ///< "FJ1416.obj"; the name in the source
    size_t source = 0;
    bool mirrored = false, known = false;
  };

  void claim(Found& found);
  void claim_by_row(Found& found, const RecipeRow& row, const std::vector<std::string>& matched,
                    std::optional<anatomy::Side> named, anatomy::Mesh mesh);
  void claim_by_name(Found& found, anatomy::Mesh mesh);
  void settle_side(Claim claim, float mid, bool placed);
  void place(Claim claim);
  void deal_to_levels(Claim claim, const std::map<std::string, Vec3>& marks);
  void mirror_missing(float mid);
  anatomy::StructureInfo info_of(const Claim& claim, const std::string& id) const;

  StructureMatcher matcher_;
  const Recipe& recipe_;
  ImportReport& report_;
  std::vector<Claim> claims_;
  anatomy::RawAtlas* atlas_ = nullptr;
  std::map<std::string, size_t> by_id_;  ///< id -> structure
  std::map<std::string, size_t> source_by_id_;
  std::set<size_t> used_sources_, joined_;
  std::set<std::string> told_;  ///< lines of the report that stand there
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> unlisted_;  ///< (file, why) -> names
  size_t open_shells_ = 0, open_edges_ = 0, loose_ = 0;
};

}  // namespace palpate
