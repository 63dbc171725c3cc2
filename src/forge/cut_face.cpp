#include "forge/cut_face.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"

namespace palpate::forge {

namespace {

/// Keeps what lies on the lower (`keep` -1) or the upper side of a height. Attributes are not carried: the forms that
/// are cut here have none yet.
anatomy::Mesh clipped(anatomy::Mesh mesh, float height, float keep) {
  constexpr float snap = 1.4f;
  for (Vec3& p : mesh.positions)
    if (std::abs(p.y - height) < snap) p.y = height;
  anatomy::Mesh out;
  std::vector<uint32_t> moved(mesh.positions.size(), ~0u);
  const auto off = [&](uint32_t v) { return keep * (mesh.positions[v].y - height); };
  const auto corner = [&](uint32_t v) {
    if (moved[v] == ~0u)
      moved[v] = static_cast<uint32_t>(out.positions.size()), out.positions.push_back(mesh.positions[v]);
    return moved[v];
  };
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> crossings;
  const auto crossing = [&](uint32_t a, uint32_t b) {
    const auto key = std::minmax(a, b);
    const auto [at, fresh] =
        crossings.try_emplace({key.first, key.second}, static_cast<uint32_t>(out.positions.size()));
    if (fresh) {
      const Vec3 &p = mesh.positions[key.first], &q = mesh.positions[key.second];
      Vec3 on = glm::mix(p, q, (height - p.y) / (q.y - p.y));
      on.y = height;
      out.positions.push_back(on);
    }
    return at->second;
  };
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    const uint32_t* v = &mesh.triangles[t];
    if (std::max({off(v[0]), off(v[1]), off(v[2])}) <= 0.0f) continue;
    std::vector<uint32_t> kept;
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t a = v[k], b = v[(k + 1) % 3];
      if (off(a) >= 0.0f) kept.push_back(corner(a));
      if (off(a) * off(b) < 0.0f) kept.push_back(crossing(a, b));
    }
    for (size_t k = 1; k + 1 < kept.size(); ++k)
      out.triangles.insert(out.triangles.end(), {kept[0], kept[k], kept[k + 1]});
  }
  return out;
}

/// The outlines of the openings, each in the order in which a face that closes it has to run.
std::vector<std::vector<uint32_t>> openings(const anatomy::Mesh& mesh) {
  std::map<std::pair<uint32_t, uint32_t>, int> edges;
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3)
    for (size_t k = 0; k < 3; ++k) ++edges[{mesh.triangles[t + k], mesh.triangles[t + (k + 1) % 3]}];
  std::map<uint32_t, uint32_t> next;
  for (const auto& [edge, count] : edges)
    if (!edges.count({edge.second, edge.first})) next[edge.second] = edge.first;
  std::vector<std::vector<uint32_t>> loops;
  while (!next.empty()) {
    std::vector<uint32_t> loop;
    for (auto at = next.begin(); at != next.end();) {
      const uint32_t to = at->second;
      loop.push_back(at->first);
      next.erase(at);
      at = next.find(to);
    }
    if (loop.size() > 2) loops.push_back(std::move(loop));
  }
  return loops;
}

Vec3 centre_of(const anatomy::Mesh& mesh, const std::vector<uint32_t>& loop) {
  Vec3 sum(0.0f);
  for (const uint32_t v : loop) sum += mesh.positions[v];
  return sum / static_cast<float>(loop.size());
}

/// Signed area in the plane of x and z.
float area_of(const anatomy::Mesh& mesh, const std::vector<uint32_t>& loop) {
  float twice = 0.0f;
  for (size_t i = 0; i < loop.size(); ++i) {
    const Vec3 &p = mesh.positions[loop[i]], &q = mesh.positions[loop[(i + 1) % loop.size()]];
    twice += p.z * q.x - p.x * q.z;
  }
  return 0.5f * twice;
}

uint32_t add(anatomy::Mesh& mesh, const Vec3& at, float flesh) {
  mesh.positions.push_back(at), mesh.tendon.push_back(flesh);
  return static_cast<uint32_t>(mesh.positions.size() - 1);
}

/// A band of triangles between two outlines of as many corners.
void band(anatomy::Mesh& mesh, const std::vector<uint32_t>& outer, const std::vector<uint32_t>& inner) {
  for (size_t i = 0; i < outer.size(); ++i) {
    const size_t n = (i + 1) % outer.size();
    mesh.triangles.insert(mesh.triangles.end(), {outer[i], outer[n], inner[n], outer[i], inner[n], inner[i]});
  }
}

// What the tendon of the skin's vertices says on a cut face.
constexpr float kSkin = 0.0f, kFat = 0.34f, kFlesh = 0.58f, kDeepFlesh = 0.74f, kBone = 1.0f, kMarrow = 0.86f;
constexpr float kCrisp_mm = 0.12f;  ///< breadth over which one tissue goes over into the next

