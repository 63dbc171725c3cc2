#include <algorithm>
#include <cmath>

#include "anatomy/ray_index.h"
#include "forge/field.h"

namespace palpate::forge {

Field sphere(const Vec3& centre, float radius) {
  return {[=](const Vec3& p) { return glm::length(p - centre) - radius; }, Box3{centre, centre}.grown(radius)};
}

Field rounded_cone(const Vec3& a, const Vec3& b, float ra, float rb) {
  Box3 box;
  box.add(Box3{a, a}.grown(ra));
  box.add(Box3{b, b}.grown(rb));
  const Vec3 ba = b - a;
  const float l2 = glm::dot(ba, ba), rr = ra - rb, a2 = l2 - rr * rr;
  if (a2 <= 1e-6f) return ra > rb ? sphere(a, ra) : sphere(b, rb);
  const float il2 = 1.0f / l2, sign = rr > 0.0f ? 1.0f : (rr < 0.0f ? -1.0f : 0.0f);
  return {[=](const Vec3& p) {
            const Vec3 pa = p - a;
            const float y = glm::dot(pa, ba), z = y - l2;
            const Vec3 across = pa * l2 - ba * y;
            const float x2 = glm::dot(across, across), y2 = y * y * l2, z2 = z * z * l2, k = sign * rr * rr * x2;
            const auto sgn = [](float v) { return v > 0.0f ? 1.0f : (v < 0.0f ? -1.0f : 0.0f); };
            if (sgn(z) * a2 * z2 > k) return std::sqrt(x2 + z2) * il2 - rb;
            if (sgn(y) * a2 * y2 < k) return std::sqrt(x2 + y2) * il2 - ra;
            return (std::sqrt(x2 * a2 * il2) + y * rr) * il2 - ra;
          },
          box};
}

Field ellipsoid(const Vec3& centre, const Vec3& radii, const Mat3& axes) {
  const Mat3 to_local = glm::transpose(axes);
  Vec3 reach(0.0f);
  for (int i = 0; i < 3; ++i) reach += glm::abs(axes[i]) * radii[i];
  const float least = std::min({radii.x, radii.y, radii.z});
  return {[=](const Vec3& p) {
            const Vec3 q = to_local * (p - centre);
            const float k0 = glm::length(q / radii), k1 = glm::length(q / (radii * radii));
            if (k1 < 1e-6f) return -least;
            // Inside, the quotient runs beyond the true depth in flat ellipsoids: the least half-axis bounds it.
            return std::max(k0 * (k0 - 1.0f) / k1, -least);
          },
          Box3{centre - reach, centre + reach}};
}

Field rounded_box(const Vec3& centre, const Vec3& half, float round, const Mat3& axes) {
  const Mat3 to_local = glm::transpose(axes);
  Vec3 reach(0.0f);
  for (int i = 0; i < 3; ++i) reach += glm::abs(axes[i]) * half[i];
  return {[=](const Vec3& p) {
            const Vec3 q = glm::abs(to_local * (p - centre)) - half + Vec3(round);
            return glm::length(glm::max(q, Vec3(0.0f))) + std::min(std::max({q.x, q.y, q.z}), 0.0f) - round;
          },
          Box3{centre - reach, centre + reach}};
}

Field half_space(const Vec3& point, const Vec3& normal) {
  const Vec3 n = glm::normalize(normal);
  return {[=](const Vec3& p) { return glm::dot(p - point, n); }, Box3{Vec3(-1e4f), Vec3(1e4f)}};
}

namespace {
template <class T>
T catmull_rom(const T& a, const T& b, const T& c, const T& d, float t) {
  return 0.5f * (2.0f * b + t * (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a))));
}
template <class Get>
auto along(size_t count, size_t i, float t, Get get) {
  const auto b = get(i), c = get(i + 1);
  return catmull_rom(i > 0 ? get(i - 1) : 2.0f * b - c, b, c, i + 2 < count ? get(i + 2) : 2.0f * c - b, t);
}
}  // namespace

