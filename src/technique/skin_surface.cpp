#include "technique/skin_surface.h"

#include <algorithm>
#include <cmath>

namespace palpate::technique {
namespace {

constexpr float pi = 3.14159265f;
constexpr float angle_step = 2.0f * pi / 180.0f;
constexpr float widest_angle = 165.0f * pi / 180.0f;

Vec3 outward(float angle) {
  return {std::sin(angle), 0.0f, -std::cos(angle)};
}

// Value of the piecewise linear function (x -> y) at `at`, x ascending; clamped at the ends.
float interpolate(const std::vector<float>& x, const std::vector<float>& y, float at) {
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  const size_t i = static_cast<size_t>(std::upper_bound(x.begin(), x.end(), at) - x.begin());
  const float f = (at - x[i - 1]) / (x[i] - x[i - 1]);
  return y[i - 1] + f * (y[i] - y[i - 1]);
}

anatomy::Mesh merged(const anatomy::Atlas& atlas) {
  anatomy::Mesh all;
  for (const anatomy::Structure& s : atlas.structures) {
    const anatomy::PackedMesh& mesh = s.levels.back();
    const auto base = static_cast<uint32_t>(all.positions.size());
    for (const auto& v : mesh.vertices) all.positions.push_back(v.position);
    for (const uint32_t i : mesh.indices) all.triangles.push_back(base + i);
  }
  return all;
}

}  // namespace

SkinSurface::SkinSurface(const anatomy::Atlas& atlas) {
  if (const anatomy::Structure* skin = atlas.find("skin")) {
    structure_ = "skin";
    skin_ = anatomy::RayIndex(skin->levels.front());
    chart(skin->bounds);
  } else {
    skin_ = anatomy::RayIndex(merged(atlas));
    chart(atlas.bounds(), false);
  }
}

SkinSurface::SkinSurface(const anatomy::RayIndex& skin, const Box3& bounds) : skin_(skin), structure_("skin") {
  chart(bounds);
}

std::optional<Vec3> SkinSurface::outermost(float angle, float height) const {
  const Vec3 origin(0.0f, height, axis_z_), direction = outward(angle);
  if (hull_) return origin + hull_->at(angle, height) * direction;
  // The first way out: arms and hands beside the trunk lie further along the ray.
  float near = 0.0f;
  std::optional<Vec3> any;
  for (int tries = 0; tries < 6; ++tries) {
    const auto hit = skin_.first_hit(origin, direction, near, far_);
    if (!hit) return any;
    const Vec3 point = origin + hit->distance * direction;
    if (!hit->front) return point;
    if (!any) any = point;
    near = hit->distance + 0.01f;
  }
  return any;
}

void SkinSurface::chart(const Box3& bounds, bool has_skin) {
  if (skin_.empty() || bounds.empty()) return;
  far_ = bounds.diagonal() + 10.0f;
  const int count = std::max(2, static_cast<int>(bounds.size().y / spacing_));
  // The axis: half way between back and belly where both are there, else a hand's breadth under the back.
  double sum = 0.0;
  int found = 0;
  for (int i = 1; i < count; ++i) {
    const float y = bounds.lo.y + bounds.size().y * static_cast<float>(i) / static_cast<float>(count);
    const auto hits = skin_.all_hits({0.01f, y, bounds.lo.z - 1.0f}, {0.0f, 0.0f, 1.0f}, 0.0f, far_);
    if (hits.empty()) continue;
    const float back = bounds.lo.z - 1.0f + hits.front().distance, front = bounds.lo.z - 1.0f + hits.back().distance;
    sum += static_cast<double>(front - back > 60.0f ? 0.5f * (back + front) : back + 90.0f);
    ++found;
  }
  if (found == 0) return;
  axis_z_ = static_cast<float>(sum / found);

  if (!has_skin) make_hull(bounds);

  const auto make_row = [&](float y) {
    Row row;
    const auto middle = outermost(0.0f, y);
    if (!middle) return row;
    // Below the crotch the axis runs between the thighs, through air: no way round the body from there.
    if (has_skin) {
      const auto first = skin_.first_hit({0.0f, y, axis_z_}, outward(0.0f), 0.0f, far_);
      if (first && first->front) return row;
    }
    const auto walk = [&](float sign) {
      std::vector<std::pair<float, float>> steps;
      Vec3 last = *middle;
      float length = 0.0f;
      for (int k = 1; static_cast<float>(k) * angle_step <= widest_angle; ++k) {
        const float angle = sign * static_cast<float>(k) * angle_step;
        const auto point = outermost(angle, y);
        if (!point) break;
        length += glm::length(*point - last);
        last = *point;
        steps.emplace_back(angle, sign * length);
      }
      return steps;
    };
    const auto right = walk(-1.0f), left = walk(1.0f);
    if (left.size() < 5 || right.size() < 5) return row;
    for (auto it = right.rbegin(); it != right.rend(); ++it)
      row.angle.push_back(it->first), row.lateral.push_back(it->second);
    row.angle.push_back(0.0f), row.lateral.push_back(0.0f);
    for (const auto& [angle, lateral] : left) row.angle.push_back(angle), row.lateral.push_back(lateral);
    return row;
  };
  // The longest unbroken run of levels.
  std::vector<Row> run;
  float run_start = 0.0f;
  for (int i = 0; i <= count; ++i) {
    const float y = bounds.lo.y + spacing_ * static_cast<float>(i);
    Row row = make_row(y);
    if (row.angle.empty()) {
      if (run.size() > rows_.size()) rows_ = std::move(run), first_height_ = run_start;
      run.clear();
      continue;
    }
    if (run.empty()) run_start = y;
    run.push_back(std::move(row));
  }
  if (run.size() > rows_.size()) rows_ = std::move(run), first_height_ = run_start;
}

namespace {

// Largest (or smallest) value in a window of the grid, one axis at a time; edges repeat.
std::vector<float> filtered(const std::vector<float>& grid, size_t columns, int along, int across,
                            float (*pick)(float, float)) {
  const int rows = static_cast<int>(grid.size() / columns), width = static_cast<int>(columns);
  std::vector<float> half(grid.size()), whole(grid.size());
  const auto index = [&](int r, int c) {
    return static_cast<size_t>(std::clamp(r, 0, rows - 1) * width + std::clamp(c, 0, width - 1));
  };
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < width; ++c) {
      float best = grid[index(r, c)];
      for (int k = -across; k <= across; ++k) best = pick(best, grid[index(r, c + k)]);
      half[index(r, c)] = best;
    }
  }
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < width; ++c) {
      float best = half[index(r, c)];
      for (int k = -along; k <= along; ++k) best = pick(best, half[index(r + k, c)]);
      whole[index(r, c)] = best;
    }
  }
  return whole;
}

