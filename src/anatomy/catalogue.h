#pragma once
// The one table of structures, groups, layers and landmarks: names, Latin, layer order, tissue, attachments, sources.
// Read by io from assets/anatomy/{layers,structures,landmarks}.yaml; the ids are frozen (scenes, files and checks rely on them).

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace palpate::anatomy {

enum class Tissue { skin, fat, fascia, muscle, tendon, ligament, disc, cartilage, bone, nerve, artery, vein, organ, other };
enum class Side { midline, left, right };

std::string_view to_string(Tissue tissue);
std::string_view to_string(Side side);
std::optional<Tissue> tissue_from(std::string_view name);

/// A step of the peel, 0 = skin outermost; `id` is a name scenes may use ("superficial_muscles").
struct Layer {
  int index = 0;
  std::string id;
  std::string name;
};

/// Everything known about a structure that is not its shape. Paired structures have one entry a side.
struct StructureInfo {
  std::string id;       ///< "multifidus_l1_left"
  std::string base_id;  ///< without the side: "multifidus_l1"
  std::string name;     ///< English, full standard name with side: "Multifidus from L1, left"
  std::string latin;    ///< Terminologia Anatomica
  std::string ta98;     ///< TA98 id or ""
  Tissue tissue = Tissue::other;
  Side side = Side::midline;
  int layer = 0;                    ///< Layer::index
  std::vector<std::string> groups;  ///< group ids it belongs to, nearest first: {"multifidus", "transversospinales"}
  std::string origin, insertion, innervation, action, palpation, note;
  std::string source;      ///< of the facts above
  std::string confidence;  ///< "seen", "from memory", "design estimate"
};

/// A named place on a structure; its position belongs to an atlas.
struct LandmarkInfo {
  std::string id;         ///< "spinous_process_l4", "psis_left"
  std::string name;       ///< English
  std::string structure;  ///< id of the structure it lies on
  Side side = Side::midline;
  std::string definition;  ///< how to find it on a body or a mesh
};

class Catalogue {
 public:
  Catalogue() = default;
  /// Checks ids: unique, snake case, layers and landmark structures known. Throws Error naming the first offender.
  Catalogue(std::vector<Layer> layers, std::vector<StructureInfo> structures, std::map<std::string, std::string> group_names,
            std::vector<LandmarkInfo> landmarks);

  const std::vector<Layer>& layers() const { return layers_; }
  const std::vector<StructureInfo>& structures() const { return structures_; }
  const std::vector<LandmarkInfo>& landmarks() const { return landmarks_; }
  /// Group id -> English name.
  const std::map<std::string, std::string>& groups() const { return group_names_; }

  const StructureInfo* find(std::string_view id) const;
  const LandmarkInfo* find_landmark(std::string_view id) const;
  const Layer* find_layer(std::string_view id) const;
  const Layer* layer_at(int index) const;

  /// Ids meant by a name in a scene: a structure id, a base id (both sides), a group id or a layer id, each optionally with
  /// _left/_right to keep one side. Empty when the name is unknown.
  std::vector<std::string> expand(std::string_view name) const;
  /// Every name that expand() understands, for suggestions.
  std::vector<std::string> names() const;

 private:
  std::vector<Layer> layers_;
  std::vector<StructureInfo> structures_;
  std::map<std::string, std::string> group_names_;
  std::vector<LandmarkInfo> landmarks_;
  std::map<std::string, size_t, std::less<>> by_id_, landmark_by_id_;
};

}  // namespace palpate::anatomy
