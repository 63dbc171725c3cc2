#pragma once
// The atlas's meshes as a posture has them, for cutting and picking: the same formula as the picture's.

#include <memory>
#include <mutex>
#include <vector>

#include "motion/body_rig.h"

namespace palpate::motion {

class PosedBody {
 public:
  PosedBody(std::shared_ptr<const BodyRig> rig, const PoseBlock& pose, std::shared_ptr<const Bulges> bulges);

  /// One level of detail of a structure, posed; made when first asked for. Any thread. Spans live as long as this.
  anatomy::PackedMesh mesh(size_t structure, size_t level) const;
  /// The box of mesh(structure, level) without making it: holds at least everything of it.
  Box3 box(size_t structure) const;
  /// The first level with at most so many triangles, else the coarsest.
  static size_t level_of(const anatomy::Structure& structure, size_t most_triangles);

 private:
  struct Made {
    std::once_flag once;
    std::vector<anatomy::PackedVertex> vertices;
  };
  Made& slot(size_t structure, size_t level) const;

  std::shared_ptr<const BodyRig> rig_;
  PoseBlock pose_;
  std::shared_ptr<const Bulges> bulges_;
  std::vector<Rigid> moved_;
  mutable std::mutex mutex_;
  mutable std::vector<std::vector<std::unique_ptr<Made>>> made_;
};

}  // namespace palpate::motion