std::vector<float> blurred(const std::vector<float>& grid, size_t columns, int reach) {
  const int rows = static_cast<int>(grid.size() / columns), width = static_cast<int>(columns);
  std::vector<float> out(grid.size());
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < width; ++c) {
      float sum = 0.0f;
      for (int i = -reach; i <= reach; ++i) {
        for (int j = -reach; j <= reach; ++j)
          sum += grid[static_cast<size_t>(std::clamp(r + i, 0, rows - 1) * width + std::clamp(c + j, 0, width - 1))];
      }
      const int side = 2 * reach + 1;
      out[static_cast<size_t>(r * width + c)] = sum / static_cast<float>(side * side);
    }
  }
  return out;
}

float larger(float a, float b) {
  return std::max(a, b);
}
float smaller(float a, float b) {
  return std::min(a, b);
}

}  // namespace

float SkinSurface::Hull::at(float angle, float height) const {
  const float spacing = 6.0f;
  const float row = std::clamp((height - first_height) / spacing, 0.0f, static_cast<float>(rows() - 1));
  const float column = std::clamp((angle + widest_angle) / angle_step, 0.0f, static_cast<float>(columns - 1));
  const size_t r = std::min(static_cast<size_t>(row), rows() - 2),
               c = std::min(static_cast<size_t>(column), columns - 2);
  const float fr = row - static_cast<float>(r), fc = column - static_cast<float>(c);
  const float* low = &radius[r * columns + c];
  return glm::mix(glm::mix(low[0], low[1], fc), glm::mix(low[columns], low[columns + 1], fc), fr);
}

void SkinSurface::make_hull(const Box3& bounds) {
  Hull hull;
  hull.first_height = bounds.lo.y;
  hull.columns = static_cast<size_t>(2.0f * widest_angle / angle_step) + 1;
  const int rows = std::max(2, static_cast<int>(bounds.size().y / spacing_) + 1);
  for (int r = 0; r < rows; ++r) {
    for (size_t c = 0; c < hull.columns; ++c) {
      const Vec3 origin(0.0f, bounds.lo.y + spacing_ * static_cast<float>(r), axis_z_);
      const auto hits = skin_.all_hits(origin, outward(-widest_angle + angle_step * static_cast<float>(c)), 0.0f, far_);
      hull.radius.push_back(hits.empty() ? 0.0f : hits.back().distance);
    }
  }
  // Closing: hollows narrower than a hand (60 mm along the body, 24 degrees round it) are bridged.
  hull.radius = filtered(filtered(hull.radius, hull.columns, 10, 12, larger), hull.columns, 10, 12, smaller);
  hull.radius = blurred(hull.radius, hull.columns, 3);
  for (float& r : hull.radius) r = std::max(r, 20.0f);
  hull_ = std::move(hull);
}

