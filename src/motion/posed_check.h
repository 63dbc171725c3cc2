#pragma once
// Whether a posed body is still a body: volumes that stay, bones that do not go into each other. For tests and tools.

#include <memory>
#include <string>
#include <vector>

#include "anatomy/ray_index.h"
#include "motion/body_rig.h"
#include "motion/pose_library.h"

namespace palpate::motion {

struct NamedPosture {
  std::string name;
  Posture posture{};
};
/// Every position as it is lain or sat in, and both ends of every pose.
std::vector<NamedPosture> all_postures(const PoseLibrary& library);

struct VolumeChange {
  size_t structure = 0;
  double percent = 0.0;  ///< of the finest mesh, against rest
  float bulge = 0.0f;    ///< as BodyRig::bulge solved it
};
/// The deepest that a bone has come into another beyond what it is at rest.
struct BoneGain {
  float gain_mm = 0.0f;
  std::string a, b;
};

class PosedCheck {
 public:
  /// Some seconds and some hundred MB for the bundled atlas.
  explicit PosedCheck(std::shared_ptr<const BodyRig> rig);
  /// Every closed structure but bones.
  std::vector<VolumeChange> volume_changes(const PoseBlock& pose) const;
  BoneGain deepest_gain(const PoseBlock& pose) const;

 private:
  struct Flesh {
    size_t structure = 0;
    std::shared_ptr<const BodyRig::Shares> shares;
    double rest_mm3 = 0.0;
  };
  struct Pair {
    size_t a = 0, b = 0;  ///< structures
    float rest_mm = 0.0f;
  };
  float depth(const Pair& pair, const PoseBlock& pose) const;

  std::shared_ptr<const BodyRig> rig_;
  std::vector<Flesh> flesh_;
  std::vector<anatomy::RayIndex> bones_;  ///< by structure, empty for others
  std::vector<Pair> pairs_;
};

/// Signed volume of a closed mesh, mm³.
double enclosed_volume(const std::vector<Vec3>& points, std::span<const uint32_t> triangles);

}  // namespace palpate::motion
