#include "similarity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "core/error.h"
#include "core/parallel.h"

namespace palpate::test {

namespace fs = std::filesystem;

namespace {

/// Nearest of a set of points: a balanced tree, leaves of eight.
class PointTree {
 public:
  explicit PointTree(std::vector<Vec3> points) : points_(std::move(points)) { split(0, points_.size(), 0); }
  Vec3 nearest(const Vec3& p) const {
    float best = 1e30f;
    size_t at = 0;
    look(p, 0, points_.size(), 0, best, at);
    return points_[at];
  }

 private:
  static constexpr size_t leaf = 8;
  void split(size_t begin, size_t end, int axis) {
    if (end - begin <= leaf) return;
    const size_t middle = (begin + end) / 2;
    std::nth_element(points_.begin() + static_cast<std::ptrdiff_t>(begin),
                     points_.begin() + static_cast<std::ptrdiff_t>(middle),
                     points_.begin() + static_cast<std::ptrdiff_t>(end),
                     [axis](const Vec3& a, const Vec3& b) { return a[axis] < b[axis]; });
    split(begin, middle, (axis + 1) % 3);
    split(middle + 1, end, (axis + 1) % 3);
  }
  void take(const Vec3& p, size_t i, float& best, size_t& at) const {
    const Vec3 d = points_[i] - p;
    if (const float d2 = glm::dot(d, d); d2 < best) best = d2, at = i;
  }
  void look(const Vec3& p, size_t begin, size_t end, int axis, float& best, size_t& at) const {
    if (end - begin <= leaf) {
      for (size_t i = begin; i < end; ++i) take(p, i, best, at);
      return;
    }
    const size_t middle = (begin + end) / 2;
    const float side = p[axis] - points_[middle][axis];
    take(p, middle, best, at);
    const int next = (axis + 1) % 3;
    const auto low = [&] { look(p, begin, middle, next, best, at); };
    const auto high = [&] { look(p, middle + 1, end, next, best, at); };
    side < 0.0f ? low() : high();
    if (side * side < best) side < 0.0f ? high() : low();
  }
  std::vector<Vec3> points_;
};

std::vector<Vec3> nearest_of_all(const PointTree& tree, const std::vector<Vec3>& from) {
  std::vector<Vec3> out(from.size());
  parallel_for(from.size(), 512, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) out[i] = tree.nearest(from[i]);
  });
  return out;
}

std::vector<Vec3> moved(const std::vector<Vec3>& points, const Mat4& by) {
  std::vector<Vec3> out;
  out.reserve(points.size());
  for (const Vec3& p : points) out.emplace_back(by * Vec4(p, 1.0f));
  return out;
}

/// Rotation of the largest trace with `h`: Horn's quaternion, its eigenvector found by power iteration.
glm::dmat3 best_turn(const glm::dmat3& h) {
  const auto s = [&](int row, int column) { return h[column][row]; };
  glm::dmat4 n(0.0);
  const double m[4][4] = {{s(0, 0) + s(1, 1) + s(2, 2), s(1, 2) - s(2, 1), s(2, 0) - s(0, 2), s(0, 1) - s(1, 0)},
                          {s(1, 2) - s(2, 1), s(0, 0) - s(1, 1) - s(2, 2), s(0, 1) + s(1, 0), s(2, 0) + s(0, 2)},
                          {s(2, 0) - s(0, 2), s(0, 1) + s(1, 0), -s(0, 0) + s(1, 1) - s(2, 2), s(1, 2) + s(2, 1)},
                          {s(0, 1) - s(1, 0), s(2, 0) + s(0, 2), s(1, 2) + s(2, 1), -s(0, 0) - s(1, 1) + s(2, 2)}};
  double shift = 0.0;
  for (int i = 0; i < 4; ++i) {
    double row = 0.0;
    for (int j = 0; j < 4; ++j) n[j][i] = m[i][j], row += std::abs(m[i][j]);
    shift = std::max(shift, row);
  }
  for (int i = 0; i < 4; ++i) n[i][i] += shift;
  for (int i = 0; i < 12; ++i) {  // squaring: 2^12 steps of plain power iteration
    n = n * n;
    double size = 0.0;
    for (int c = 0; c < 4; ++c) size = std::max(size, glm::length(n[c]));
    n /= size;
  }
  int longest = 0;
  for (int c = 1; c < 4; ++c)
    if (glm::length(n[c]) > glm::length(n[longest])) longest = c;
  const glm::dvec4 q = glm::normalize(n[longest]);
  const double w = q[0], x = q[1], y = q[2], z = q[3];
  return glm::dmat3(1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y), 2 * (x * y - w * z),
                    1 - 2 * (x * x + z * z), 2 * (y * z + w * x), 2 * (x * z + w * y), 2 * (y * z - w * x),
                    1 - 2 * (x * x + y * y));
}

