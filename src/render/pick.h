#pragma once
// What lies under a pixel: rays on the CPU against the structures that the picture shows, undented; where the body is
// posed, against its posed meshes at a moderate level of detail.

#include <memory>
#include <optional>
#include <vector>

#include "anatomy/atlas.h"
#include "anatomy/ray_index.h"
#include "render/frame_input.h"
#include "render/views.h"

namespace palpate::render {

struct Pick {
  int structure = -1;  ///< index in the atlas
  Vec3 point_mm{0.0f};
  Vec3 normal{0.0f, 0.0f, -1.0f};                      ///< outward, of the triangle
  Vec3 rest_mm{0.0f}, rest_normal{0.0f, 0.0f, -1.0f};  ///< the same place of the body at rest
  float distance_mm = 0.0f;
};

/// Ray trees of an atlas, each built when a ray first meets its structure's box. Not for several threads at once.
class Picker {
 public:
  explicit Picker(std::shared_ptr<const anatomy::Atlas> atlas);
  /// The first structure under the pixel whose opacity is at least `solid`: glass is looked through, as the eye does,
  /// and so are the layers that the focus window has opened. Through an x-ray: the one that gives most to the pixel.
  std::optional<Pick> pick(const FrameInput& input, float x, float y, float solid = 0.5f);
  /// Everything drawn under the pixel, nearest first, at most one entry a structure.
  std::vector<Pick> pick_all(const FrameInput& input, float x, float y);
  /// `cut` and `posture` may be null. On a cut face the innermost structure is met.
  std::optional<Pick> pick_ray(const std::vector<StructureLook>& looks, const Ray& ray, float solid,
                               const SectionCut* cut = nullptr,
                               const std::shared_ptr<const BodyPosture>& posture = nullptr);

 private:
  std::optional<Pick> most_seen(const FrameInput& input, float x, float y);
  std::optional<Pick> meet(size_t structure, const Ray& ray, float limit, float near);
  static std::optional<Pick> on_face(size_t structure, const SectionCut& cut, const Ray& ray, float at);
  void pose(const std::shared_ptr<const BodyPosture>& posture);
  anatomy::PackedMesh shown(size_t structure) const;
  size_t level(size_t structure) const;
  const anatomy::RayIndex& index(size_t structure);
  std::shared_ptr<const anatomy::Atlas> atlas_;
  std::shared_ptr<const BodyPosture> posture_;                     ///< of the last pick
  std::vector<std::unique_ptr<anatomy::RayIndex>> trees_, posed_;  ///< at rest; as `posture_` has them
};

}  // namespace palpate::render
