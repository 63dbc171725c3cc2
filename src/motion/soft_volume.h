#pragma once
// The volume of one structure's flesh in a posture, and the bulge that keeps it as it is at rest.

#include <span>
#include <vector>

#include "motion/pose_block.h"

namespace palpate::motion {

/// Six times a volume, as a polynomial of the bulge: every vertex moves rigidly, and its bulge along a straight line.
using VolumeCubic = std::array<double, 4>;
inline double at(const VolumeCubic& p, double t) {
  return p[0] + t * (p[1] + t * (p[2] + t * p[3]));
}

/// A closed mesh made ready for that question, asked once a picture for everything that shows: so each vertex follows
/// no more segments than it is told to.
class SoftVolume {
 public:
  /// Everything beside each other. `most_segments`: the strongest so many shares of a vertex count, made to sum to 1
  /// (1 to 12).
  SoftVolume(std::span<const anatomy::PackedVertex> vertices, std::span<const uint32_t> triangles,
             std::span<const PackedWeights> weights, std::span<const PackedFlesh> flesh, size_t most_segments);

  VolumeCubic posed(const PoseBlock& pose) const;
  double rest() const { return rest_; }  ///< six times, at rest
  /// By how much of its half thickness every vertex must move outwards so that the volume is that of rest.
  float bulge(const PoseBlock& pose) const;
  size_t vertex_count() const { return vertices_.size(); }

  /// Three coordinates and one to spare: four numbers that a processor works on at once (gcc and clang know them).
  using Lanes = float __attribute__((vector_size(16)));
  struct Posed {
    Lanes at, outwards;
  };

 private:
  struct Vertex {
    Lanes at, outwards, breath;  ///< at rest; outwards as long as the half thickness
  };
  struct Share {
    float of = 0.0f;
    uint32_t segment = 0;
  };
  std::vector<Vertex> vertices_;  ///< only those that a triangle uses
  std::vector<Share> shares_;     ///< `per_vertex_` each
  size_t per_vertex_ = 1;
  std::vector<uint32_t> triangles_;
  double rest_ = 0.0;
};

}  // namespace palpate::motion
