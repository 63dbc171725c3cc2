#pragma once
// The therapist's hands and the things they lay on a body, as the picture shows them at one moment.

#include <memory>
#include <mutex>
#include <vector>

#include "anatomy/atlas.h"
#include "motion/hand_mesh.h"
#include "motion/hand_placement.h"
#include "render/frame_input.h"
#include "technique/skin_surface.h"

namespace palpate::session {

/// Poses, meshes and their triangles, read once.
struct HandKit {
  motion::HandPoses poses;
  std::vector<motion::HandMesh> meshes;
  /// Triangles of a mesh, and where its cloth begins in them.
  struct Level {
    std::shared_ptr<const std::vector<uint32_t>> right, left;
    uint32_t cloth_first = 0;
    size_t vertices = 0;  ///< it uses only the first ones of the mesh
  };
  std::vector<std::vector<Level>> levels;  ///< by mesh, from all triangles to few
  /// Index in `meshes`, or -1.
  int find(std::string_view name) const;
};
/// From assets/hands and hands.glb beside the program. Null (and a word in the log) where hands.glb was not forged.
std::shared_ptr<const HandKit> hand_kit();

/// The distance to one atlas's skin, made when hands first ask for it (a fraction of a second).
class HandGround {
 public:
  HandGround(std::shared_ptr<const anatomy::Atlas> atlas, std::shared_ptr<const technique::SkinSurface> surface)
      : atlas_(std::move(atlas)), surface_(std::move(surface)) {}
  const motion::SkinDistance& skin() const;

 private:
  std::shared_ptr<const anatomy::Atlas> atlas_;
  std::shared_ptr<const technique::SkinSurface> surface_;
  mutable std::once_flag once_;
  mutable motion::SkinDistance skin_;
};

/// How hands look; `none` draws nothing.
struct HandLook {
  bool shown = true;
  render::PropStyle style = render::PropStyle::mannequin;
  float dent_scale = 1.0f;  ///< how much the picture exaggerates the dents
  bool moving = false;      ///< for moving pictures: without the triangles that only clean ones show
};

/// The skin as the picture shows it: lower where it is pressed in, higher where a fold is lifted. Keeps references to
/// its arguments.
motion::Ground shown_ground(const motion::SkinDistance& skin, const std::vector<render::ContactPatch>& patches,
                            float dent_scale);
/// True when another hand works with the same tool on the same side of the body.
bool is_paired(const std::vector<technique::Contact>& contacts, size_t i);
/// The hand of a contact, and its fellow where the tool needs two; none for things that are laid down. `paired`: see
/// is_paired; the hands then make room for each other.
std::vector<motion::HandPlacement> place_hands(const HandKit& kit, const motion::SkinDistance& skin,
                                               const technique::Contact& contact, const motion::Ground& ground,
                                               float depth_mm, bool paired = false);

/// Hands, sleeves and tools for the contacts. `patches`, one a contact, hold the dents that the picture shows. Pure.
std::vector<render::Prop> hand_props(const HandKit& kit, const motion::SkinDistance& skin,
                                     const std::vector<technique::Contact>& contacts,
                                     const std::vector<render::ContactPatch>& patches, const HandLook& look);

}  // namespace palpate::session