/// The similarity that carries `from` nearest to `onto`, pair by pair (Horn 1987).
Mat4 best_similarity(const std::vector<Vec3>& from, const std::vector<Vec3>& onto) {
  glm::dvec3 a(0.0), b(0.0);
  for (size_t i = 0; i < from.size(); ++i) a += glm::dvec3(from[i]), b += glm::dvec3(onto[i]);
  a /= static_cast<double>(from.size()), b /= static_cast<double>(from.size());
  glm::dmat3 h(0.0);  // h[column][row] = sum from[row] * onto[column]
  double spread_from = 0.0, spread_onto = 0.0;
  for (size_t i = 0; i < from.size(); ++i) {
    const glm::dvec3 p = glm::dvec3(from[i]) - a, q = glm::dvec3(onto[i]) - b;
    for (int c = 0; c < 3; ++c) h[c] += p * q[c];
    spread_from += glm::dot(p, p), spread_onto += glm::dot(q, q);
  }
  const glm::dmat3 turn = best_turn(h);
  const double scale = std::sqrt(spread_onto / spread_from);
  glm::dmat4 out(turn * scale);
  out[3] = glm::dvec4(b - turn * a * scale, 1.0);
  return Mat4(out);
}

float scale_of(const Mat4& m) {
  return glm::length(Vec3(m[0]));
}

struct Trial {
  Mat4 motion;
  float error;
};

Trial settle(const std::vector<Vec3>& ours, const std::vector<Vec3>& real, Mat4 motion, int rounds) {
  const PointTree real_tree(real);
  float error = 0.0f;
  for (int i = 0; i < rounds; ++i) {
    const std::vector<Vec3> here = moved(ours, motion);
    const PointTree our_tree(here);
    std::vector<Vec3> from = here, onto = nearest_of_all(real_tree, here);
    const std::vector<Vec3> back = nearest_of_all(our_tree, real);
    from.insert(from.end(), back.begin(), back.end());
    onto.insert(onto.end(), real.begin(), real.end());
    double sum = 0.0;
    for (size_t k = 0; k < from.size(); ++k) sum += static_cast<double>(glm::length(from[k] - onto[k]));
    error = static_cast<float>(sum / static_cast<double>(from.size()));
    motion = best_similarity(from, onto) * motion;
  }
  return {motion, error};
}

Mat4 first_guess(const std::vector<Vec3>& ours, const std::vector<Vec3>& real, float tip) {
  const auto middle = [](const std::vector<Vec3>& points) {
    return std::accumulate(points.begin(), points.end(), Vec3(0.0f)) / static_cast<float>(points.size());
  };
  const auto spread = [](const std::vector<Vec3>& points, const Vec3& at) {
    float sum = 0.0f;
    for (const Vec3& p : points) sum += glm::dot(p - at, p - at);
    return std::sqrt(sum / static_cast<float>(points.size()));
  };
  const Vec3 a = middle(ours), b = middle(real);
  const float scale = spread(real, b) / spread(ours, a), c = std::cos(tip), s = std::sin(tip);
  const Mat3 turn = Mat3(Vec3(1, 0, 0), Vec3(0, c, s), Vec3(0, -s, c)) * scale;
  Mat4 out(turn);
  out[3] = Vec4(b - turn * a, 1.0f);
  return out;
}