float SkinSurface::highest() const {
  return first_height_ + spacing_ * static_cast<float>(rows_.empty() ? 0 : rows_.size() - 1);
}

namespace {
struct Between {
  size_t low, high;
  float f;
};
Between rows_around(float height, float first, float spacing, size_t count) {
  const float at = std::clamp((height - first) / spacing, 0.0f, static_cast<float>(count - 1));
  const auto low = std::min(static_cast<size_t>(at), count - 1);
  return {low, std::min(low + 1, count - 1), at - static_cast<float>(low)};
}
}  // namespace

float SkinSurface::angle_at(const ChartPoint& at) const {
  const Between b = rows_around(at.height, first_height_, spacing_, rows_.size());
  const Row &lo = rows_[b.low], &hi = rows_[b.high];
  const float angle =
      glm::mix(interpolate(lo.lateral, lo.angle, at.lateral), interpolate(hi.lateral, hi.angle, at.lateral), b.f);
  return std::clamp(angle, std::max(lo.angle.front(), hi.angle.front()), std::min(lo.angle.back(), hi.angle.back()));
}

float SkinSurface::lateral_at(float angle, float height) const {
  const Between b = rows_around(height, first_height_, spacing_, rows_.size());
  const Row &lo = rows_[b.low], &hi = rows_[b.high];
  return glm::mix(interpolate(lo.angle, lo.lateral, angle), interpolate(hi.angle, hi.lateral, angle), b.f);
}

float SkinSurface::reach(float height, bool left) const {
  if (rows_.empty()) return 0.0f;
  const Between b = rows_around(height, first_height_, spacing_, rows_.size());
  const Row &lo = rows_[b.low], &hi = rows_[b.high];
  return left ? std::min(lo.lateral.back(), hi.lateral.back()) : std::min(-lo.lateral.front(), -hi.lateral.front());
}

Vec3 SkinSurface::position(const ChartPoint& at) const {
  if (rows_.empty()) return Vec3(0.0f);
  const float height = std::clamp(at.height, first_height_, highest());
  const float angle = angle_at({at.lateral, height});
  if (const auto point = outermost(angle, height)) return *point;
  // A ray through the edge of an open sheet can slip by; the nearest skin is then a fraction of a millimetre away.
  const Vec3 guess = Vec3(0.0f, height, axis_z_) + 0.5f * far_ * outward(angle);
  const auto near = skin_.nearest(guess, 2.0f * far_);
  return near ? near->point : guess;
}

Vec3 SkinSurface::leftward(const ChartPoint& at, float radius_mm) const {
  const Vec3 d = position({at.lateral + radius_mm, at.height}) - position({at.lateral - radius_mm, at.height});
  return normalize_or(d, {1.0f, 0.0f, 0.0f});
}

Vec3 SkinSurface::headward(const ChartPoint& at, float radius_mm) const {
  const float height =
      std::clamp(at.height, lowest() + radius_mm, std::max(lowest() + radius_mm, highest() - radius_mm));
  const Vec3 d = position({at.lateral, height + radius_mm}) - position({at.lateral, height - radius_mm});
  return normalize_or(d, {0.0f, 1.0f, 0.0f});
}

Vec3 SkinSurface::normal(const ChartPoint& at, float radius_mm) const {
  return normalize_or(glm::cross(headward(at, radius_mm), leftward(at, radius_mm)), {0.0f, 0.0f, -1.0f});
}

ChartPoint SkinSurface::above(const Vec3& body_mm) const {
  if (rows_.empty()) return {body_mm.x, body_mm.y};
  const float height = std::clamp(body_mm.y, lowest(), highest());
  const auto on_chart = [&](const Vec3& p) { return ChartPoint{lateral_at(std::atan2(p.x, axis_z_ - p.z), p.y), p.y}; };
  const Vec3 side = position({body_mm.x < 0.0f ? -1e6f : 1e6f, height});
  const float width = std::max(std::abs(side.x), 1.0f);
  if (std::abs(body_mm.x) < 0.5f * width && !hull_) {
    const float start = axis_z_ - 0.5f * far_;
    const auto hit = skin_.first_hit({body_mm.x, height, start}, {0.0f, 0.0f, 1.0f}, 0.0f, 0.5f * far_);
    if (hit) return on_chart({body_mm.x, height, start + hit->distance});
  } else if (const auto near = hull_ ? std::nullopt : skin_.nearest({body_mm.x, height, body_mm.z}, far_)) {
    return on_chart(near->point);
  }
  return on_chart({body_mm.x, height, std::min(body_mm.z, axis_z_ - 1.0f)});
}

std::shared_ptr<const SkinSurface> make_skin_surface(const anatomy::Atlas& atlas) {
  return std::make_shared<const SkinSurface>(atlas);
}

}  // namespace palpate::technique
