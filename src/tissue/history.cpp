#include "tissue/history.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/parallel.h"
#include "tissue/history_impl.h"

namespace palpate::tissue {
namespace {

/// Exact solution of dx/dt = (target - x)/tau over a step whose exp(-dt/tau) is `kept`.
float towards(float x, double target, double kept) {
  return static_cast<float>(target + (x - target) * kept);
}

/// What is left of a difference after one step, by process.
struct Kept {
  double relief_on, relief_off, muscle_on, muscle_off, skin_on, skin_heat, skin_off;
};

Kept kept_over(const Properties& p, double dt_s) {
  const auto left = [&](double tau_s) { return std::exp(-dt_s / tau_s); };
  return {std::exp(-dt_s * (1.0 / p.tension_onset_s + 1.0 / p.tension_recovery_s)),
          left(p.tension_recovery_s),
          left(p.flow_onset_s),
          left(p.muscle_flow_recovery_s),
          left(p.flow_onset_s),
          left(p.flow_heat_onset_s),
          left(p.skin_flow_recovery_s)};
}

constexpr double usual_base_mm = 60.0;  // depth of bone that the spread of work is reckoned with

double equivalent_radius_mm(const technique::Contact& c) {
  return 10.0 * std::sqrt(std::max(double{c.area_cm2}, 0.01) / std::numbers::pi);
}

/// A contact as the grid feels it.
struct Load {
  Vec3 position, normal, along, across;
  double half_length, half_width, radius, pressure, speed, temperature;
  double reach_mm;
  bool pressing;
};

Load load_of(const technique::Contact& c) {
  Load l;
  l.position = c.position_mm, l.normal = c.normal, l.along = c.direction, l.across = glm::cross(c.normal, c.direction);
  l.half_length = std::max(c.half_length_mm, 3.0f), l.half_width = std::max(c.half_width_mm, 3.0f);
  l.radius = equivalent_radius_mm(c);
  l.pressing = c.pressure_kPa > 0.0f && c.lift_mm <= 0.0f;
  l.pressure = l.pressing ? c.pressure_kPa : 0.0, l.speed = c.speed_cm_s, l.temperature = c.temperature_C;
  l.reach_mm = 1.6 * std::max(l.half_length, l.half_width) + 30.0;
  return l;
}

/// How far the cell's column below `place` lies from the footprint: elliptical radius at the skin and depth of the skin
/// there under the contact's plane.
double elliptical(const Load& l, const Vec3& place) {
  const Vec3 from = place - l.position;
  return std::hypot(glm::dot(from, l.along) / l.half_length, glm::dot(from, l.across) / l.half_width);
}

template <class Use>
void cells_near(const GridPlan& plan, const Load& l, Use&& use) {
  const auto range = [&](float centre, float origin, int count) {
    const float reach = static_cast<float>(l.reach_mm);
    const int lo = static_cast<int>(std::floor((centre - reach - origin) / plan.cell_mm));
    const int hi = static_cast<int>(std::ceil((centre + reach - origin) / plan.cell_mm));
    return std::pair{std::max(lo, 0), std::min(hi, count - 1)};
  };
  const auto [x0, x1] = range(l.position.x, plan.origin_mm.x, plan.columns);
  const auto [y0, y1] = range(l.position.y, plan.origin_mm.y, plan.rows);
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      const auto cell = static_cast<size_t>(y * plan.columns + x);
      if (plan.slot[cell] >= 0) use(static_cast<size_t>(plan.slot[cell]), plan.place(cell));
    }
  }
}

}  // namespace

Vec3 GridPlan::place(size_t cell) const {
  const auto x = static_cast<float>(cell % static_cast<size_t>(columns)),
             y = static_cast<float>(cell / static_cast<size_t>(columns));
  return {origin_mm.x + x * cell_mm, origin_mm.y + y * cell_mm, skin_z[cell]};
}

const Column& History::Impl::column_for(float fat_mm) const {
  return columns[static_cast<size_t>(std::clamp(static_cast<int>(std::lround(fat_mm)), 0, fat_profiles - 1))];
}

const Column& History::Impl::column(size_t slot) const {
  return column_for(plan.fat_mm[static_cast<size_t>(plan.active[slot])]);
}