std::vector<float> distances(const std::vector<Vec3>& from, const std::vector<Vec3>& to) {
  const std::vector<Vec3> near = nearest_of_all(PointTree(to), from);
  std::vector<float> out(from.size());
  for (size_t i = 0; i < from.size(); ++i) out[i] = glm::length(from[i] - near[i]);
  return out;
}

float mean(const std::vector<float>& values) {
  return static_cast<float>(std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()));
}

}  // namespace

std::vector<Vec3> points_on(const anatomy::Mesh& mesh, size_t count) {
  std::vector<double> area;
  double total = 0.0;
  const auto corner = [&](size_t t, size_t k) { return mesh.positions[mesh.triangles[3 * t + k]]; };
  for (size_t t = 0; t < mesh.triangle_count(); ++t) {
    total +=
        0.5 * static_cast<double>(glm::length(glm::cross(corner(t, 1) - corner(t, 0), corner(t, 2) - corner(t, 0))));
    area.push_back(total);
  }
  std::vector<Vec3> out;
  // One point in each equal share of the area, placed in its triangle by the R2 low-discrepancy sequence.
  for (size_t i = 0; i < count; ++i) {
    const double at = (static_cast<double>(i) + 0.5) / static_cast<double>(count) * total;
    const size_t t =
        std::min(static_cast<size_t>(std::lower_bound(area.begin(), area.end(), at) - area.begin()), area.size() - 1);
    double u = std::fmod(static_cast<double>(i) * 0.7548776662466927, 1.0),
           v = std::fmod(static_cast<double>(i) * 0.5698402909980532, 1.0);
    if (u + v > 1.0) u = 1.0 - u, v = 1.0 - v;
    const Vec3 a = corner(t, 0);
    out.push_back(a + static_cast<float>(u) * (corner(t, 1) - a) + static_cast<float>(v) * (corner(t, 2) - a));
  }
  return out;
}

Likeness likeness(const anatomy::Mesh& ours, const anatomy::Mesh& real, size_t count) {
  const std::vector<Vec3> few_ours = points_on(ours, 1500), few_real = points_on(real, 1500);
  Trial best{Mat4(1.0f), 1e30f};
  for (const float tip : {0.0f, -0.35f, 0.35f}) {
    const Trial trial = settle(few_ours, few_real, first_guess(few_ours, few_real, tip), 25);
    if (trial.error < best.error) best = trial;
  }
  best = settle(points_on(ours, 4000), points_on(real, 4000), best.motion, 15);
  const std::vector<Vec3> all_ours = points_on(ours, count), all_real = points_on(real, count);
  best = settle(all_ours, all_real, best.motion, 10);
  Likeness out;
  out.motion = best.motion;
  out.scale = scale_of(best.motion);
  const std::vector<Vec3> here = moved(all_ours, best.motion);
  std::vector<float> one = distances(here, all_real), other = distances(all_real, here);
  out.ours_to_real = mean(one), out.real_to_ours = mean(other);
  out.mean_mm = 0.5f * (out.ours_to_real + out.real_to_ours);
  one.insert(one.end(), other.begin(), other.end());
  const size_t at = one.size() * 95 / 100;
  std::nth_element(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(at), one.end());
  out.p95_mm = one[at];
  return out;
}

namespace {

/// BodyParts3D: x left, y back, z up, 213 mm a unit (the manifest says how that was fitted).
anatomy::Mesh read_bodyparts3d(const fs::path& file) {
  std::ifstream in(file);
  anatomy::Mesh mesh;
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "v") {
      Vec3 p;
      words >> p.x >> p.y >> p.z;
      mesh.positions.emplace_back(213.0f * Vec3(p.x, p.z, -p.y));
    } else if (kind == "f") {
      std::vector<uint32_t> corners;
      for (std::string word; words >> word;) corners.push_back(static_cast<uint32_t>(std::stoul(word)) - 1u);
      for (size_t i = 2; i < corners.size(); ++i)
        for (const size_t k : {size_t{0}, i - 1, i}) mesh.triangles.push_back(corners[k]);
    }
  }
  if (mesh.triangles.empty()) throw Error(file.string(), "holds no faces", "restore the file");
  return mesh;
}

