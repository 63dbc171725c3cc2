#pragma once
// What ligaments are made of: straps of bundles and single cords between bones, which then cut their ends.

#include <string>
#include <vector>

#include "forge/fibres.h"

namespace palpate::forge {

/// Rows of points across a ligament, each row from origin to insertion and as long as the others.
using LigamentRows = std::vector<std::vector<Vec3>>;

/// Cuts the bones out, samples, meshes and lays the fibres.
Piece finished_ligament(const Bench& b, Blend shape, const std::vector<std::string>& bones,
                        const std::vector<FibrePath>& fibres, float voxel, const std::string& provenance);

/// A flat ligament as two offset surfaces through the rows: bundles about `bundle` mm broad in relief on the side of
/// `towards`, borders that thin out, ends drawn onto the nearest of the bones.
struct FlatLigament {
  LigamentRows rows;
  float thick = 2.0f, bundle = 2.4f, relief = 0.4f;  ///< mm
  Vec3 towards{0, 0, -1};
  std::string name;  ///< seeds its differences
};
Piece flat_ligament(const Bench& b, const std::vector<FlatLigament>& parts, const std::vector<std::string>& bones,
                    const std::string& provenance);

/// A flat cord, `broad` and `thick` mm, that sags by `sag` in the middle and widens a little at both ends.
Field cord(const Vec3& from, const Vec3& to, float broad, float thick, const Vec3& up, const Vec3& sag);

/// A point `mm` beyond `to`, seen from `from`, so that an end sinks into its bone.
Vec3 beyond(const Vec3& from, const Vec3& to, float mm);

std::vector<std::string> spine_bones(int first, int last);
/// "_left" for +1, "_right" for -1.
std::string side_name(float side);

}  // namespace palpate::forge
