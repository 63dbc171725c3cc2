#include "forge/fibres.h"

#include <algorithm>

#include "core/parallel.h"

namespace palpate::forge {

namespace {

struct Piece3 {
  Vec3 from, way;
  float inverse_length2, start, share;  ///< share of the path before and in this piece
};
struct Track {
  std::vector<Piece3> pieces;
};

Track track(const FibrePath& path) {
  Track out;
  float whole = 0.0f;
  for (size_t i = 0; i + 1 < path.points.size(); ++i) whole += glm::length(path.points[i + 1] - path.points[i]);
  float sum = 0.0f;
  for (size_t i = 0; i + 1 < path.points.size(); ++i) {
    const Vec3 way = path.points[i + 1] - path.points[i];
    const float length = glm::length(way);
    out.pieces.push_back({path.points[i], way, 1.0f / std::max(length * length, 1e-6f), sum / whole, length / whole});
    sum += length;
  }
  return out;
}

}  // namespace

void lay_fibres(anatomy::Mesh& mesh, const std::vector<FibrePath>& paths) {
  std::vector<Track> tracks;
  for (const FibrePath& path : paths) tracks.push_back(track(path));
  const size_t n = mesh.positions.size();
  mesh.fibres.resize(n), mesh.along.resize(n), mesh.tendon.resize(n), mesh.fascicle.resize(n);
  mesh.depth.assign(n, 0.0f);
  parallel_for(n, 512, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 p = mesh.positions[i];
      float best = 1e30f, along = 0.0f;
      size_t which = 0;
      Vec3 mean(0.0f);
      for (size_t t = 0; t < tracks.size(); ++t)
        for (const Piece3& s : tracks[t].pieces) {
          const float k = glm::clamp(glm::dot(p - s.from, s.way) * s.inverse_length2, 0.0f, 1.0f);
          const Vec3 q = p - s.from - k * s.way;
          const float d2 = glm::dot(q, q);
          mean += s.way / (d2 * d2 + 4.0f);
          if (d2 < best) best = d2, which = t, along = s.start + k * s.share;
        }
      // A weighted mean of the near pieces turns without steps; square to the surface it would stand up.
      const Vec3 flat = mean - mesh.normals[i] * glm::dot(mean, mesh.normals[i]);
      mesh.fibres[i] = glm::dot(flat, flat) > 0.05f * glm::dot(mean, mean) ? normalize_or(flat, Vec3(0, 1, 0))
                                                                           : normalize_or(mean, Vec3(0, 1, 0));
      mesh.along[i] = along;
      mesh.fascicle[i] = static_cast<float>(which);
      const FibrePath& path = paths[which];
      const float a = path.tendon_origin, z = path.tendon_insertion;
      const float first = a > 0.0f ? 1.0f - smoothstep(0.4f * a, 1.3f * a, along) : 0.0f;
      const float last = z > 0.0f ? smoothstep(1.0f - 1.3f * z, 1.0f - 0.4f * z, along) : 0.0f;
      mesh.tendon[i] = glm::clamp(std::max(first, last), 0.0f, 1.0f);
    }
  });
}

}  // namespace palpate::forge
