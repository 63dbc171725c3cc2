#include "forge/hull_sheet.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::forge {

namespace {

struct Knot {
  Vec3 skin{0.0f}, outward{0.0f};  ///< on the fascia form
  float u = 0.0f, v = 0.0f;
  float top = 0.0f, bottom = 0.0f;
};

/// A point of the net, smooth in both ways.
struct Net {
  std::vector<std::vector<Vec3>> rows;
  static Vec3 cubic(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d, float t) {
    return 0.5f * (2.0f * b + t * (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a))));
  }
  static Vec3 through(const std::vector<Vec3>& p, float t) {
    const float x = glm::clamp(t, 0.0f, 1.0f) * static_cast<float>(p.size() - 1);
    const size_t i = std::min(static_cast<size_t>(x), p.size() - 2);
    const Vec3 &b = p[i], &c = p[i + 1];
    return cubic(i > 0 ? p[i - 1] : 2.0f * b - c, b, c, i + 2 < p.size() ? p[i + 2] : 2.0f * c - b,
                 x - static_cast<float>(i));
  }
  Vec3 at(float u, float v) const {
    std::vector<Vec3> line;
    for (const auto& row : rows) line.push_back(through(row, u));
    return through(line, v);
  }
};

float wave(float x, float y, uint32_t seed) {
  return noise(Vec3(x, y, 0.37f + 0.11f * static_cast<float>(seed % 97)), seed);
}

float length_along(const Net& net, float v) {
  float sum = 0.0f;
  for (int i = 0; i < 16; ++i)
    sum += glm::length(net.at(static_cast<float>(i + 1) / 16.0f, v) - net.at(static_cast<float>(i) / 16.0f, v));
  return sum;
}
float length_across(const Net& net, float u) {
  float sum = 0.0f;
  for (int i = 0; i < 16; ++i)
    sum += glm::length(net.at(u, static_cast<float>(i + 1) / 16.0f) - net.at(u, static_cast<float>(i) / 16.0f));
  return sum;
}

/// Teeth of uneven height and width, 0 .. 1, along a border `mm` long at `v`.
float tooth(float v, float mm, uint32_t seed) {
  const float x = v * mm;
  const float broad = 0.5f + 0.5f * wave(x / 31.0f, 3.0f, seed),
              middle = 0.5f + 0.5f * wave(x / 11.0f, 9.0f, seed + 5u);
  const float cells = x / 7.0f + 0.8f * wave(x / 17.0f, 1.0f, seed + 7u), part = cells - std::floor(cells);
  const float tall = 0.3f + 0.7f * std::abs(wave(std::floor(cells) * 1.7f, 5.0f, seed + 9u));
  const float point = std::pow(1.0f - std::abs(2.0f * part - 1.0f), 1.6f);
  return glm::clamp(0.45f * broad + 0.3f * middle + 0.35f * tall * point, 0.0f, 1.0f);
}

void smooth(std::vector<float>& field, size_t nu, size_t nv, int rounds, bool raise) {
  for (int round = 0; round < rounds; ++round) {
    const std::vector<float> old = field;
    for (size_t j = 0; j < nv; ++j)
      for (size_t i = 0; i < nu; ++i) {
        const auto at = [&](size_t a, size_t b) { return old[std::min(b, nv - 1) * nu + std::min(a, nu - 1)]; };
        const float mean = 0.25f * (at(i > 0 ? i - 1 : 0, j) + at(i + 1, j) + at(i, j > 0 ? j - 1 : 0) + at(i, j + 1));
        const float own = old[j * nu + i];
        const float blend = 0.5f * (own + mean);
        field[j * nu + i] = raise ? std::max(own, blend) : std::min(own, blend);
      }
  }
}

