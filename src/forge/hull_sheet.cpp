#include "forge/hull_sheet.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/parallel.h"
#include "forge/net_mesh.h"
#include "forge/sheet_relief.h"

namespace palpate::forge {

namespace {

struct Knot {
  Vec3 skin{0.0f}, outward{0.0f};  ///< on the fascia form
  float u = 0.0f, v = 0.0f;
  float top = 0.0f, bottom = 0.0f, thick = 0.0f;
  Vec3 drawn{0.0f};   ///< moved so far, towards what its end holds to, mm
  Vec3 middle{0.0f};  ///< half-way between the two sides, smoothed: the way of the fibres
  Vec3 at(float deep) const { return skin - outward * deep + drawn; }
};

int fascicle_at(const SheetStyle& style, float v) {
  return std::clamp(static_cast<int>(v * static_cast<float>(style.fascicles)), 0, style.fascicles - 1);
}

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
    // Only the four rows about v count.
    const float x = glm::clamp(v, 0.0f, 1.0f) * static_cast<float>(rows.size() - 1);
    const size_t j = std::min(static_cast<size_t>(x), rows.size() - 2);
    const Vec3 b = through(rows[j], u), c = through(rows[j + 1], u);
    const Vec3 a = j > 0 ? through(rows[j - 1], u) : 2.0f * b - c;
    const Vec3 d = j + 2 < rows.size() ? through(rows[j + 2], u) : 2.0f * c - b;
    return cubic(a, b, c, d, x - static_cast<float>(j));
  }
};

/// The row as eight points evenly spaced on the form.
std::vector<Vec3> laid(const Volume& form, const std::vector<Vec3>& row) {
  constexpr size_t count = 8;
  std::vector<Vec3> line;
  for (const Vec3& p : row) line.push_back(on_form(form, p));
  // Straight pieces sag below a round body: halve and lift.
  while (line.size() < 17) {
    std::vector<Vec3> finer;
    const Net smooth{{line}};
    for (size_t i = 0; i + 1 < line.size(); ++i) {
      finer.push_back(line[i]);
      const float t = (static_cast<float>(i) + 0.5f) / static_cast<float>(line.size() - 1);
      finer.push_back(on_form(form, Net::through(line, t)));
    }
    finer.push_back(line.back());
    line = std::move(finer);
  }
  std::vector<float> sum(line.size(), 0.0f);
  for (size_t i = 1; i < line.size(); ++i) sum[i] = sum[i - 1] + glm::length(line[i] - line[i - 1]);
  std::vector<Vec3> out;
  size_t i = 0;
  for (size_t k = 0; k < count; ++k) {
    const float at = sum.back() * static_cast<float>(k) / static_cast<float>(count - 1);
    while (i + 2 < line.size() && sum[i + 1] < at) ++i;
    const float t = glm::clamp((at - sum[i]) / std::max(sum[i + 1] - sum[i], 1e-4f), 0.0f, 1.0f);
    out.push_back(on_form(form, glm::mix(line[i], line[i + 1], t)));
  }
  return out;
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

/// Numbers on the knots of a sheet.
struct Grid {
  size_t nu, nv;
  std::vector<float> value;
  Grid(size_t across_u, size_t across_v, float all) : nu(across_u), nv(across_v), value(nu * nv, all) {}
  float& at(size_t i, size_t j) { return value[j * nu + i]; }
  float near(const std::vector<float>& from, size_t i, size_t j, int di, int dj) const {
    const size_t a = di < 0 ? (i > 0 ? i - 1 : 0) : std::min(i + static_cast<size_t>(di), nu - 1);
    const size_t b = dj < 0 ? (j > 0 ? j - 1 : 0) : std::min(j + static_cast<size_t>(dj), nv - 1);
    return from[b * nu + a];
  }
  float mean(const std::vector<float>& from, size_t i, size_t j) const {
    return 0.25f *
           (near(from, i, j, -1, 0) + near(from, i, j, 1, 0) + near(from, i, j, 0, -1) + near(from, i, j, 0, 1));
  }
  /// Every place takes the highest value of its neighbours.
  void widen() {
    const std::vector<float> old = value;
    for (size_t j = 0; j < nv; ++j)
      for (size_t i = 0; i < nu; ++i)
        for (int dj = -1; dj <= 1; ++dj)
          for (int di = -1; di <= 1; ++di) at(i, j) = std::max(at(i, j), near(old, i, j, di, dj));
  }
  /// Spreads steps upward (`raise`) or downward, never past the given values.
  void spread(int rounds, bool raise) {
    for (int round = 0; round < rounds; ++round) {
      const std::vector<float> old = value;
      for (size_t j = 0; j < nv; ++j)
        for (size_t i = 0; i < nu; ++i) {
          const float own = old[j * nu + i], blend = 0.5f * (own + mean(old, i, j));
          at(i, j) = raise ? std::max(own, blend) : std::min(own, blend);
        }
    }
  }
  /// Places without a value (1e3 or more) take those of their neighbours.
  void fill() {
    for (size_t round = 0; round < nu + nv; ++round) {
      const std::vector<float> old = value;
      for (size_t j = 0; j < nv; ++j)
        for (size_t i = 0; i < nu; ++i) {
          if (old[j * nu + i] < 900.0f) continue;
          float sum = 0.0f, count = 0.0f;
          for (const auto& [di, dj] : {std::pair(-1, 0), std::pair(1, 0), std::pair(0, -1), std::pair(0, 1)})
            if (const float other = near(old, i, j, di, dj); other < 900.0f) sum += other, count += 1.0f;
          if (count > 0.0f) at(i, j) = sum / count;
        }
    }
  }
  void smooth(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      const std::vector<float> old = value;
      for (size_t j = 0; j < nv; ++j)
        for (size_t i = 0; i < nu; ++i) at(i, j) = 0.5f * (old[j * nu + i] + mean(old, i, j));
    }
  }
};

