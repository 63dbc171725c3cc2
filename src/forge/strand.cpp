#include "forge/strand.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::forge {

namespace {
constexpr float cell = 6.0f;     // mm
constexpr float beyond = 14.0f;  // how much farther than the nearest strand another is still remembered, mm
}  // namespace

float Strand::tendon(float along) const {
  const float a = tendon_origin, z = tendon_insertion;
  const float first = a > 0.0f ? 1.0f - smoothstep(0.4f * a, 1.3f * a, along) : 0.0f;
  const float last = z > 0.0f ? smoothstep(1.0f - 1.3f * z, 1.0f - 0.4f * z, along) : 0.0f;
  return glm::clamp(std::max(first, last), 0.0f, 1.0f);
}

StrandIndex::StrandIndex(std::vector<Strand> strands, const Box3& within) : box_(within.grown(cell)) {
  auto pieces = std::make_shared<std::vector<Piece>>();
  auto lengths = std::make_shared<std::vector<float>>();
  for (uint32_t i = 0; i < strands.size(); ++i) {
    const Strand& s = strands[i];
    const float whole = s.fascicle.length_mm();
    lengths->push_back(whole);
    float sum = 0.0f;
    for (size_t k = 0; k + 1 < s.fascicle.path.size(); ++k) {
      const Vec3 way = s.fascicle.path[k + 1] - s.fascicle.path[k];
      const float length = glm::length(way);
      pieces->push_back({s.fascicle.path[k], way, 1.0f / std::max(length * length, 1e-6f), s.girth[k],
                         s.girth[k + 1] - s.girth[k], sum / whole, length / whole, i});
      sum += length;
    }
  }
  const Vec3 extent = box_.size() / cell;
  size_ = glm::ivec3(glm::ceil(extent)) + 1;
  auto cells = std::make_shared<std::vector<std::vector<uint32_t>>>(static_cast<size_t>(size_.x) *
                                                                    static_cast<size_t>(size_.y * size_.z));
  const float radius = 0.5f * cell * 1.7320508f;
  parallel_for(cells->size(), 32, [&](size_t begin, size_t end) {
    std::vector<float> reach(pieces->size());
    for (size_t c = begin; c < end; ++c) {
      const int i = static_cast<int>(c);
      const Vec3 centre =
          box_.lo + cell * (Vec3(static_cast<float>(i % size_.x), static_cast<float>((i / size_.x) % size_.y),
                                 static_cast<float>(i / (size_.x * size_.y))) +
                            0.5f);
      float best = 1e6f;
      for (size_t k = 0; k < pieces->size(); ++k)
        best = std::min(best, reach[k] = at_piece((*pieces)[k], centre).reach);
      for (uint32_t k = 0; k < pieces->size(); ++k)
        if (reach[k] <= best + 2.0f * radius + beyond) (*cells)[c].push_back(k);
    }
  });
  strands_ = std::make_shared<const std::vector<Strand>>(std::move(strands));
  pieces_ = pieces, cells_ = cells, lengths_ = lengths;
}

float StrandIndex::grip(const OnStrand& s, float within_mm, float within_share) const {
  const Strand& strand = (*strands_)[s.strand];
  const float whole = (*lengths_)[s.strand];
  within_mm = std::min(within_mm, within_share * whole);
  const auto at = [&](float off, bool cut, float girth) {
    return cut || girth <= 0.0f ? 0.0f : smoothstep(within_mm, 0.35f * within_mm, off);
  };
  return std::max(at(s.along * whole, strand.fascicle.origin_cut, strand.girth.front()),
                  at((1.0f - s.along) * whole, strand.fascicle.insertion_cut, strand.girth.back()));
}

OnStrand StrandIndex::at_piece(const Piece& s, const Vec3& p) const {
  const float k = glm::clamp(glm::dot(p - s.from, s.way) * s.inverse_length2, 0.0f, 1.0f);
  const Vec3 q = p - s.from - k * s.way;
  const float off = glm::length(q);
  return {off - s.girth - k * s.widening, off, s.strand, s.start + k * s.share, s.way};
}

size_t StrandIndex::cell_of(const Vec3& p) const {
  const glm::ivec3 at = glm::clamp(glm::ivec3(glm::floor((p - box_.lo) / cell)), glm::ivec3(0), size_ - 1);
  return static_cast<size_t>(at.x + size_.x * (at.y + size_.y * at.z));
}

StrandIndex::Near StrandIndex::near(const Vec3& p) const {
  Near out;
  if (!pieces_) return out;
  for (const uint32_t k : (*cells_)[cell_of(p)]) {
    const OnStrand here = at_piece((*pieces_)[k], p);
    // Pieces of one strand follow each other: keep the better one.
    size_t i = 0;
    while (i < out.found && out.at[i].strand != here.strand) ++i;
    if (i < out.found) {
      if (here.reach >= out.at[i].reach) continue;
    } else if (out.found < out.at.size()) {
      i = out.found++;
    } else {
      i = out.found - 1;
      if (here.reach >= out.at[i].reach) continue;
    }
    while (i > 0 && out.at[i - 1].reach > here.reach) out.at[i] = out.at[i - 1], --i;
    out.at[i] = here;
  }
  for (size_t i = 0; i < out.found; ++i) out.at[i].way = normalize_or(out.at[i].way, Vec3(0, 1, 0));
  return out;
}

}  // namespace palpate::forge
