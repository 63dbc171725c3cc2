#include "technique/skin_path.h"

#include <algorithm>
#include <cmath>

#include "technique/vocabulary.h"

namespace palpate::technique {
namespace {

constexpr float sample_mm = 2.0f;

ChartPoint mix(const ChartPoint& a, const ChartPoint& b, float f) {
  return {glm::mix(a.lateral, b.lateral, f), glm::mix(a.height, b.height, f)};
}

float chart_distance(const ChartPoint& a, const ChartPoint& b) {
  return std::hypot(a.lateral - b.lateral, a.height - b.height);
}

std::string with_side(const std::string& id, anatomy::Side side) {
  return side == anatomy::Side::midline ? id : id + "_" + std::string(anatomy::to_string(side));
}

const Vec3* landmark(const anatomy::Atlas& atlas, const std::string& id, anatomy::Side side) {
  auto found = atlas.landmarks.find(id);
  if (found == atlas.landmarks.end()) found = atlas.landmarks.find(with_side(id, side));
  return found == atlas.landmarks.end() ? nullptr : &found->second;
}

std::optional<ChartPoint> structure_place(const Place& place, anatomy::Side side, const Body& body) {
  const std::string suffix = side == anatomy::Side::midline ? "" : "_" + std::string(anatomy::to_string(side));
  Box3 box;
  for (const std::string& id : place.ids) {
    const anatomy::Structure* s = body.atlas.find(id);
    if (s && (s->info.side == anatomy::Side::midline || suffix.empty() || id.ends_with(suffix))) box.add(s->bounds);
  }
  if (box.empty()) return std::nullopt;
  return body.skin.above(box.centre());
}

// Midline landmarks lend their height; the guide says how far to the side.
std::optional<SkinPath> along_guide(const Guide& guide, const PathSpec& spec, float sign, const ChartPoint& from,
                                    const ChartPoint& to, const Body& body) {
  const float lateral = sign * std::max(0.0f, guide.lateral_mm + spec.lateral_mm);
  std::vector<ChartPoint> corners;
  const int count = std::max(1, static_cast<int>(std::abs(to.height - from.height) / 12.0f));
  for (int i = 0; i <= count; ++i) {
    const float f = static_cast<float>(i) / static_cast<float>(count);
    corners.push_back({lateral, glm::mix(from.height, to.height, f)});
  }
  return make_path(corners, body.skin);
}

}  // namespace

float sign_of(anatomy::Side side) {
  return side == anatomy::Side::left ? 1.0f : side == anatomy::Side::right ? -1.0f : 0.0f;
}

ChartPoint SkinPath::at(double way_mm) const {
  if (points.size() < 2 || length_mm <= 0.0f) return points.empty() ? ChartPoint{} : points.front();
  const double x =
      std::clamp(way_mm / static_cast<double>(length_mm), 0.0, 1.0) * static_cast<double>(points.size() - 1);
  const size_t i = std::min(static_cast<size_t>(x), points.size() - 2);
  return mix(points[i], points[i + 1], static_cast<float>(x - static_cast<double>(i)));
}

ChartPoint SkinPath::heading(double way_mm) const {
  if (length_mm <= 0.0f) return {0.0f, 1.0f};
  const double half = std::min(12.0, 0.5 * static_cast<double>(length_mm));
  const double middle = std::clamp(way_mm, half, std::max(half, static_cast<double>(length_mm) - half));
  const ChartPoint a = at(middle - half), b = at(middle + half);
  const float d = chart_distance(a, b);
  return d > 1e-4f ? ChartPoint{(b.lateral - a.lateral) / d, (b.height - a.height) / d} : ChartPoint{0.0f, 1.0f};
}

SkinPath make_path(const std::vector<ChartPoint>& corners, const SkinSurface& skin) {
  std::vector<ChartPoint> dense;
  for (size_t i = 0; i + 1 < corners.size(); ++i) {
    const int steps = std::max(1, static_cast<int>(chart_distance(corners[i], corners[i + 1]) / sample_mm));
    for (int k = 0; k < steps; ++k)
      dense.push_back(mix(corners[i], corners[i + 1], static_cast<float>(k) / static_cast<float>(steps)));
  }
  if (!corners.empty()) dense.push_back(corners.back());
  SkinPath path;
  if (dense.empty()) return path;
  std::vector<float> way{0.0f};
  Vec3 last = skin.position(dense.front());
  for (size_t i = 1; i < dense.size(); ++i) {
    const Vec3 here = skin.position(dense[i]);
    // Over bare bones the hand keeps the pace it would have over skin.
    way.push_back(way.back() +
                  (skin.structure().empty() ? chart_distance(dense[i - 1], dense[i]) : glm::length(here - last)));
    last = here;
  }
  path.length_mm = way.back();
  const int count = std::max(1, static_cast<int>(path.length_mm / sample_mm));
  size_t at = 0;
  for (int k = 0; k <= count; ++k) {
    const float target = path.length_mm * static_cast<float>(k) / static_cast<float>(count);
    while (at + 2 < way.size() && way[at + 1] < target) ++at;
    if (way.size() < 2) {
      path.points.push_back(dense.front());
      continue;
    }
    const float span = way[at + 1] - way[at];
    path.points.push_back(
        mix(dense[at], dense[at + 1], span > 0.0f ? std::clamp((target - way[at]) / span, 0.0f, 1.0f) : 0.0f));
  }
  return path;
}

std::optional<ChartPoint> find_place(const Place& place, anatomy::Side side, const Body& body) {
  float lateral = place.lateral_mm, cranial = place.cranial_mm;
  std::optional<ChartPoint> at;
  if (place.kind == Place::Kind::point) {
    const knowledge::Point* point = body.library.point(place.id);
    if (!point) return std::nullopt;
    const Vec3* p = landmark(body.atlas, point->location.landmark, side);
    if (!p) return std::nullopt;
    at = body.skin.above(*p);
    // Offsets of points are told from the landmark outwards; from a midline landmark that is from the midline itself.
    if (std::abs(p->x) < 12.0f) at->lateral = 0.0f;
    lateral += static_cast<float>(point->location.lateral_mm);
    cranial += static_cast<float>(point->location.cranial_mm);
  } else if (place.kind == Place::Kind::structure) {
    at = structure_place(place, side, body);
  } else if (const Vec3* p = landmark(body.atlas, place.id, side)) {
    at = body.skin.above(*p);
    if (side != anatomy::Side::midline && std::abs(p->x) < 12.0f && place.lateral_mm != 0.0f) at->lateral = 0.0f;
  }
  if (!at) return std::nullopt;
  const float sign = side == anatomy::Side::midline ? (at->lateral < 0.0f ? -1.0f : 1.0f) : sign_of(side);
  return ChartPoint{at->lateral + sign * lateral,
                    std::clamp(at->height + cranial, body.skin.lowest(), body.skin.highest())};
}

std::optional<SkinPath> find_path(const PathSpec& spec, anatomy::Side side, const Body& body) {
  const auto from = find_place(spec.from, side, body), to = find_place(spec.to, side, body);
  if (!from || !to) return std::nullopt;
  const Guide* guide = find_guide(spec.guide);
  const float sign = sign_of(side);
  if (guide && guide->landmarks.empty()) return along_guide(*guide, spec, sign, *from, *to, body);
  std::vector<ChartPoint> corners{*from};
  if (guide) {
    // Inner landmarks of the guide between its two ends, in the direction of the stroke.
    std::vector<ChartPoint> inner;
    for (const std::string_view id : guide->landmarks) {
      const Vec3* p = landmark(body.atlas, std::string(id), side);
      if (!p) return std::nullopt;
      inner.push_back(body.skin.above(*p));
    }
    if (chart_distance(inner.front(), *from) > chart_distance(inner.back(), *from))
      std::reverse(inner.begin(), inner.end());
    for (const ChartPoint& p : inner) {
      const float whole = chart_distance(*from, *to);
      if (chart_distance(p, *from) > 8.0f && chart_distance(p, *to) > 8.0f && chart_distance(p, *from) < whole &&
          chart_distance(p, *to) < whole) {
        corners.push_back(p);
      }
    }
  }
  corners.push_back(*to);
  for (ChartPoint& c : corners) c.lateral += sign * spec.lateral_mm;
  return make_path(corners, body.skin);
}

}  // namespace palpate::technique