void limit(std::vector<Knot>& knots, size_t nu, size_t nv, const SheetStyle& style, const Obstacles& obstacles) {
  Grid hard(nu, nv, -1e3f), floor(nu, nv, 1e3f);
  parallel_for(knots.size(), 64, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Knot& k = knots[i];
      const Vec3 from = k.skin + 8.0f * k.outward;
      for (const auto& index : obstacles.above)
        for (const auto& hit : index.all_hits(from, -k.outward, 0.0f, 8.0f + style.above_within))
          hard.value[i] = std::max(hard.value[i], hit.distance - 8.0f + obstacles.gap);
      for (const auto& index : obstacles.below)
        if (const auto hit = index.first_hit(from, -k.outward, 0.0f, 90.0f))
          floor.value[i] = std::min(floor.value[i], hit->distance - 8.0f - obstacles.gap);
    }
  });
  Grid bed = floor;
  if (style.settle || style.reach) {
    for (float& f : bed.value)
      if (f > style.settle_within) f = 1e3f;
    bed.fill();
    if (*std::max_element(bed.value.begin(), bed.value.end()) < 900.0f) bed.smooth(3);
    for (size_t i = 0; i < knots.size(); ++i) bed.value[i] = std::min(bed.value[i], floor.value[i]);
  }
  for (int round = 0; round < style.widen_above; ++round) hard.widen();
  Grid lid = hard;
  for (size_t i = 0; i < knots.size(); ++i) lid.value[i] = std::max(lid.value[i], knots[i].top);
  lid.spread(style.even_out, true), floor.spread(style.even_out, false);
  for (size_t i = 0; i < knots.size(); ++i) {
    Knot& k = knots[i];
    // What lies above is never entered; where there is room, a shallow bone lifts the sheet.
    k.top = std::min(lid.value[i], std::max({hard.value[i], floor.value[i] - style.least, 0.05f}));
    k.bottom = std::min(k.top + k.thick, std::max(floor.value[i], k.top + style.least));
    if ((!style.settle && !style.reach) || bed.value[i] > 900.0f) continue;
    if (style.reach) k.bottom = std::max(glm::mix(k.bottom, bed.value[i], style.reach(k.u, k.v)), k.top + style.least);
    const float share = style.settle ? style.settle(k.u, k.v) : 0.0f;
    k.bottom = std::max(glm::mix(k.bottom, bed.value[i], share), k.top + style.least);
    k.top = std::max(k.top, glm::mix(k.top, bed.value[i] - k.thick, share));
  }
}

