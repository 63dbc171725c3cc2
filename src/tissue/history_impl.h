#pragma once
// The inside of a History, shared by baking and looking up (history_bake.cpp, history.cpp).

#include <memory>
#include <string>
#include <vector>

#include "tissue/history.h"

namespace palpate::tissue {

inline constexpr double step_s = 0.1;       ///< of work, lesson time; the contact is sampled in its middle
inline constexpr double heat_step_s = 1.0;  ///< of heat, lesson time
inline constexpr int fat_profiles = 81;     ///< columns for 0…80 mm of fat

/// A heat column for one thickness of fat, with what it looks like at rest.
struct Column {
  HeatGrid grid;
  double room_C = 25.0;
  std::vector<float> rest_C;
};

/// A Moment and what it gathered since the last heat step.
struct Running {
  Moment moment;
  std::vector<float> h_sum, h_out_sum, flux_sum;  ///< by slot, times seconds of lesson time
  double gathered_s = 0.0;
};

struct History::Impl {
  std::string key;
  Settings settings;
  Properties properties;
  Lesson lesson;
  std::shared_ptr<const BodyIndex> body;
  GridPlan plan;
  std::vector<Column> columns;  ///< by whole mm of fat
  std::vector<float> start_tension;
  std::vector<Running> keyframes;
  double keyframe_s = 1.0;

  size_t heat_cells() const { return columns.front().grid.size_mm.size(); }
  const Column& column_for(float fat_mm) const;
  const Column& column(size_t slot) const;
  Running begin() const;
  /// Work from `from_s` to `from_s` + dt (one step at most, lesson time), then heat where a whole heat step is full.
  void work(Running& r, double from_s, double dt_s, const technique::State& state) const;
  void heat(Running& r, double dt_s, double time_scale) const;
  /// Goes from r.moment.time_s (a whole heat step) to t.
  void play(Running& r, double t) const;
};

}  // namespace palpate::tissue
