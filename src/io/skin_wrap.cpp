#include "io/skin_wrap.h"

#include <fmt/format.h>

#include <algorithm>

namespace palpate {
namespace {

constexpr float below_trochanter_mm = 90.0f, above_top_mm = 60.0f, widest_mm = 230.0f;

}  // namespace

bool lacks_skin(const anatomy::Atlas& atlas) {
  if (!atlas.landmarks.contains("sacral_base") || atlas.find("skin")) return false;
  const auto spinous = std::count_if(atlas.landmarks.begin(), atlas.landmarks.end(),
                                     [](const auto& m) { return m.first.starts_with("spinous_process_"); });
  const bool skin = std::any_of(atlas.structures.begin(), atlas.structures.end(),
                                [](const anatomy::Structure& s) { return s.info.tissue == anatomy::Tissue::skin; });
  return spinous >= 3 && !skin;
}

SkinWrap plan_skin_wrap(const anatomy::Atlas& atlas) {
  float low = -160.0f, high = 260.0f;
  for (const auto& [id, p] : atlas.landmarks) {
    if (id.starts_with("greater_trochanter_")) low = p.y - below_trochanter_mm;
    if (id.starts_with("spinous_process_")) high = std::max(high, p.y + above_top_mm);
  }
  SkinWrap wrap;
  size_t muscles = 0;
  for (const anatomy::Structure& s : atlas.structures) {
    if (s.info.tissue == anatomy::Tissue::other) continue;  // arms and heads that nobody named
    muscles += s.info.tissue == anatomy::Tissue::muscle;
    size_t k = 0;  // a level of detail is close enough for a wrap
    while (k + 1 < s.levels.size() && s.levels[k].triangle_count() > 4000) ++k;
    const anatomy::PackedMesh& mesh = s.levels[k];
    std::vector<uint32_t> number(mesh.vertices.size(), ~0u);
    for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
      bool inside = true;
      for (size_t c = 0; c < 3; ++c) {
        const Vec3& p = mesh.vertices[mesh.indices[t + c]].position;
        inside = inside && p.y > low && p.y < high && std::abs(p.x) < widest_mm;
      }
      if (!inside) continue;
      for (size_t c = 0; c < 3; ++c) {
        uint32_t& n = number[mesh.indices[t + c]];
        if (n == ~0u) {
          n = static_cast<uint32_t>(wrap.soup.positions.size());
          wrap.soup.positions.push_back(mesh.vertices[mesh.indices[t + c]].position);
        }
        wrap.soup.triangles.push_back(n);
      }
    }
  }
  constexpr size_t fewest_muscles = 10;
  if (muscles < fewest_muscles) wrap.closing_mm = 70.0f, wrap.cover_mm = 12.0f;
  wrap.provenance = fmt::format(
      "made, not in the source: wrapped round {}, hollows up to {:.0f} mm bridged, {:.0f} mm of skin and fat added "
      "(design "
      "estimates)",
      muscles < fewest_muscles ? "the bones" : "muscles and bones", 2.0f * wrap.closing_mm, wrap.cover_mm);
  return wrap;
}

}  // namespace palpate