/// Both ends, column by column, are drawn to the nearest of what they hold to; the sheet behind them follows.
void draw_ends(std::vector<Knot>& knots, size_t nu, size_t nv, const SheetStyle& style, const Obstacles& obstacles) {
  constexpr float free = 0.6f, follows_mm = 24.0f;
  for (const bool first : {true, false}) {
    const auto& hold = first ? obstacles.from : obstacles.to;
    const float surely = first ? style.draw_first : style.draw_last, reach = 1.2f * surely;
    for (size_t j = 0; j < nv && !hold.empty(); ++j) {
      const auto knot = [&](size_t steps) -> Knot& { return knots[j * nu + (first ? steps : nu - 1 - steps)]; };
      const Knot& end = knot(0);
      std::optional<anatomy::NearestPoint> best;
      Vec3 from(0.0f);
      for (const float share : {0.5f, 0.0f, 1.0f}) {
        const Vec3 p = end.at(glm::mix(end.top, end.bottom, share));
        for (const auto& index : hold)
          if (const auto near = index.nearest(p, best ? best->distance : reach)) best = near, from = p;
      }
      if (!best || best->distance <= free) continue;
      const Vec3 move =
          (best->point - from) * ((1.0f - free / best->distance) * (1.0f - smoothstep(surely, reach, best->distance)));
      float gone = 0.0f;
      for (size_t i = 0; i < nu && gone < follows_mm; ++i) {
        knot(i).drawn += move * (1.0f - smoothstep(0.0f, follows_mm, gone));
        if (i + 1 < nu) gone += glm::length(knot(i + 1).skin - knot(i).skin);
      }
    }
  }
}

/// The middle of the sheet, without the relief of its surface.
void find_middle(std::vector<Knot>& knots, size_t nu, size_t nv) {
  for (Knot& k : knots) k.middle = k.at(0.5f * (k.top + k.bottom));
  for (int round = 0; round < 5; ++round) {
    std::vector<Vec3> old;
    for (const Knot& k : knots) old.push_back(k.middle);
    for (size_t j = 0; j < nv; ++j)
      for (size_t i = 1; i + 1 < nu; ++i) {
        const size_t k = j * nu + i;
        const Vec3 aside = 0.5f * (old[j > 0 ? k - nu : k] + old[j + 1 < nv ? k + nu : k]);
        const Vec3 along = 0.5f * (old[k - 1] + old[k + 1]);
        // Across the sheet only its depth is smoothed: its breadth stays.
        const Vec3 out = knots[k].outward;
        knots[k].middle = 0.5f * (old[k] + along) + 0.25f * out * glm::dot(aside - old[k], out);
      }
  }
}

/// Where along a fibre the sheet begins and ends.
std::pair<float, float> ends(const Net& net, const SheetStyle& style, float v, float widest, float length) {
  float first = style.teeth_origin * tooth(v, widest, style.seed) / length;
  float last = 1.0f - style.teeth_insertion * tooth(v, widest, style.seed + 11u) / length;
  if (style.digits > 0.0f) {
    const float row = v * static_cast<float>(net.rows.size() - 1);
    const float between = std::pow(std::sin(3.14159265f * row), 2.0f);
    first += style.digits * between * smoothstep(style.digits_last, style.digits_last - 0.12f, v) / length;
  }
  if (style.digits_insertion > 0.0f) {
    const float row = v * static_cast<float>(net.rows.size() - 1);
    last -= style.digits_insertion * smoothstep(0.4f, 0.85f, std::pow(std::sin(3.14159265f * row), 2.0f)) / length;
  }
  // A cut is clean: no teeth there.
  const auto whole = [&](float u) { return smoothstep(4.0f, 24.0f, style.crop_top - net.at(u, v).y); };
  first *= whole(0.0f), last = 1.0f - (1.0f - last) * whole(1.0f);
  const auto inside = [&](float u) {
    const float y = net.at(u, v).y;
    return y <= style.crop_top && y >= style.crop_bottom;
  };
  if (!inside(last) && inside(first)) {
    float a = first, b = last;
    for (int i = 0; i < 18; ++i) (inside(0.5f * (a + b)) ? a : b) = 0.5f * (a + b);
    last = a;
  } else if (!inside(first) && inside(last)) {
    float a = first, b = last;
    for (int i = 0; i < 18; ++i) (inside(0.5f * (a + b)) ? b : a) = 0.5f * (a + b);
    first = b;
  }
  return {first, std::max(last, first + 2.0f / length)};
}

