// The muscles that close the spaces between ribs 8 to 12: a thin sheet a space, from the lower border of one rib down
// and forward to the upper border of the next.

#include <algorithm>
#include <cmath>

#include "anatomy/ray_index.h"
#include "forge/membrane.h"
#include "forge/net_mesh.h"
#include "forge/sheet_relief.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

/// A line asked by the share of its length.
class Line {
 public:
  explicit Line(std::vector<Vec3> points) : points_(std::move(points)), sum_(points_.size(), 0.0f) {
    for (size_t i = 1; i < points_.size(); ++i) sum_[i] = sum_[i - 1] + glm::length(points_[i] - points_[i - 1]);
  }
  float length() const { return sum_.back(); }
  Vec3 at(float mm) const {
    const float x = glm::clamp(mm, 0.0f, length());
    size_t i = 0;
    while (i + 2 < sum_.size() && sum_[i + 1] < x) ++i;
    return glm::mix(points_[i], points_[i + 1], (x - sum_[i]) / std::max(sum_[i + 1] - sum_[i], 1e-4f));
  }
  /// How far along the line its nearest place to p lies, mm.
  float nearest(const Vec3& p) const {
    float best = 1e9f, along = 0.0f;
    for (float mm = 0.0f; mm <= length(); mm += 1.0f)
      if (const float d = glm::length(at(mm) - p); d < best) best = d, along = mm;
    return along;
  }

 private:
  std::vector<Vec3> points_;
  std::vector<float> sum_;
};

struct Shape {
  float thick, inward, inward_above, slant, free, from, bundle, relief;
};

/// One space: rows of fibres from behind forward.
Membrane sheet(const Line& upper, const Line& lower, const Shape& s, const Vec3& axis, uint32_t seed) {
  const float begin = s.from * lower.length(), end = lower.length() - 4.0f;
  Membrane m;
  m.nu = 9, m.nv = 2 * static_cast<size_t>(0.5f * (end - begin) / (0.6f * s.bundle)) + 1;
  m.knots.resize(m.nu * m.nv);
  for (size_t j = 0; j < m.nv; ++j) {
    const float v = static_cast<float>(j) / static_cast<float>(m.nv - 1), mm = glm::mix(begin, end, v);
    const Vec3 below = lower.at(mm);
    const float straight = upper.nearest(below), gap = glm::length(upper.at(straight) - below);
    const Vec3 above = upper.at(straight - s.slant * gap * smoothstep(0.0f, 0.12f, v));
    const Vec3 way = normalize_or(below - above, Vec3(0, -1, 0));
    const float length = glm::length(below - above);
    for (size_t i = 0; i < m.nu; ++i) {
      const float u = static_cast<float>(i) / static_cast<float>(m.nu - 1);
      MembraneKnot& k = m.at(i, j);
      k.at = glm::mix(above + s.free * way, below - s.free * way, u);
      Vec3 out = k.at - Vec3(axis.x, k.at.y, axis.z);
      out = normalize_or(out - way * glm::dot(out, way), Vec3(0, 0, -1));
      k.out = out;
      // Above it holds to the outer lip of the costal groove, below to the middle of the border.
      k.at -= glm::mix(s.inward_above, s.inward, smoothstep(0.0f, 0.6f, u)) * out;
      const float ends = 0.3f + 0.7f * smoothstep(0.0f, 0.25f, std::min(u, 1.0f - u));
      const float border = std::sqrt(glm::clamp(std::min(v, 1.0f - v) * (end - begin) / 8.0f, 0.01f, 1.0f));
      k.thick = std::max(0.3f, s.thick * ends * border);
      k.relief = s.relief * furrow(mm, u * length, s.bundle, seed) * border;
    }
  }
  return m;
}

/// Fascicles along evenly spaced rows, from bone to bone.
void add_strands(Piece& piece, const Membrane& m, int fascicles, const anatomy::RayIndex& upper,
                 const anatomy::RayIndex& lower, const std::string& above, const std::string& below) {
  for (int f = 0; f < fascicles; ++f) {
    const float middle = (static_cast<float>(f) + 0.5f) / static_cast<float>(fascicles);
    const size_t j = static_cast<size_t>(middle * static_cast<float>(m.nv - 1) + 0.5f);
    Strand s;
    s.muscle = "external_intercostals";
    s.fascicle.origin = above, s.fascicle.insertion = below;
    for (size_t i = 0; i < m.nu; ++i) s.fascicle.path.push_back(m.at(i, j).at);
    std::vector<Vec3>& path = s.fascicle.path;
    if (const auto near = upper.nearest(path.front(), 12.0f)) path.insert(path.begin(), near->point);
    if (const auto near = lower.nearest(path.back(), 12.0f)) path.push_back(near->point);
    s.girth.assign(path.size(), 1.5f);
    piece.strands.push_back(std::move(s));
  }
}

Piece build(const Bench& b, bool left) {
  const std::string end = left ? "_left" : "_right";
  const auto f = [&](const char* name) { return b.figure(std::string("external_intercostals.") + name); };
  const Shape shape{f("thickness"), f("inward"), f("inward_above"), f("slant"),
                    f("free"),      f("from"),   f("bundle"),       f("relief")};
  const Vec3 axis = Vec3(vertebra_frame(b, 2)[3]) + Vec3(0, 0, 25.0f);
  Piece piece;
  for (int rib = 8; rib < 12; ++rib) {
    const std::string above = "rib_" + std::to_string(rib) + end, below = "rib_" + std::to_string(rib + 1) + end;
    const Line upper(b.input(above).lines.at("lower_border")), lower(b.input(below).lines.at("upper_border"));
    const Membrane m = sheet(upper, lower, shape, axis, static_cast<uint32_t>(rib) + (left ? 0u : 40u));
    const int fascicles = std::max(4, static_cast<int>(lower.length() / f("fascicle")));
    const auto before = static_cast<float>(piece.strands.size());
    const anatomy::Mesh mesh = mesh_of(m, fascicles);
    if (piece.mesh.positions.empty())
      piece.mesh = mesh;
    else
      add_mesh(piece.mesh, mesh, before);
    add_strands(piece, m, fascicles, anatomy::RayIndex(b.input(above).mesh), anatomy::RayIndex(b.input(below).mesh),
                above, below);
  }
  // Flesh between short tendinous ends.
  for (size_t i = 0; i < piece.mesh.tendon.size(); ++i)
    piece.mesh.tendon[i] =
        0.9f * (1.0f - smoothstep(0.03f, 0.16f, std::min(piece.mesh.along[i], 1.0f - piece.mesh.along[i])));
  piece.provenance =
      "A thin sheet a space between the borders of ribs 8 to 12, from the tubercles to the end of the lower rib, "
      "fibres "
      "down and forward; stands for all layers of the space; 3 mm (as remembered); outline by design estimate.";
  return piece;
}

}  // namespace

void add_intercostals(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    const std::string end = left ? "_left" : "_right";
    std::vector<std::string> ribs;
    for (int rib = 8; rib <= 12; ++rib) ribs.push_back("rib_" + std::to_string(rib) + end);
    list.push_back({"external_intercostals" + end, ribs, "intercostal,membrane,net_mesh,sheet_relief,spine",
                    [left](const Bench& b) { return build(b, left); }});
  }
}

}  // namespace palpate::forge
