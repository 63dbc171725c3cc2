#include "anatomy/find_landmarks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

namespace palpate::anatomy {
namespace {

using Marks = std::map<std::string, Vec3>;
using Keep = std::function<bool(const Vec3&)>;
using Score = std::function<float(const Vec3&)>;

// How far below the extreme a surface still counts as the tip, mm. Blunt ends are wider: the extreme itself may lie at
// a corner. Chosen by what agrees best with points set by hand on three collections and with the forge's own.
constexpr float near_mm = 2.0f, spine_mm = 3.0f, edge_mm = 4.0f, trochanter_mm = 5.0f, process_mm = 6.0f;

// A bone with the area round each vertex, so that a finely meshed corner counts no more than it is wide.
struct Bone {
  explicit Bone(const Mesh& mesh) : positions(mesh.positions), triangles(mesh.triangles), area(positions.size(), 0.0f) {
    for (size_t t = 0; t + 2 < triangles.size(); t += 3) {
      const Vec3 &a = positions[triangles[t]], &b = positions[triangles[t + 1]], &c = positions[triangles[t + 2]];
      const float third = glm::length(glm::cross(b - a, c - a)) / 6.0f;
      for (size_t k = 0; k < 3; ++k) area[triangles[t + k]] += third;
    }
  }
  Box3 bounds() const {
    Box3 box;
    for (const Vec3& p : positions) box.add(p);
    return box;
  }
  const std::vector<Vec3>& positions;
  const std::vector<uint32_t>& triangles;
  std::vector<float> area;
};

// Middle of the surface whose score is within `near` mm of the highest, among what is kept. From the highest vertex on,
// the middle of what lies round it, then of what lies round that: on a face that is flat to a millimetre the least bump
// decides which vertex is the highest, but not where the face has its middle.
std::optional<Vec3> tip(const Bone& m, const Keep& keep, const Score& score, float near = near_mm) {
  struct Candidate {
    Vec3 place;
    float score, area;
  };
  std::vector<Candidate> kept;
  float best = -1e30f;
  Vec3 at(0.0f);
  for (size_t i = 0; i < m.positions.size(); ++i) {
    if (!keep(m.positions[i])) continue;
    const float s = score(m.positions[i]);
    kept.push_back({m.positions[i], s, m.area[i] + 1e-6f});
    if (s > best) best = s, at = m.positions[i];
  }
  if (kept.empty()) return std::nullopt;
  std::erase_if(kept, [&](const Candidate& c) { return c.score <= best - near; });
  constexpr int rounds = 6;
  for (int round = 0; round < rounds; ++round) {
    DVec3 sum(0.0);
    double weight = 0.0;
    for (const Candidate& c : kept) {
      if (glm::length(c.place - at) >= 3.0f * near) continue;
      sum += static_cast<double>(c.area) * DVec3(c.place), weight += static_cast<double>(c.area);
    }
    if (weight == 0.0) break;
    at = Vec3(sum / weight);
  }
  return at;
}

void put(Marks& marks, const std::string& id, const std::optional<Vec3>& p) {
  if (p) marks[id] = *p;
}

// --- vertebrae -----------------------------------------------------------------------------------------------------

// Back wall and front of the body in the midline: the widest gap of the profile is the canal.
struct BodyDepth {
  float back = 0.0f, front = 0.0f, low = 0.0f, high = 0.0f;
};
std::optional<BodyDepth> body_depth(const Bone& m, float mid) {
  std::vector<float> depths;
  for (const Vec3& p : m.positions) {
    if (std::abs(p.x - mid) < 7.0f) depths.push_back(p.z);
  }
  if (depths.size() < 8) return std::nullopt;
  std::sort(depths.begin(), depths.end());
  float gap = 0.0f;
  BodyDepth body;
  body.front = depths.back();
  for (size_t i = 1; i < depths.size(); ++i) {
    const bool inner = depths[i] > depths.front() + 15.0f && depths[i] < depths.back() - 12.0f;
    if (inner && depths[i] - depths[i - 1] > gap) gap = depths[i] - depths[i - 1], body.back = depths[i];
  }
  if (gap < 6.0f) return std::nullopt;
  Box3 box;
  for (const Vec3& p : m.positions) {
    if (std::abs(p.x - mid) < 12.0f && p.z >= body.back - 1.0f) box.add(p);
  }
  body.low = box.lo.y, body.high = box.hi.y;
  return body;
}

// In the midline by definition, also where the process leans; a coarse mesh may have no vertex near it.
std::optional<Vec3> spinous_process(const Bone& m, float mid) {
  for (const float beside : {4.0f, 10.0f}) {
    const auto p = tip(
        m, [&](const Vec3& v) { return std::abs(v.x - mid) < beside; }, [](const Vec3& v) { return -v.z; }, edge_mm);
    const bool behind = p && p->z < m.bounds().lo.z + edge_mm + 2.0f;
    if (behind || beside > 4.0f) return p ? std::optional(Vec3(mid, p->y, p->z)) : p;
  }
  return std::nullopt;
}

void vertebra(const Bone& m, const std::string& level, float mid, Marks& marks) {
  const bool lumbar = level[0] == 'l';
  if (const auto p = spinous_process(m, mid)) marks["spinous_process_" + level] = *p;
  const auto body = body_depth(m, mid);
  if (body && (lumbar || level == "t11" || level == "t12"))
    marks["vertebral_body_" + level] = {mid, 0.5f * (body->low + body->high), 0.5f * (body->back + body->front)};
  if (!lumbar) return;
  for (const float side : {1.0f, -1.0f}) {
    const std::string end = level + (side > 0.0f ? "_left" : "_right");
    const auto lateral = [&](const Vec3& p) { return side * (p.x - mid); };
    put(marks, "transverse_process_" + end,
        tip(m, [&](const Vec3& p) { return lateral(p) > 20.0f; }, lateral, process_mm));
    if (!body) continue;
    // The hind arch: behind the canal, whose front is the back of the body.
    const auto arch = [&](const Vec3& p) { return p.z < body->back - 8.0f; };
    const auto top = tip(
        m, [&](const Vec3& p) { return arch(p) && lateral(p) > 8.0f && lateral(p) < 28.0f; },
        [](const Vec3& p) { return p.y; });
    if (!top) continue;
    put(marks, "mamillary_process_" + end,
        tip(
            m,
            [&](const Vec3& p) {
              return arch(p) && lateral(p) > 8.0f && lateral(p) < 30.0f && p.y < top->y && p.y > top->y - 12.0f;
            },
            [](const Vec3& p) { return -p.z; }));
    const Vec3 spinous = marks["spinous_process_" + level];
    put(marks, "lamina_" + end,
        tip(
            m,
            [&](const Vec3& p) {
              return lateral(p) > 7.0f && lateral(p) < 14.0f && std::abs(p.y - spinous.y - 2.0f) < 8.0f;
            },
            [](const Vec3& p) { return -p.z; }));
  }
}

// --- sacrum and coccyx ---------------------------------------------------------------------------------------------

// The end-plate: the patch behind the promontory that faces up and forwards. Its direction is refined from itself.
std::optional<Vec3> end_plate(const Bone& m, float mid, const Vec3& promontory) {
  DVec3 facing = glm::normalize(DVec3(0.0, 0.8, 0.6));
  std::optional<Vec3> centre;
  for (int round = 0; round < 4; ++round) {
    DVec3 normals(0.0);
    Box3 box;
    for (size_t t = 0; t + 2 < m.triangles.size(); t += 3) {
      const DVec3 a(m.positions[m.triangles[t]]), b(m.positions[m.triangles[t + 1]]),
          c(m.positions[m.triangles[t + 2]]);
      const DVec3 n = glm::cross(b - a, c - a), p = (a + b + c) / 3.0;
      const double area = glm::length(n);
      const DVec3 from = p - DVec3(promontory);
      const bool near = std::abs(p.x - static_cast<double>(mid)) < 16.0 && glm::length(from) < 42.0;
      if (area <= 0.0 || !near || glm::dot(n / area, facing) < 0.8 || std::abs(glm::dot(from, facing)) > 7.0) continue;
      normals += n;
      box.add(Vec3(a)), box.add(Vec3(b)), box.add(Vec3(c));
    }
    if (box.empty()) return centre;
    facing = glm::normalize(normals);
    facing = glm::normalize(DVec3(0.0, facing.y, facing.z));
    centre = Vec3(mid, 0.5f * (box.lo.y + box.hi.y), 0.5f * (box.lo.z + box.hi.z));
  }
  return centre;
}

void sacrum(const Bone& m, float mid, Marks& marks) {
  const auto central = [&](const Vec3& p) { return std::abs(p.x - mid) < 9.0f; };
  // The front edge of the end-plate is the corner that looks up and forwards.
  const auto promontory = tip(m, central, [](const Vec3& p) { return 0.6f * p.y + 0.8f * p.z; });
  if (!promontory) return;
  marks["sacral_promontory"] = {mid, promontory->y, promontory->z};
  put(marks, "sacral_base", end_plate(m, mid, *promontory));
  const auto apex =
      tip(m, [&](const Vec3& p) { return std::abs(p.x - mid) < 15.0f; }, [](const Vec3& p) { return -p.y; });
  put(marks, "sacral_apex", apex);
  if (!apex) return;
  // Heights of the tubercles as shares of the way from promontory to apex: design estimate, Gray's proportions.
  constexpr std::array<std::pair<const char*, float>, 3> tubercles{{{"s1", 0.04f}, {"s2", 0.27f}, {"s3", 0.47f}}};
  const float length = promontory->y - apex->y;
  for (const auto& [level, share] : tubercles) {
    const float height = promontory->y - share * length;
    put(marks, std::string("median_sacral_crest_") + level,
        tip(
            m, [&](const Vec3& p) { return central(p) && std::abs(p.y - height) < 0.09f * length; },
            [](const Vec3& p) { return -p.z; }));
  }
}

// --- hip bone and femur --------------------------------------------------------------------------------------------

void hip_bone(const Bone& m, float side, float mid, Marks& marks) {
  const std::string end = side > 0.0f ? "_left" : "_right";
  const Box3 box = m.bounds();
  const float tall = box.size().y;
  const auto above = [&](float share) { return [&, share](const Vec3& p) { return p.y > box.lo.y + share * tall; }; };
  const auto back = [](const Vec3& p) { return -p.z; };
  const auto psis = tip(m, above(0.5f), back, spine_mm);
  put(marks, "psis" + end, psis);
  if (psis) {
    put(marks, "piis" + end,
        tip(m, [&](const Vec3& p) { return p.y < psis->y - 18.0f && p.y > psis->y - 42.0f; }, back));
  }
  put(marks, "asis" + end, tip(m, above(0.57f), [](const Vec3& p) { return p.z; }));
  put(marks, "iliac_crest_top" + end, tip(m, above(0.7f), [](const Vec3& p) { return p.y; }, edge_mm));
  put(marks, "iliac_tubercle" + end, tip(m, above(0.6f), [&](const Vec3& p) { return side * (p.x - mid); }));
  const auto low = [&](const Vec3& p) { return p.z < box.centre().z + 0.15f * box.size().z; };
  put(marks, "ischial_tuberosity" + end, tip(m, low, [](const Vec3& p) { return -p.y; }, edge_mm));
}

// The ball that fits the points best (linear least squares on x² + y² + z²).
std::optional<Vec4> fit_ball(const std::vector<Vec3>& points) {
  if (points.size() < 6) return std::nullopt;
  DVec3 mean(0.0);
  for (const Vec3& p : points) mean += DVec3(p);
  mean /= static_cast<double>(points.size());
  glm::dmat3 a(0.0);
  DVec3 b(0.0);
  double square = 0.0;
  for (const Vec3& p : points) {
    const DVec3 d = DVec3(p) - mean;
    a += glm::outerProduct(d, d), b += d * glm::dot(d, d), square += glm::dot(d, d);
  }
  if (std::abs(glm::determinant(a)) < 1e-6) return std::nullopt;
  const DVec3 offset = 0.5 * (glm::inverse(a) * b);
  const double r = std::sqrt(square / static_cast<double>(points.size()) + glm::dot(offset, offset));
  return Vec4(Vec3(mean + offset), static_cast<float>(r));
}

void femur(const Bone& m, float side, float mid, Marks& marks) {
  const std::string end = side > 0.0f ? "_left" : "_right";
  const float high = m.bounds().hi.y;
  const auto lateral = [&](const Vec3& p) { return side * (p.x - mid); };
  const auto upper = [&](const Vec3& p) { return p.y > high - 75.0f; };
  const auto trochanter = tip(m, upper, lateral, trochanter_mm);
  if (!trochanter) return;
  marks["greater_trochanter" + end] = *trochanter;
  const auto lesser = [&](const Vec3& p) { return p.y < trochanter->y - 18.0f && p.y > trochanter->y - 65.0f; };
  put(marks, "lesser_trochanter" + end, tip(m, lesser, [&](const Vec3& p) { return -lateral(p) - p.z; }));
  // The head: from the innermost cap, then from what lies on the ball so found.
  const auto inner = tip(m, upper, [&](const Vec3& p) { return -lateral(p); });
  std::vector<Vec3> cap;
  for (const Vec3& p : m.positions) {
    if (upper(p) && lateral(p) < lateral(*inner) + 18.0f && glm::length(p - *inner) < 40.0f) cap.push_back(p);
  }
  auto ball = fit_ball(cap);
  for (int round = 0; round < 4 && ball; ++round) {
    std::vector<Vec3> on;
    for (const Vec3& p : m.positions) {
      const Vec3 d = p - Vec3(*ball);
      const bool neck = lateral(d) > 0.6f * ball->w;
      if (!neck && std::abs(glm::length(d) - ball->w) < 2.5f) on.push_back(p);
    }
    if (const auto better = fit_ball(on)) ball = better;
  }
  if (ball && ball->w > 15.0f && ball->w < 35.0f) marks["femoral_head" + end] = Vec3(*ball);
}

// --- ribs ----------------------------------------------------------------------------------------------------------

void rib(const Bone& m, const std::string& level, float side, float mid, Marks& marks) {
  const std::string end = side > 0.0f ? "_left" : "_right";
  const auto all = [](const Vec3&) { return true; };
  const auto head = tip(m, all, [&](const Vec3& p) { return -std::abs(p.x - mid); });
  if (!head) return;
  put(marks, "rib_" + level + "_angle" + end, tip(m, all, [](const Vec3& p) { return -p.z; }));
  if (level != "11" && level != "12") return;
  const auto far = tip(m, all, [&](const Vec3& p) { return glm::length(p - *head); });
  put(marks, "rib_" + level + "_tip" + end, far);
  if (level != "12" || !far) return;
  // The outer border of the erector crosses rib 12 some 60 mm from the midline (design estimate), or at its tip.
  const float wanted = std::min(60.0f, std::abs(far->x - mid) - 3.0f);
  put(marks, "costovertebral_angle" + end,
      tip(
          m, [&](const Vec3& p) { return std::abs(std::abs(p.x - mid) - wanted) < 4.0f; },
          [](const Vec3& p) { return -p.y; }));
}

}  // namespace

float midline_x(const Bones& bones) {
  std::vector<float> middles;
  for (const auto& [id, mesh] : bones) {
    if (mesh->positions.empty()) continue;
    const bool single = id.starts_with("vertebra_") || id == "sacrum";
    if (single) middles.push_back(mesh->bounds().centre().x);
  }
  if (middles.empty()) {
    for (const auto& [id, mesh] : bones) {
      if (!id.ends_with("_left")) continue;
      const auto fellow = bones.find(id.substr(0, id.size() - 5) + "_right");
      if (fellow != bones.end())
        middles.push_back(0.5f * (mesh->bounds().centre().x + fellow->second->bounds().centre().x));
    }
  }
  if (middles.empty()) return 0.0f;
  std::nth_element(middles.begin(), middles.begin() + static_cast<std::ptrdiff_t>(middles.size() / 2), middles.end());
  return middles[middles.size() / 2];
}

std::map<std::string, Vec3> find_landmarks(const Bones& bones) {
  Marks marks;
  const float mid = midline_x(bones);
  for (const auto& [id, mesh] : bones) {
    if (mesh->positions.size() < 20) continue;
    const float side = id.ends_with("_right") ? -1.0f : 1.0f;
    const Bone bone(*mesh);
    if (id.starts_with("vertebra_")) {
      const std::string level = id.substr(9);
      const bool known =
          level.size() >= 2 && (level[0] == 'l' || level == "t9" || level == "t10" || level == "t11" || level == "t12");
      if (known) vertebra(bone, level, mid, marks);
    } else if (id == "sacrum") {
      sacrum(bone, mid, marks);
    } else if (id == "coccyx") {
      put(marks, "coccyx_tip", tip(bone, [](const Vec3&) { return true; }, [](const Vec3& p) { return -p.y; }));
    } else if (id.starts_with("hip_bone_")) {
      hip_bone(bone, side, mid, marks);
    } else if (id.starts_with("femur_")) {
      femur(bone, side, mid, marks);
    } else if (id.starts_with("rib_")) {
      const std::string level = id.substr(4, id.find('_', 4) - 4);
      if (level == "8" || level == "9" || level == "10" || level == "11" || level == "12")
        rib(bone, level, side, mid, marks);
    }
  }
  return marks;
}

}  // namespace palpate::anatomy