/// Lifts what still lies within a solid out of it: corners, and triangles by their middle.
void lift_out(anatomy::Mesh& mesh, const std::vector<Volume>& solids) {
  constexpr float free = 0.12f, farthest = 2.5f;
  for (int round = 0; round < 4; ++round)
    for (const Volume& solid : solids) {
      const Box3 box = solid.box();
      const auto way_out = [&](const Vec3& p) {
        if (glm::any(glm::lessThan(p, box.lo)) || glm::any(glm::greaterThan(p, box.hi))) return Vec3(0.0f);
        const float d = solid.sample(p);
        return d < free ? std::min(free - d, farthest) * solid.gradient(p) : Vec3(0.0f);
      };
      std::vector<Vec3> moves(mesh.positions.size(), Vec3(0.0f));
      const auto at_least = [&](uint32_t v, const Vec3& way) {
        if (glm::dot(way, way) > glm::dot(moves[v], moves[v])) moves[v] = way;
      };
      for (uint32_t v = 0; v < moves.size(); ++v) moves[v] = way_out(mesh.positions[v]);
      for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
        const uint32_t* c = &mesh.triangles[t];
        const Vec3 way = way_out((mesh.positions[c[0]] + mesh.positions[c[1]] + mesh.positions[c[2]]) / 3.0f);
        if (way != Vec3(0.0f))
          for (size_t k = 0; k < 3; ++k) at_least(c[k], way);
      }
      for (uint32_t v = 0; v < moves.size(); ++v) mesh.positions[v] += moves[v];
    }
}

/// The mesh of the knots: a full upper side, an under side of every second knot, walls between.
anatomy::Mesh closed_mesh(const std::vector<Knot>& knots, size_t nu, size_t nv, const SheetStyle& style,
                          const std::vector<float>& tendon, const std::vector<Volume>& solids) {
  anatomy::Mesh mesh;
  const auto add = [&](size_t i, size_t j, float deep, float depth) {
    const Knot& k = knots[j * nu + i];
    const Vec3 ahead = knots[j * nu + std::min(i + 1, nu - 1)].middle - knots[j * nu + (i > 0 ? i - 1 : 0)].middle;
    mesh.positions.push_back(k.at(deep));
    mesh.fibres.push_back(normalize_or(ahead, Vec3(0, 1, 0)));
    mesh.along.push_back(glm::clamp(k.u, 0.0f, 1.0f));
    mesh.tendon.push_back(tendon[j * nu + i]);
    mesh.fascicle.push_back(static_cast<float>(fascicle_at(style, k.v)));
    mesh.depth.push_back(depth);
  };
  for (size_t j = 0; j < nv; ++j)
    for (size_t i = 0; i < nu; ++i) add(i, j, knots[j * nu + i].top, 0.0f);
  for (size_t j = 0; j < nv; j += 2)
    for (size_t i = 0; i < nu; i += 2) {
      // The coarse side keeps clear of what lies below its finer neighbours, and below the upper side.
      float deep = knots[j * nu + i].bottom, above = 0.0f;
      for (size_t b = j > 0 ? j - 1 : 0; b <= std::min(j + 1, nv - 1); ++b)
        for (size_t a = i > 0 ? i - 1 : 0; a <= std::min(i + 1, nu - 1); ++a)
          deep = std::min(deep, knots[b * nu + a].bottom), above = std::max(above, knots[b * nu + a].top);
      add(i, j, std::max({deep, std::min(above + 0.12f, knots[j * nu + i].bottom), knots[j * nu + i].top + 0.12f}),
          1.0f);
    }
  // Which way round the net runs decides which way the faces look.
  const Knot& mid = knots[(nv / 2) * nu + nu / 2];
  const Vec3 eu = knots[(nv / 2) * nu + nu / 2 + 1].skin - mid.skin,
             ev = knots[(nv / 2 + 1) * nu + nu / 2].skin - mid.skin;
  const bool turned = glm::dot(glm::cross(eu, ev), mid.outward) < 0.0f;
  cover_net(mesh, nu, nv, turned);
  lift_out(mesh, solids);
  anatomy::compute_normals(mesh);
  return mesh;
}