std::vector<Vec3> spline(const std::vector<Vec3>& through, int steps) {
  std::vector<Vec3> out;
  for (size_t i = 0; i + 1 < through.size(); ++i)
    for (int s = 0; s < steps; ++s)
      out.push_back(along(through.size(), i, static_cast<float>(s) / static_cast<float>(steps),
                          [&](size_t k) { return through[k]; }));
  if (!through.empty()) out.push_back(through.back());
  return out;
}

namespace {
struct Ring {
  Vec3 at, up;
  float width, height;
};
struct Segment {
  Vec3 from, to, tangent;
  float inverse_length2;
};

std::vector<Ring> rings(const std::vector<Station>& stations, const SweepShape& shape) {
  std::vector<Ring> out;
  const size_t n = stations.size();
  for (size_t i = 0; i + 1 < n; ++i) {
    const int steps = shape.spline ? shape.steps : 1;
    for (int s = 0; s < steps; ++s) {
      const float t = static_cast<float>(s) / static_cast<float>(steps);
      const auto value = [&](auto member) { return along(n, i, t, [&](size_t k) { return stations[k].*member; }); };
      const Ring ring{value(&Station::at), value(&Station::up), value(&Station::half_width),
                      value(&Station::half_height)};
      const auto least = [&](float Station::* m) { return 0.6f * std::min(stations[i].*m, stations[i + 1].*m); };
      out.push_back({ring.at, ring.up, std::max(ring.width, least(&Station::half_width)),
                     std::max(ring.height, least(&Station::half_height))});
    }
  }
  const Station& last = stations.back();
  out.push_back({last.at, last.up, last.half_width, last.half_height});
  return out;
}

float power(float x, float e) {
  return e == 2.0f ? x * x : std::pow(x, e);
}

/// Distance to a superellipsoid of half-axes a, first order: (k - 1) / |grad k|, k homogeneous of degree one.
float superellipse(const Vec3& q, const Vec3& a, float e) {
  const Vec3 r = glm::abs(q) / a;
  const float sum = power(r.x, e) + power(r.y, e) + power(r.z, e);
  const float least = std::min(a.x, a.y);
  if (sum < 1e-6f) return -least;
  const float k = std::pow(sum, 1.0f / e);
  const float scale = std::pow(k, 1.0f - e);
  const Vec3 g = Vec3(power(r.x, e - 1.0f) / a.x, power(r.y, e - 1.0f) / a.y, power(r.z, e - 1.0f) / a.z) * scale;
  return std::max((k - 1.0f) / glm::length(g), -least);
}
}  // namespace