void limit(std::vector<Knot>& knots, size_t nu, size_t nv, const SheetStyle& style, const Obstacles& obstacles) {
  std::vector<float> lid(knots.size()), floor(knots.size());
  parallel_for(knots.size(), 64, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Knot& k = knots[i];
      lid[i] = k.top;
      const Vec3 from = k.skin + 8.0f * k.outward;
      for (const auto& index : obstacles.above)
        for (const auto& hit : index.all_hits(from, -k.outward, 0.0f, 70.0f))
          lid[i] = std::max(lid[i], hit.distance - 8.0f + obstacles.gap);
      floor[i] = 1e3f;
      for (const auto& index : obstacles.below)
        if (const auto hit = index.first_hit(from, -k.outward, 0.0f, 90.0f))
          floor[i] = std::min(floor[i], hit->distance - 8.0f - obstacles.gap);
    }
  });
  if (style.smooth_limits) smooth(lid, nu, nv, 5, true), smooth(floor, nu, nv, 5, false);
  for (size_t i = 0; i < knots.size(); ++i) {
    Knot& k = knots[i];
    const float thick = k.bottom - k.top;
    k.top = lid[i];
    k.bottom = std::min(k.top + thick, std::max(floor[i], k.top + style.least));
  }
}

void push_quad(anatomy::Mesh& mesh, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  mesh.triangles.insert(mesh.triangles.end(), {a, b, c, a, c, d});
}

}  // namespace

Vec3 on_form(const Volume& form, const Vec3& from) {
  Vec3 p = from;
  for (int i = 0; i < 40; ++i) {
    const float d = form.sample(p);
    if (std::abs(d) < 0.01f) break;
    Vec3 g = form.gradient(p);
    // Beyond the stored distances: walk to or from the body's axis.
    if (std::abs(d) > 25.0f) g = normalize_or(Vec3(p.x, 0.0f, p.z - 25.0f), Vec3(0, 0, -1));
    p -= glm::clamp(d, -8.0f, 8.0f) * g * (std::abs(d) < 3.0f ? 0.9f : 1.0f);
  }
  return p;
}

SheetNet mirrored(SheetNet net) {
  for (auto& row : net.rows)
    for (Vec3& p : row) p.x = -p.x;
  return net;
}