/// One course a fascicle, along the longest column of its breadth: one that reaches the bone, not one that stops
/// between two digitations; of equals, the one nearest to its middle.
std::vector<SheetCourse> courses_of(const std::vector<Knot>& knots, size_t nu, size_t nv, const SheetStyle& style) {
  std::vector<SheetCourse> out;
  const float count = static_cast<float>(style.fascicles);
  for (int f = 0; f < style.fascicles; ++f) {
    const auto column = [&](float at) { return static_cast<size_t>(std::lround(at * static_cast<float>(nv - 1))); };
    const auto at = [&](size_t i, size_t j) { return knots[j * nu + i].middle; };
    SheetCourse course;
    const size_t a = column(static_cast<float>(f) / count), b = column(static_cast<float>(f + 1) / count);
    size_t best = a;
    float most = -1.0f;
    for (size_t j = a; j <= b; ++j) {
      const float reach = knots[j * nu + nu - 1].u - knots[j * nu].u;
      const float off = std::abs(static_cast<float>(2 * j) - static_cast<float>(a + b)) / static_cast<float>(b - a + 1);
      if (reach - 0.004f * off > most) most = reach - 0.004f * off, best = j;
    }
    for (size_t i = 0; i < nu; ++i) course.points.push_back(at(i, best));
    const Knot &begin = knots[best * nu], &end = knots[best * nu + nu - 1];
    course.first_faces[0] = begin.at(begin.top), course.first_faces[1] = begin.at(begin.bottom);
    course.last_faces[0] = end.at(end.top), course.last_faces[1] = end.at(end.bottom);
    course.first_half = 0.5f * glm::length(at(0, a) - at(0, b));
    course.last_half = 0.5f * glm::length(at(nu - 1, a) - at(nu - 1, b));
    out.push_back(std::move(course));
  }
  return out;
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
                          const Obstacles& obstacles, std::vector<SheetCourse>* courses) {
  Net net;
  for (const auto& row : given.rows) net.rows.push_back(laid(form, row));
  const float longest = std::max({length_along(net, 0.05f), length_along(net, 0.5f), length_along(net, 0.95f)});
  const float widest = std::max({length_across(net, 0.05f), length_across(net, 0.5f), length_across(net, 0.95f)});
  // Odd, so that every second knot reaches both borders.
  const size_t nu = 2 * std::max<size_t>(4, static_cast<size_t>(0.5f * longest / style.spacing_along)) + 1,
               nv = 2 * std::max<size_t>(4, static_cast<size_t>(0.5f * widest / style.spacing_across)) + 1;
  std::vector<Knot> knots(nu * nv);
  std::vector<float> tendon(nu * nv);
  parallel_for(nv, 2, [&](size_t begin, size_t end) {
    for (size_t j = begin; j < end; ++j) {
      const float v = static_cast<float>(j) / static_cast<float>(nv - 1), length = length_along(net, v);
      const auto [first, last] = ends(net, style, v, widest, length);
      const float frayed = style.fray * (tooth(v, widest, style.seed + 23u) - 0.45f) / length;
      for (size_t i = 0; i < nu; ++i) {
        Knot& k = knots[j * nu + i];
        const float share = static_cast<float>(i) / static_cast<float>(nu - 1);
        k.u = glm::mix(first, last, share), k.v = v;
        k.skin = on_form(form, net.at(k.u, v));
        k.outward = form.gradient(k.skin);
        const float soft = style.tendon(glm::clamp(k.u + frayed, 0.0f, 1.0f), v);
        tendon[j * nu + i] = glm::clamp(soft, 0.0f, 1.0f);
        k.thick = style.thickness(k.u, v);
        const float across = v * widest, along = k.u * length;
        float relief = style.groove * (1.0f - tendon[j * nu + i]) * std::min(1.0f, k.thick / 3.0f) *
                       furrow(across, along, style.bundle, style.seed + 2u);
        if (style.strand > 0.0f) relief += style.strand_relief * furrow(across, along, style.strand, style.seed + 31u);
        if (style.weave) relief += style.weave(k.skin);
        if (style.border > 0.0f && std::min(v, 1.0f - v) * widest < 4.0f * style.border) {
          const float off = std::min(v, 1.0f - v) * length_across(net, k.u);
          const float thin = std::sqrt(glm::clamp(off / style.border, 0.0f, 1.0f));
          k.thick = glm::mix(std::min(k.thick, style.edge), k.thick, thin), relief *= thin;
        }
        k.top = style.top(k.u, v) + relief;
        k.thick = std::max(k.thick - relief, style.border > 0.0f ? style.edge : style.least);
        k.bottom = k.top + k.thick;
      }
    }
  });
  if (!obstacles.above.empty() || !obstacles.below.empty()) limit(knots, nu, nv, style, obstacles);
  draw_ends(knots, nu, nv, style, obstacles);
  find_middle(knots, nu, nv);
  if (courses) *courses = courses_of(knots, nu, nv, style);
  return closed_mesh(knots, nu, nv, style, tendon, obstacles.solids);
}

}  // namespace palpate::forge