/// MyoSim: binary STL in metres, x forward, y up, z right.
anatomy::Mesh read_myosim(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  char head[80];
  uint32_t count = 0;
  in.read(head, sizeof head).read(reinterpret_cast<char*>(&count), sizeof count);
  anatomy::Mesh mesh;
  char record[50];
  for (uint32_t t = 0; in && t < count && in.read(record, sizeof record); ++t)
    for (size_t k = 0; k < 3; ++k) {
      float p[3];
      std::memcpy(p, record + 12 + 12 * k, sizeof p);
      mesh.triangles.push_back(static_cast<uint32_t>(mesh.positions.size()));
      mesh.positions.emplace_back(1000.0f * Vec3(-p[2], p[1], p[0]));
    }
  if (mesh.triangles.empty()) throw Error(file.string(), "holds no faces", "restore the file");
  return mesh;
}

struct Names {
  const char *myosim, *bodyparts3d;
};
const std::map<std::string, Names>& names() {
  static const std::map<std::string, Names> table = {
      {"vertebra_t9", {"thoracic9_s", nullptr}},    {"vertebra_t10", {"thoracic10_s", "FJ3154"}},
      {"vertebra_t11", {"thoracic11_s", "FJ3155"}}, {"vertebra_t12", {"thoracic12_s", "FJ3156"}},
      {"vertebra_l1", {"lumbar1", "FJ3157"}},       {"vertebra_l2", {"lumbar2", "FJ3159"}},
      {"vertebra_l3", {"lumbar3", "FJ3162"}},       {"vertebra_l4", {"lumbar4", "FJ3165"}},
      {"vertebra_l5", {"lumbar5", "FJ3168"}},       {"sacrum", {"sacrum", "FJ3393"}},
      {"hip_bone_left", {"l_pelvis", "FJ3288"}},    {"hip_bone_right", {"r_pelvis", "FJ3152"}},
      {"rib_9_left", {nullptr, "FJ3236"}},          {"rib_10_left", {nullptr, "FJ3225"}},
      {"rib_11_left", {nullptr, "FJ3226"}},         {"rib_12_left", {nullptr, "FJ3227"}},
      {"rib_9_right", {nullptr, "FJ3348"}},         {"rib_10_right", {nullptr, "FJ3330"}},
      {"rib_11_right", {nullptr, "FJ3331"}},        {"rib_12_right", {nullptr, "FJ3332"}}};
  return table;
}

}  // namespace

std::optional<fs::path> real_anatomy(const fs::path& project) {
  const fs::path folder = project.parent_path() / "shared" / "anatomy";
  if (fs::exists(folder / "myosim_torso") && fs::exists(folder / "bodyparts3d")) return folder;
  return std::nullopt;
}

std::vector<RealBone> real_bones(const fs::path& folder, const std::string& id) {
  std::vector<RealBone> out;
  const auto row = names().find(id);
  if (row == names().end()) return out;
  if (const char* name = row->second.myosim)
    out.push_back({"myosim_torso", read_myosim(folder / "myosim_torso/Geometry" / (std::string(name) + ".stl"))});
  if (const char* name = row->second.bodyparts3d)
    out.push_back({"bodyparts3d", read_bodyparts3d(folder / "bodyparts3d/obj" / (std::string(name) + ".obj"))});
  return out;
}

anatomy::Mesh together(anatomy::Mesh a, const anatomy::Mesh& b) {
  const auto base = static_cast<uint32_t>(a.positions.size());
  a.positions.insert(a.positions.end(), b.positions.begin(), b.positions.end());
  a.normals.clear();
  for (const uint32_t v : b.triangles) a.triangles.push_back(base + v);
  return a;
}

}  // namespace palpate::test
