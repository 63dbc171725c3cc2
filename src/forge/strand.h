#pragma once
// Fascicles with their girth, and the question every muscle is made from: which fascicle is a place nearest to?

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/fascicle.h"
#include "forge/field.h"

namespace palpate::forge {

/// A fascicle as the forge lays it.
struct Strand {
  std::string muscle;  ///< id of the structure without its side: "multifidus_l1"
  anatomy::Fascicle fascicle;
  std::vector<float> girth;        ///< radius at each point of the path, mm
  float tendon_origin = 0.1f;      ///< share of the path that is tendon at the origin
  float tendon_insertion = 0.15f;  ///< and at the insertion

  /// Tendon fraction, 0 belly .. 1 tendon, at a share of the path.
  float tendon(float along) const;
};

/// The nearest place on a strand, in the measure "distance to the path less the girth there".
struct OnStrand {
  float reach = 1e6f;  ///< mm; below 0 within the girth
  float off = 1e6f;    ///< distance to the path itself, mm
  uint32_t strand = 0;
  float along = 0.0f;  ///< share of the path
  Vec3 way{0.0f};      ///< unit direction, origin to insertion
};

/// Many strands, asked for the nearest ones again and again. Cheap to copy; safe to ask from many threads.
class StrandIndex {
 public:
  StrandIndex() = default;
  /// `within` holds all places that will be asked for with care; elsewhere answers are rough but never too near.
  StrandIndex(std::vector<Strand> strands, const Box3& within);

  const std::vector<Strand>& strands() const { return *strands_; }
  /// The nearest strands at p, best first; strands farther than 14 mm beyond the best may be left out. `found` counts
  /// them.
  struct Near {
    std::array<OnStrand, 12> at;
    size_t found = 0;
  };
  Near near(const Vec3& p) const;
  /// 1 at an end on bone that has flesh or tendon of its own, 0 from `within_mm` or that share of the strand off it:
  /// where a strand holds on.
  float grip(const OnStrand& s, float within_mm, float within_share = 1.0f) const;

 private:
  struct Piece {
    Vec3 from, way;  ///< way: the whole piece, mm
    float inverse_length2, girth, widening, start, share;
    uint32_t strand;
  };
  OnStrand at_piece(const Piece& piece, const Vec3& p) const;
  size_t cell_of(const Vec3& p) const;

  std::shared_ptr<const std::vector<Strand>> strands_ = std::make_shared<const std::vector<Strand>>();
  std::shared_ptr<const std::vector<float>> lengths_;  ///< of the strands, mm
  std::shared_ptr<const std::vector<Piece>> pieces_;
  std::shared_ptr<const std::vector<std::vector<uint32_t>>> cells_;
  Box3 box_;
  glm::ivec3 size_{0};
};

}  // namespace palpate::forge
