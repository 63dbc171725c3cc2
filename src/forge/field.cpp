#include "forge/field.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {

float box_distance(const Box3& box, const Vec3& p) {
  return glm::length(glm::max(glm::max(box.lo - p, p - box.hi), Vec3(0.0f)));
}

float smooth_min(float a, float b, float blend) {
  if (blend <= 0.0f) return std::min(a, b);
  const float h = std::max(blend - std::abs(a - b), 0.0f) / blend;
  return std::min(a, b) - h * h * blend * 0.25f;
}

Field join(const Field& a, const Field& b, float blend) {
  return Blend(a).add(b, blend).field();
}
Field cut(const Field& a, const Field& b, float blend) {
  return Blend(a).cut(b, blend).field();
}
Field intersect(const Field& a, const Field& b, float blend) {
  return Blend(a).keep(b, blend).field();
}

Field grown(const Field& a, float by) {
  return {[a, by](const Vec3& p) { return a(p) - by; }, a.box().grown(by)};
}

namespace {
Box3 transformed(const Box3& box, const Mat4& by) {
  Box3 out;
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 p((corner & 1) ? box.hi.x : box.lo.x, (corner & 2) ? box.hi.y : box.lo.y,
                 (corner & 4) ? box.hi.z : box.lo.z);
    out.add(Vec3(by * Vec4(p, 1.0f)));
  }
  return out;
}
}  // namespace

Field moved(const Field& a, const Mat4& motion) {
  const Mat4 back = glm::inverse(motion);
  return {[a, back](const Vec3& p) { return a(Vec3(back * Vec4(p, 1.0f))); }, transformed(a.box(), motion)};
}

Field mirrored_x(const Field& a) {
  const Box3& b = a.box();
  return {[a](const Vec3& p) { return a(Vec3(-p.x, p.y, p.z)); },
          {Vec3(-b.hi.x, b.lo.y, b.lo.z), Vec3(-b.lo.x, b.hi.y, b.hi.z)}};
}

Field roughened(const Field& a, float amplitude, float wavelength, uint32_t seed) {
  // The noise's own slope must not make the distance overestimate: scale back by what it can add.
  const float fair = 1.0f / (1.0f + 2.5f * amplitude / wavelength);
  return {[=](const Vec3& p) {
            const float d = a(p);
            if (std::abs(d) > 4.0f + 2.0f * amplitude) return d * fair;
            return (d + amplitude * noise(p / wavelength, seed)) * fair;
          },
          a.box().grown(amplitude)};
}

namespace {
uint32_t hash(int x, int y, int z, uint32_t seed) {
  uint32_t h = seed * 0x9E3779B9u + static_cast<uint32_t>(x) * 0x85EBCA6Bu;
  h = (h ^ (h >> 15)) + static_cast<uint32_t>(y) * 0xC2B2AE35u;
  h = (h ^ (h >> 13)) * 0x27D4EB2Fu + static_cast<uint32_t>(z) * 0x165667B1u;
  h ^= h >> 16;
  h *= 0x7FEB352Du;
  return h ^ (h >> 15);
}
float slope(uint32_t h, const Vec3& d) {
  const float u = (h & 8) ? d.y : d.x, v = (h & 4) ? d.z : ((h & 8) ? d.x : d.y);
  return ((h & 1) ? -u : u) + ((h & 2) ? -v : v);
}
}  // namespace

float noise(const Vec3& at, uint32_t seed) {
  static const Mat3 turn(Vec3(0.36f, 0.48f, -0.80f), Vec3(-0.80f, 0.60f, 0.0f), Vec3(0.48f, 0.64f, 0.60f));
  const Vec3 p = turn * at;
  const Vec3 base = glm::floor(p), f = p - base;
  const Vec3 s = f * f * f * (f * (f * 6.0f - 15.0f) + 10.0f);
  const int x = static_cast<int>(base.x), y = static_cast<int>(base.y), z = static_cast<int>(base.z);
  float corner[8];
  for (int i = 0; i < 8; ++i) {
    const int dx = i & 1, dy = (i >> 1) & 1, dz = i >> 2;
    corner[i] = slope(hash(x + dx, y + dy, z + dz, seed),
                      f - Vec3(static_cast<float>(dx), static_cast<float>(dy), static_cast<float>(dz)));
  }
  const auto mix = [](float a, float b, float t) { return a + (b - a) * t; };
  const float low = mix(mix(corner[0], corner[1], s.x), mix(corner[2], corner[3], s.x), s.y);
  const float high = mix(mix(corner[4], corner[5], s.x), mix(corner[6], corner[7], s.x), s.y);
  return mix(low, high, s.z);
}

Blend& Blend::add(const Field& part, float blend) {
  if (!part.empty()) steps_.push_back({part, blend, How::add});
  return *this;
}
Blend& Blend::cut(const Field& part, float blend) {
  if (!part.empty()) steps_.push_back({part, blend, How::cut});
  return *this;
}
Blend& Blend::keep(const Field& part, float blend) {
  steps_.push_back({part, blend, How::keep});
  return *this;
}

Field Blend::field() const {
  Box3 box;
  for (const Step& step : steps_) {
    if (step.how == How::add) box.add(step.part.box().grown(0.25f * step.blend));
    if (step.how == How::keep)
      box.lo = glm::max(box.lo, step.part.box().lo), box.hi = glm::min(box.hi, step.part.box().hi);
  }
  return {[steps = steps_](const Vec3& p) {
            float d = 1e6f;
            for (const Step& step : steps) {
              if (step.how == How::keep) {
                d = smooth_max(d, step.part(p), step.blend);
                continue;
              }
              const float away = box_distance(step.part.box(), p);
              if (step.how == How::add) {
                if (away > 0.0f && away >= d + step.blend) continue;
                d = d > 1e5f ? step.part(p) : smooth_min(d, step.part(p), step.blend);
              } else {
                if (away > 0.0f && away >= step.blend - d) continue;
                d = smooth_max(d, -step.part(p), step.blend);
              }
            }
            return d;
          },
          box};
}

}  // namespace palpate::forge