/// Square to the outline, inwards, in the plane of the cut.
std::vector<Vec3> inwards(const anatomy::Mesh& mesh, const std::vector<uint32_t>& loop, float up, const Vec3& centre) {
  const size_t count = loop.size();
  std::vector<Vec3> out(count);
  for (size_t i = 0; i < count; ++i) {
    const Vec3 ahead = mesh.positions[loop[(i + 3) % count]] - mesh.positions[loop[(i + count - 3) % count]];
    out[i] = normalize_or(glm::cross(Vec3(0, up, 0), ahead), centre - mesh.positions[loop[i]]);
  }
  return out;
}

/// How far the fat reaches inwards from each corner of an outline, evened out along it.
std::vector<float> fat_depths(const anatomy::Mesh& mesh, const std::vector<uint32_t>& loop,
                              const std::vector<Vec3>& inward, const CutFace& face) {
  constexpr float step = 0.5f, most = 45.0f;
  std::vector<float> out;
  for (size_t i = 0; i < loop.size(); ++i) {
    float deep = face.rim + 1.5f;
    while (deep < most && !face.within_fascia(mesh.positions[loop[i]] + deep * inward[i])) deep += step;
    out.push_back(deep);
  }
  for (int round = 0; round < 6; ++round) {
    const std::vector<float> old = out;
    for (size_t i = 0; i < old.size(); ++i)
      out[i] = 0.5f * old[i] + 0.25f * (old[(i + 1) % old.size()] + old[(i + old.size() - 1) % old.size()]);
  }
  return out;
}

/// One opening, outline by outline towards the bone.
void close(anatomy::Mesh& mesh, const std::vector<uint32_t>& loop, const CutFace& face) {
  const size_t count = loop.size();
  // Which way the face looks: its outline runs counter-clockwise seen from outside.
  const float up = area_of(mesh, loop) > 0.0f ? 1.0f : -1.0f;
  const Vec3 lift(0, up * face.bevel, 0), middle = centre_of(mesh, loop);
  const CutFace::Bone& bone = *std::min_element(
      face.bones.begin(), face.bones.end(),
      [&](const auto& a, const auto& b) { return glm::length(a.at - middle) < glm::length(b.at - middle); });
  const Vec3 centre = Vec3(bone.at.x, mesh.positions[loop[0]].y, bone.at.z) + lift;
  const std::vector<Vec3> inward = inwards(mesh, loop, up, centre);
  const std::vector<float> fat = fat_depths(mesh, loop, inward, face);
  const float within = bone.cavity ? kDeepFlesh : kFlesh;
  std::vector<uint32_t> before = loop;
  const auto ring = [&](const auto& place, float tissue) {
    std::vector<uint32_t> now;
    for (size_t i = 0; i < count; ++i) now.push_back(add(mesh, place(i), tissue));
    band(mesh, before, now);
    before = std::move(now);
  };
  const auto in = [&](size_t i, float by) { return mesh.positions[loop[i]] + lift + by * inward[i]; };
  ring([&](size_t i) { return in(i, face.bevel); }, kSkin);
  ring([&](size_t i) { return in(i, face.rim); }, kSkin);
  ring([&](size_t i) { return in(i, face.rim + kCrisp_mm); }, kFat);
  ring([&](size_t i) { return in(i, fat[i]); }, kFat);
  ring([&](size_t i) { return in(i, fat[i] + kCrisp_mm); }, kFlesh);
  const auto on_bone = [&](size_t i, float share) {
    const Vec3 way = normalize_or(in(i, fat[i]) - centre, Vec3(0, 0, 1));
    return centre + share * way / std::hypot(way.x / bone.wide, way.z / bone.deep);
  };
  const auto between = [&](size_t i, float share) { return glm::mix(in(i, fat[i]), on_bone(i, 1.0f), share); };
  const auto wall = [&](size_t i) {
    return face.wall / std::max(glm::length(in(i, fat[i]) - on_bone(i, 1.0f)), 2.0f * face.wall);
  };
  ring([&](size_t i) { return between(i, 0.7f * wall(i)); }, kFlesh);
  ring([&](size_t i) { return between(i, wall(i)); }, within);
  ring([&](size_t i) { return between(i, glm::mix(wall(i), 1.0f, 0.5f)); }, within);
  const float crisp = kCrisp_mm / std::max(bone.wide, bone.deep);
  ring([&](size_t i) { return on_bone(i, 1.0f + crisp); }, within);
  ring([&](size_t i) { return on_bone(i, 1.0f); }, kBone);
  ring([&](size_t i) { return on_bone(i, bone.marrow + crisp); }, kBone);
  ring([&](size_t i) { return on_bone(i, bone.marrow); }, kMarrow);
  const uint32_t core = add(mesh, centre, kMarrow);
  for (size_t i = 0; i < count; ++i)
    mesh.triangles.insert(mesh.triangles.end(), {before[i], before[(i + 1) % count], core});
}