Field sweep(const std::vector<Station>& stations, const SweepShape& shape) {
  const std::vector<Ring> ring = rings(stations, shape);
  std::vector<Segment> segments;
  Box3 box;
  for (size_t i = 0; i < ring.size(); ++i) {
    box.add(Box3{ring[i].at, ring[i].at}.grown(std::max({ring[i].width, ring[i].height, shape.cap})));
    if (i + 1 == ring.size()) break;
    const Vec3 d = ring[i + 1].at - ring[i].at;
    segments.push_back(
        {ring[i].at, ring[i + 1].at, normalize_or(d, Vec3(0, 1, 0)), 1.0f / std::max(glm::dot(d, d), 1e-9f)});
  }
  return {[=](const Vec3& p) {
            size_t best = 0;
            float best_d2 = 1e30f, best_t = 0.0f;
            for (size_t i = 0; i < segments.size(); ++i) {
              const Segment& s = segments[i];
              const float t = glm::clamp(glm::dot(p - s.from, s.to - s.from) * s.inverse_length2, 0.0f, 1.0f);
              const Vec3 q = p - (s.from + t * (s.to - s.from));
              const float d2 = glm::dot(q, q);
              if (d2 < best_d2) best_d2 = d2, best = i, best_t = t;
            }
            const Segment& s = segments[best];
            const Ring &a = ring[best], &b = ring[best + 1];
            const float width = glm::mix(a.width, b.width, best_t), height = glm::mix(a.height, b.height, best_t);
            const Vec3 centre = s.from + best_t * (s.to - s.from), q = p - centre;
            // At a joint the section turns from one piece's plane into the next one's.
            Vec3 tangent = s.tangent;
            if (best_t > 0.5f && best + 1 < segments.size())
              tangent = glm::normalize(glm::mix(tangent, segments[best + 1].tangent, best_t - 0.5f));
            else if (best_t < 0.5f && best > 0)
              tangent = glm::normalize(glm::mix(segments[best - 1].tangent, tangent, best_t + 0.5f));
            const Vec3 want = glm::mix(a.up, b.up, best_t);
            const Vec3 up = normalize_or(want - tangent * glm::dot(want, tangent), Vec3(0, 1, 0));
            const Vec3 side = glm::cross(up, tangent);
            const bool beyond = (best == 0 && best_t <= 0.0f) || (best + 1 == segments.size() && best_t >= 1.0f);
            const float cap = shape.cap > 0.0f ? shape.cap : std::min(width, height);
            const float x = glm::dot(q, side), y = glm::dot(q, up), z = beyond ? glm::dot(q, tangent) : 0.0f;
            return superellipse(Vec3(x, y, z), Vec3(width, height, cap), shape.exponent);
          },
          box};
}

Field sheet(const std::vector<SheetKnot>& knots, size_t columns, int steps) {
  const size_t rows = knots.size() / columns;
  const size_t fine_columns = (columns - 1) * static_cast<size_t>(steps) + 1,
               fine_rows = (rows - 1) * static_cast<size_t>(steps) + 1;
  anatomy::Mesh mesh;
  std::vector<float> half;
  const auto place = [&](size_t fine, size_t count) {
    const size_t i = std::min(fine / static_cast<size_t>(steps), count - 2);
    return std::pair(i, static_cast<float>(fine - i * static_cast<size_t>(steps)) / static_cast<float>(steps));
  };
  Box3 box;
  for (size_t r = 0; r < fine_rows; ++r) {
    const auto [row, tr] = place(r, rows);
    for (size_t c = 0; c < fine_columns; ++c) {
      const auto [column, tc] = place(c, columns);
      const auto value = [&](auto get) {
        return along(rows, row, tr, [&](size_t j) {
          return along(columns, column, tc, [&](size_t k) { return get(knots[j * columns + k]); });
        });
      };
      mesh.positions.push_back(value([](const SheetKnot& k) { return k.at; }));
      half.push_back(0.5f * std::max(value([](const SheetKnot& k) { return k.thickness; }), 0.4f));
      box.add(Box3{mesh.positions.back(), mesh.positions.back()}.grown(half.back()));
    }
  }
  for (size_t r = 0; r + 1 < fine_rows; ++r)
    for (size_t c = 0; c + 1 < fine_columns; ++c) {
      const uint32_t a = static_cast<uint32_t>(r * fine_columns + c), b = a + 1,
                     d = a + static_cast<uint32_t>(fine_columns), e = d + 1;
      for (const uint32_t v : {a, b, e, a, e, d}) mesh.triangles.push_back(v);
    }
  auto index = std::make_shared<const anatomy::RayIndex>(mesh);
  return {[index, box, half = std::move(half), corners = std::move(mesh.triangles)](const Vec3& p) {
            const auto near = index->nearest(p, 1e4f);
            const uint32_t* v = &corners[3 * static_cast<size_t>(near->triangle)];
            return near->distance -
                   (half[v[0]] * (1.0f - near->u - near->v) + half[v[1]] * near->u + half[v[2]] * near->v);
          },
          box};
}

}  // namespace palpate::forge