Running History::Impl::begin() const {
  const size_t n = plan.active.size();
  Running r;
  r.moment.relief.assign(n * work_depths, 0.0f), r.moment.muscle_flow.assign(n * work_depths, 1.0f);
  r.moment.skin_flow.assign(n, 1.0f), r.moment.injury.assign(n, 0.0f);
  r.moment.skin_C.assign(n, static_cast<float>(properties.skin_rest_C));
  r.moment.temperature_C.reserve(n * heat_cells());
  for (size_t s = 0; s < n; ++s) {
    const auto& rest = column(s).rest_C;
    r.moment.temperature_C.insert(r.moment.temperature_C.end(), rest.begin(), rest.end());
  }
  r.h_sum.assign(n, 0.0f), r.h_out_sum.assign(n, 0.0f), r.flux_sum.assign(n, 0.0f);
  return r;
}

void History::Impl::work(Running& r, double from_s, double dt_s, const technique::State& state) const {
  const Properties& p = properties;
  const double table_s = dt_s * std::max(1.0, double{state.time_scale});
  Moment& m = r.moment;
  const Kept kept = kept_over(p, table_s);
  const size_t n = plan.active.size();
  // What each cell feels in this step: the strongest of the contacts.
  std::vector<float> stress(n * work_depths, 0.0f), rub(n, 0.0f), covered(n, 0.0f), h(n, 0.0f), out(n, 0.0f),
      flux(n, 0.0f);
  for (const technique::Contact& contact : state.contacts) {
    const Load l = load_of(contact);
    if (!l.pressing) continue;
    double shares[work_depths];
    for (int k = 0; k < work_depths; ++k) shares[k] = stress_share(work_depth_mm[k], l.radius, usual_base_mm);
    cells_near(plan, l, [&](size_t s, const Vec3& place) {
      const double at = elliptical(l, place);
      for (size_t k = 0; k < work_depths; ++k) {
        float& felt = stress[s * work_depths + k];
        felt = std::max(felt, static_cast<float>(l.pressure * shares[k] * lateral_share(at, shares[k])));
      }
      const auto cover = static_cast<float>(lateral_share(at, 1.0));
      if (cover <= covered[s]) return;
      covered[s] = cover;
      rub[s] = static_cast<float>(cover * l.pressure / (l.pressure + 2.0) * (0.4 + 0.6 * l.speed / (l.speed + 5.0)));
      h[s] = static_cast<float>(l.temperature > 0.0 ? p.tool_W_m2K : p.hand_W_m2K);
      out[s] = static_cast<float>(l.temperature > 0.0 ? l.temperature : p.hand_C);
      // mu p v shared between hand and skin: kPa cm/s = 10 W/m².
      flux[s] = static_cast<float>(0.5 * 10.0 * p.friction_oiled * l.pressure * l.speed * cover);
    });
  }
  for (size_t s = 0; s < n; ++s) {
    for (size_t k = 0; k < work_depths; ++k) {
      const size_t i = s * work_depths + k;
      const double felt = stress[i] / (stress[i] + p.tension_half_kPa);
      const double cap = p.tension_most * felt;
      if (stress[i] > 0.2f && cap > m.relief[i]) {
        const double settles = cap / p.tension_onset_s / (1.0 / p.tension_onset_s + 1.0 / p.tension_recovery_s);
        m.relief[i] = towards(m.relief[i], settles, kept.relief_on);
      } else {
        m.relief[i] = towards(m.relief[i], 0.0, kept.relief_off);
      }
      const double flow = 1.0 + (p.muscle_flow_massage - 1.0) * felt;
      const bool rises = flow > double{m.muscle_flow[i]};
      m.muscle_flow[i] = towards(m.muscle_flow[i], rises ? flow : 1.0, rises ? kept.muscle_on : kept.muscle_off);
    }
    const double skin_C = m.skin_C[s];
    const double warm = 1.0 + (p.skin_flow_heat - 1.0) * smoothstep(36.0f, 42.5f, static_cast<float>(skin_C));
    const double rubbed = 1.0 + (p.skin_flow_massage - 1.0) * double{rub[s]};
    const double target = std::max(warm, rubbed);
    const double left = target <= double{m.skin_flow[s]} ? kept.skin_off
                        : warm >= rubbed                 ? kept.skin_heat
                                                         : kept.skin_on;
    m.skin_flow[s] = towards(m.skin_flow[s], target, left);
    const double air = (1.0 - double{covered[s]}) * p.air_W_m2K, tool = double{covered[s]} * double{h[s]};
    r.h_sum[s] += static_cast<float>((air + tool) * dt_s);
    r.h_out_sum[s] += static_cast<float>((air * column(s).room_C + tool * double{out[s]}) * dt_s);
    r.flux_sum[s] += flux[s] * static_cast<float>(dt_s);
  }
  r.gathered_s += dt_s;
  m.time_s = from_s + dt_s;
}

