#include <algorithm>
#include <cmath>

#include "motion/hand_mesh.h"
#include "motion/hand_placement.h"

namespace palpate::motion {
namespace {

/// A net of knots on the skin, walked from the middle outwards so that cloth keeps its size over the flank.
class Drapery {
 public:
  Drapery(const technique::Contact& contact, const SkinDistance& skin, const Ground& ground, const Vec2& half)
      : skin_(skin), ground_(ground), half_(half) {
    const int nx = count(half.x), ny = count(half.y);
    columns_ = 2 * nx + 1, rows_ = 2 * ny + 1;
    knots_.resize(static_cast<size_t>(columns_) * static_cast<size_t>(rows_));
    const Vec3 n = skin.normal(contact.position_mm, 30.0f);
    const Vec3 y = normalize_or(contact.direction - n * glm::dot(n, contact.direction), Vec3(0, 1, 0));
    for (const int up : {1, -1}) {
      Knot knot = onto(contact.position_mm), heading = knot;
      heading.at = y * static_cast<float>(up);
      for (int j = 0; j <= ny; ++j) {
        row(knot, ny + up * j, nx, heading.at * static_cast<float>(up));
        step(knot, heading.at, half.y / static_cast<float>(ny));
      }
    }
  }

  /// Place and normal for a point of the cloth.
  void at(const Vec2& p, Vec3& place, Vec3& normal) const {
    const float u = glm::clamp((p.x / half_.x + 1.0f) * 0.5f, -0.05f, 1.05f) * static_cast<float>(columns_ - 1),
                v = glm::clamp((p.y / half_.y + 1.0f) * 0.5f, -0.05f, 1.05f) * static_cast<float>(rows_ - 1);
    const int i = std::clamp(static_cast<int>(u), 0, columns_ - 2), j = std::clamp(static_cast<int>(v), 0, rows_ - 2);
    const float fu = u - static_cast<float>(i), fv = v - static_cast<float>(j);
    const Knot &a = knot(i, j), &b = knot(i + 1, j), &c = knot(i, j + 1), &d = knot(i + 1, j + 1);
    place = glm::mix(glm::mix(a.at, b.at, fu), glm::mix(c.at, d.at, fu), fv);
    normal = glm::normalize(glm::mix(glm::mix(a.normal, b.normal, fu), glm::mix(c.normal, d.normal, fu), fv));
  }

 private:
  struct Knot {
    Vec3 at{0.0f}, normal{0, 0, -1};
  };
  static int count(float half) { return std::max(2, static_cast<int>(half / 10.0f)); }
  Knot& knot(int i, int j) {
    return knots_[static_cast<size_t>(j) * static_cast<size_t>(columns_) + static_cast<size_t>(i)];
  }
  const Knot& knot(int i, int j) const {
    return knots_[static_cast<size_t>(j) * static_cast<size_t>(columns_) + static_cast<size_t>(i)];
  }
  Knot onto(Vec3 p) const {
    // Thick cloth bridges furrows: it lies on the mean of what is under it.
    constexpr float bridge = 22.0f;
    const Vec3 n = skin_.normal(p, bridge);
    const Vec3 a = normalize_or(glm::cross(n, Vec3(0, 1, 0.01f)), Vec3(1, 0, 0)) * bridge, b = glm::cross(n, a);
    for (int i = 0; i < 3; ++i)
      p -= n * (0.2f * (ground_(p) + ground_(p + a) + ground_(p - a) + ground_(p + b) + ground_(p - b)));
    return {p, n};
  }
  void step(Knot& knot, Vec3& heading, float by) const {
    knot = onto(knot.at + by * heading);
    heading = normalize_or(heading - knot.normal * glm::dot(knot.normal, heading), heading);
  }
  void row(const Knot& middle, int j, int nx, const Vec3& along) {
    for (const int right : {1, -1}) {
      Knot at = middle;
      Vec3 heading = glm::cross(along, middle.normal) * static_cast<float>(right);
      for (int i = 0; i <= nx; ++i) {
        knot(nx + right * i, j) = at;
        step(at, heading, half_.x / static_cast<float>(nx));
      }
    }
  }

  const SkinDistance& skin_;
  const Ground& ground_;
  Vec2 half_;
  int columns_ = 0, rows_ = 0;
  std::vector<Knot> knots_;
};

}  // namespace

std::vector<anatomy::PackedVertex> lay(const HandMesh& mesh, const technique::Contact& contact,
                                       const SkinDistance& skin, const Ground& ground) {
  Vec2 half(1.0f);
  for (const Vec3& p : mesh.positions) half = glm::max(half, glm::abs(Vec2(p)));
  const Drapery net(contact, skin, ground, half);
  std::vector<anatomy::PackedVertex> out(mesh.positions.size());
  for (size_t i = 0; i < out.size(); ++i) {
    const Vec3 &p = mesh.positions[i], &m = mesh.normals[i];
    Vec3 place, normal, right, up, unused;
    net.at(Vec2(p), place, normal);
    net.at(Vec2(p) + Vec2(2, 0), right, unused);
    net.at(Vec2(p) + Vec2(0, 2), up, unused);
    const Vec3 x = normalize_or(right - place, Vec3(1, 0, 0)), y = normalize_or(up - place, Vec3(0, 1, 0));
    anatomy::PackedVertex& v = out[i];
    v = {};
    v.position = place + (p.z + contact.lift_mm + 0.5f) * normal;
    anatomy::pack_normal(normalize_or(m.x * x + m.y * y + m.z * normal, normal), v.normal);
    v.occlusion = 255;
    v.along = static_cast<uint8_t>(std::lround(255.0f * glm::clamp(mesh.cues[i].y, 0.0f, 1.0f)));
  }
  return out;
}

Mat4 rest_on(const technique::Contact& contact, const SkinDistance& skin, float sink_mm, float half_height_mm) {
  const Vec3 n = skin.empty() ? contact.normal : skin.normal(contact.position_mm, 28.0f);
  const Vec3 y = normalize_or(contact.direction - n * glm::dot(n, contact.direction), Vec3(0, 1, 0));
  const Vec3 at = contact.position_mm + (half_height_mm - sink_mm + contact.lift_mm) * n;
  return {Vec4(glm::cross(y, n), 0), Vec4(y, 0), Vec4(n, 0), Vec4(at, 1)};
}

}  // namespace palpate::motion