/// The first `cover` vertices have the normals of the form: triangles that a grid made are uneven.
void find_normals(anatomy::Mesh& mesh, size_t cover, const Volume& form) {
  anatomy::compute_normals(mesh);
  for (size_t i = 0; i < cover; ++i) mesh.normals[i] = normalize_or(form.gradient(mesh.positions[i]), mesh.normals[i]);
}

}  // namespace

anatomy::Mesh between_heights(const anatomy::Mesh& mesh, float bottom, float top) {
  return clipped(clipped(mesh, top, -1.0f), bottom, 1.0f);
}

void close_with_face(anatomy::Mesh& mesh, const CutFace& face, const Volume& form) {
  const size_t cover = mesh.positions.size();
  mesh.tendon.assign(mesh.positions.size(), kSkin);
  for (const auto& loop : openings(mesh)) close(mesh, loop, face);
  find_normals(mesh, cover, form);
}

void close_with_rings(anatomy::Mesh& mesh, const Volume& form) {
  const size_t cover = mesh.positions.size();
  std::vector<std::vector<uint32_t>> loops = openings(mesh);
  std::sort(loops.begin(), loops.end(),
            [&](const auto& a, const auto& b) { return std::abs(area_of(mesh, a)) > std::abs(area_of(mesh, b)); });
  std::vector<bool> used(loops.size(), false);
  for (size_t a = 0; a < loops.size(); ++a) {
    if (used[a]) continue;
    used[a] = true;
    const Vec3 centre = centre_of(mesh, loops[a]);
    size_t b = a + 1;
    const auto within = [&](size_t k) {
      return !used[k] && glm::length(centre_of(mesh, loops[k]) - centre) < 60.0f &&
             area_of(mesh, loops[k]) * area_of(mesh, loops[a]) < 0.0f;
    };
    while (b < loops.size() && !within(b)) ++b;
    if (b == loops.size())
      throw Error("subcutaneous_fat", "a cut end has an outline without another one within it",
                  "cut where the fat goes all round");
    used[b] = true;
    // Corners of their own, so that the ring's edges stay crisp.
    const auto doubled = [&](std::vector<uint32_t> loop) {
      for (uint32_t& v : loop)
        mesh.positions.push_back(Vec3(mesh.positions[v])), v = static_cast<uint32_t>(mesh.positions.size() - 1);
      return loop;
    };
    const std::vector<uint32_t> outer = doubled(loops[a]);
    std::vector<uint32_t> inner = doubled({loops[b].rbegin(), loops[b].rend()});
    // Both run the same way round now: walk along them together, by the angle about the middle.
    const auto turn = [&](uint32_t v) {
      return std::atan2(mesh.positions[v].x - centre.x, mesh.positions[v].z - centre.z);
    };
    const auto nearest = [&](const Vec3& p) {
      return std::min_element(inner.begin(), inner.end(), [&](uint32_t l, uint32_t r) {
        return glm::length(mesh.positions[l] - p) < glm::length(mesh.positions[r] - p);
      });
    };
    std::rotate(inner.begin(), nearest(mesh.positions[outer[0]]), inner.end());
    const float sense = area_of(mesh, outer) > 0.0f ? 1.0f : -1.0f;
    const auto gone = [&](const std::vector<uint32_t>& loop) {
      std::vector<float> sum{0.0f};
      for (size_t i = 0; i < loop.size(); ++i) {
        float step = sense * (turn(loop[(i + 1) % loop.size()]) - turn(loop[i]));
        step -= 6.2831853f * std::round(step / 6.2831853f);
        sum.push_back(sum.back() + step);
      }
      return sum;
    };
    const std::vector<float> far = gone(outer), near = gone(inner);
    for (size_t i = 0, j = 0; i < outer.size() || j < inner.size();) {
      const uint32_t o = outer[i % outer.size()], n = inner[j % inner.size()];
      if (j == inner.size() || (i < outer.size() && far[i + 1] <= near[j + 1])) {
        mesh.triangles.insert(mesh.triangles.end(), {o, outer[(i + 1) % outer.size()], n});
        ++i;
      } else {
        mesh.triangles.insert(mesh.triangles.end(), {o, inner[(j + 1) % inner.size()], n});
        ++j;
      }
    }
  }
  find_normals(mesh, cover, form);
}

}  // namespace palpate::forge