anatomy::Mesh sheet_under(const Volume& form, const SheetNet& given, const SheetStyle& style,
                          const Obstacles& obstacles) {
  Net net{given.rows};
  for (auto& row : net.rows)
    for (Vec3& p : row) p = on_form(form, p);
  const float longest = std::max({length_along(net, 0.05f), length_along(net, 0.5f), length_along(net, 0.95f)});
  const float widest = std::max({length_across(net, 0.05f), length_across(net, 0.5f), length_across(net, 0.95f)});
  const size_t nu = std::max<size_t>(6, static_cast<size_t>(longest / style.spacing_along) + 1),
               nv = std::max<size_t>(6, static_cast<size_t>(widest / style.spacing_across) + 1);
  std::vector<Knot> knots(nu * nv);
  parallel_for(nv, 2, [&](size_t begin, size_t end) {
    for (size_t j = begin; j < end; ++j) {
      const float v = static_cast<float>(j) / static_cast<float>(nv - 1), length = length_along(net, v);
      float first = style.teeth_origin * tooth(v, widest, style.seed) / length;
      float last = 1.0f - style.teeth_insertion * tooth(v, widest, style.seed + 11u) / length;
      const auto whole = [&](float u) { return smoothstep(4.0f, 24.0f, style.crop_top - net.at(u, v).y); };
      first *= whole(0.0f), last = 1.0f - (1.0f - last) * whole(1.0f);
      for (size_t i = 0; i < nu; ++i) {
        Knot& k = knots[j * nu + i];
        k.u = glm::mix(first, last, static_cast<float>(i) / static_cast<float>(nu - 1)), k.v = v;
        Vec3 p = net.at(k.u, v);
        p.y = glm::clamp(p.y, style.crop_bottom, style.crop_top);
        k.skin = on_form(form, p);
        k.outward = form.gradient(k.skin);
        const float across = v * widest / style.bundle + 0.25f * wave(k.u * longest / 60.0f, v * 9.0f, style.seed + 2u);
        const float ridge = 1.0f - std::abs(2.0f * (across - std::floor(across)) - 1.0f);
        const float uneven = 0.5f + 0.5f * wave(across * 0.7f, k.u * longest / 45.0f, style.seed + 3u);
        const float belly = 1.0f - style.tendon(k.u, v);
        const float thick = style.thickness(k.u, v);
        const float furrow =
            style.groove * belly * uneven * std::pow(1.0f - ridge, 3.0f) * std::min(1.0f, thick / 3.0f);
        k.top = style.top(k.u, v) + furrow;
        k.bottom = style.top(k.u, v) + std::max(thick, style.least + furrow);
      }
    }
  });
  if (!obstacles.above.empty() || !obstacles.below.empty()) limit(knots, nu, nv, style, obstacles);

  anatomy::Mesh mesh;
  const auto add = [&](const Knot& k, float deep, size_t i, size_t j) {
    const auto at = [&](size_t a, size_t b) { return knots[b * nu + a].skin; };
    const Vec3 ahead = at(std::min(i + 1, nu - 1), j) - at(i > 0 ? i - 1 : 0, j);
    const Vec3 fibre = ahead - k.outward * glm::dot(ahead, k.outward);
    mesh.positions.push_back(k.skin - k.outward * deep);
    mesh.fibres.push_back(normalize_or(fibre, Vec3(0, 1, 0)));
    mesh.along.push_back(glm::clamp(k.u, 0.0f, 1.0f));
    mesh.tendon.push_back(glm::clamp(style.tendon(k.u, k.v), 0.0f, 1.0f));
    mesh.fascicle.push_back(
        std::min(std::floor(k.v * static_cast<float>(style.fascicles)), static_cast<float>(style.fascicles - 1)));
    mesh.depth.push_back(deep > 0.5f * (k.top + k.bottom) ? 1.0f : 0.0f);
  };
  for (const bool lower : {false, true})
    for (size_t j = 0; j < nv; ++j)
      for (size_t i = 0; i < nu; ++i) {
        const Knot& k = knots[j * nu + i];
        add(k, lower ? k.bottom : k.top, i, j);
      }
  // Which way round the net runs decides which way the faces look.
  const Knot& mid = knots[(nv / 2) * nu + nu / 2];
  const Vec3 eu = knots[(nv / 2) * nu + nu / 2 + 1].skin - mid.skin,
             ev = knots[(nv / 2 + 1) * nu + nu / 2].skin - mid.skin;
  const bool turned = glm::dot(glm::cross(eu, ev), mid.outward) < 0.0f;
  const auto top = [&](size_t i, size_t j) { return static_cast<uint32_t>(j * nu + i); };
  const auto low = [&](size_t i, size_t j) { return static_cast<uint32_t>(nu * nv + j * nu + i); };
  const auto face = [&](uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    if (turned)
      push_quad(mesh, a, d, c, b);
    else
      push_quad(mesh, a, b, c, d);
  };
  for (size_t j = 0; j + 1 < nv; ++j)
    for (size_t i = 0; i + 1 < nu; ++i) {
      face(top(i, j), top(i + 1, j), top(i + 1, j + 1), top(i, j + 1));
      face(low(i, j), low(i, j + 1), low(i + 1, j + 1), low(i + 1, j));
    }
  for (size_t i = 0; i + 1 < nu; ++i) {
    face(top(i, 0), low(i, 0), low(i + 1, 0), top(i + 1, 0));
    face(top(i + 1, nv - 1), low(i + 1, nv - 1), low(i, nv - 1), top(i, nv - 1));
  }
  for (size_t j = 0; j + 1 < nv; ++j) {
    face(top(0, j + 1), low(0, j + 1), low(0, j), top(0, j));
    face(top(nu - 1, j), low(nu - 1, j), low(nu - 1, j + 1), top(nu - 1, j + 1));
  }
  anatomy::compute_normals(mesh);
  return mesh;
}

}  // namespace palpate::forge