void History::Impl::heat(Running& r, double dt_s, double time_scale) const {
  if (r.gathered_s <= 0.0 || dt_s <= 0.0) return;
  const size_t cells = heat_cells();
  const double table_s = dt_s * std::max(1.0, time_scale);
  parallel_for(plan.active.size(), 64, [&](size_t begin, size_t end) {
    std::vector<double> T(cells);
    for (size_t s = begin; s < end; ++s) {
      const Column& col = column(s);
      const double h = double{r.h_sum[s]} / r.gathered_s;
      const Surface surface{h, double{r.h_out_sum[s]} / r.gathered_s / h, double{r.flux_sum[s]} / r.gathered_s};
      float* profile = &r.moment.temperature_C[s * cells];
      std::copy(profile, profile + cells, T.begin());
      const FlowFactor flow{double{r.moment.skin_flow[s]}, double{r.moment.muscle_flow[s * work_depths + 1]}};
      heat_step(col.grid, properties.blood, surface, flow, table_s, T);
      for (size_t i = 0; i < cells; ++i) profile[i] = static_cast<float>(T[i]);
      const double skin_C = surface_temperature(col.grid, surface, T);
      r.moment.skin_C[s] = static_cast<float>(skin_C);
      r.moment.injury[s] += static_cast<float>(injury_rate(properties, skin_C) * table_s);
      r.h_sum[s] = r.h_out_sum[s] = r.flux_sum[s] = 0.0f;
    }
  });
  r.gathered_s = 0.0;
}

void History::Impl::play(Running& r, double t) const {
  // Steps are counted, not summed, so that every way to a moment takes the same steps.
  constexpr long per_heat = std::lround(heat_step_s / step_s);
  const long first = std::lround(r.moment.time_s / step_s);
  double scale = 1.0;
  for (long i = first;; ++i) {
    const double from = static_cast<double>(i) * step_s, left = t - from;
    if (left <= 1e-9) break;
    const technique::State state = lesson.at(std::min(from + 0.5 * step_s, lesson.duration_s));
    scale = state.time_scale;
    work(r, from, std::min(step_s, left), state);
    if (left > step_s - 1e-9) r.moment.time_s = static_cast<double>(i + 1) * step_s;
    if ((i + 1) % per_heat == 0 && left > step_s - 1e-9) heat(r, r.gathered_s, scale);
  }
  heat(r, r.gathered_s, scale);
  r.moment.time_s = t;
}

History::History(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
History::~History() = default;

Moment History::at(double t) const {
  const double clamped = std::clamp(t, 0.0, impl_->lesson.duration_s);
  const auto index = static_cast<size_t>(clamped / impl_->keyframe_s);
  Running r = impl_->keyframes[std::min(index, impl_->keyframes.size() - 1)];
  impl_->play(r, clamped);
  return std::move(r.moment);
}

Moment History::played_from_start(double t) const {
  Running r = impl_->begin();
  impl_->play(r, std::clamp(t, 0.0, impl_->lesson.duration_s));
  return std::move(r.moment);
}

const GridPlan& History::grid() const {
  return impl_->plan;
}
const HeatGrid& History::heat_grid_of(size_t slot) const {
  return impl_->column(slot).grid;
}
const std::vector<float>& History::rest_temperature(size_t slot) const {
  return impl_->column(slot).rest_C;
}
const HeatGrid& History::grid_for_fat(float fat_mm) const {
  return impl_->column_for(fat_mm).grid;
}
const std::vector<float>& History::rest_for_fat(float fat_mm) const {
  return impl_->column_for(fat_mm).rest_C;
}
const std::string& History::key() const {
  return impl_->key;
}
const Settings& History::settings() const {
  return impl_->settings;
}
const std::vector<float>& History::start_tension() const {
  return impl_->start_tension;
}
double History::duration_s() const {
  return impl_->lesson.duration_s;
}
size_t History::memory_bytes() const {
  size_t floats = 0;
  for (const Running& r : impl_->keyframes) {
    const Moment& m = r.moment;
    floats += m.relief.size() + m.muscle_flow.size() + m.skin_flow.size() + m.injury.size() + m.skin_C.size() +
              m.temperature_C.size();
    floats += r.h_sum.size() * 3;
  }
  return floats * sizeof(float);
}

}  // namespace palpate::tissue
