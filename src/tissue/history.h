#pragma once
// What a lesson does to the tissue over its whole time, baked once so that the state at any t is a look-up: blood flow,
// warmth, tension and work done, on a grid over the back and at several depths.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/progress.h"
#include "technique/state.h"
#include "tissue/bioheat.h"
#include "tissue/body_index.h"
#include "tissue/properties.h"

namespace palpate::tissue {

/// The lesson as history needs it. `at` must be pure and callable from any thread as long as the History lives.
struct Lesson {
  std::string key;  ///< stands for the scene's text and the atlas; part of history_key()
  double duration_s = 0.0;
  std::function<technique::State(double t)> at;
  std::string starting_state;  ///< id or ""
};

/// The grid's lay-out: cells over the back (x, y), nodes by depth under the skin.
struct GridPlan {
  float cell_mm = 8.0f;
  int columns = 0, rows = 0;
  Vec2 origin_mm{0.0f};       ///< (x, y) of the first cell's centre
  std::vector<float> skin_z;  ///< by cell; NaN where no skin is
  std::vector<float> fat_mm;  ///< by cell, with the settings' factor
  float fat_factor = 1.0f;    ///< fat of the settings over fat of the atlas
  std::vector<int> active;    ///< cells that the lesson touches, ascending
  std::vector<int> slot;      ///< by cell: index in `active`, or -1
  size_t cells() const { return static_cast<size_t>(columns) * static_cast<size_t>(rows); }
  Vec3 place(size_t cell) const;  ///< of the cell on the skin
};

inline constexpr int work_depths = 6;
/// Depths under the skin where tension and flow are kept, mm.
inline constexpr float work_depth_mm[work_depths] = {3.0f, 9.0f, 16.0f, 25.0f, 38.0f, 55.0f};

/// The grid at one moment. By active cell (slot).
struct Moment {
  double time_s = 0.0;
  std::vector<float> relief;         ///< fraction of tension taken off, [slot][work_depths]
  std::vector<float> muscle_flow;    ///< times rest, [slot][work_depths]
  std::vector<float> skin_flow;      ///< times rest, [slot]
  std::vector<float> injury;         ///< fraction of a skin injury by heat, [slot]
  std::vector<float> skin_C;         ///< surface temperature, [slot]
  std::vector<float> temperature_C;  ///< [slot][heat cells]
};

class History {
 public:
  /// State at t: the keyframe before t and the steps from there. Equal, bit for bit, to stepping from the start.
  Moment at(double t) const;
  /// The same without keyframes, for tests.
  Moment played_from_start(double t) const;

  const GridPlan& grid() const;
  const HeatGrid& heat_grid_of(size_t slot) const;
  /// Rest profile of a slot's column, °C.
  const std::vector<float>& rest_temperature(size_t slot) const;
  /// The same for any place, by its thickness of fat.
  const HeatGrid& grid_for_fat(float fat_mm) const;
  const std::vector<float>& rest_for_fat(float fat_mm) const;
  const std::string& key() const;
  const Settings& settings() const;
  /// Tension 0..1 of each structure of the atlas before the lesson.
  const std::vector<float>& start_tension() const;
  double duration_s() const;
  size_t memory_bytes() const;

  struct Impl;
  explicit History(std::unique_ptr<Impl> impl);
  ~History();

 private:
  std::unique_ptr<Impl> impl_;
};

/// Names everything that a History depends on; equal keys, equal histories.
std::string history_key(const BodyIndex& body, const Lesson& lesson, const Settings& settings);

/// Runs the lesson once. Throws Error(cancelled) when told to stop.
std::shared_ptr<const History> bake(std::shared_ptr<const BodyIndex> body, const Lesson& lesson,
                                    const knowledge::Library& library, const Settings& settings,
                                    const Progress& progress = {});

/// A history in which nothing happened: an atlas without a lesson.
std::shared_ptr<const History> bake_nothing(std::shared_ptr<const BodyIndex> body, const knowledge::Library& library,
                                            const std::string& starting_state, const Settings& settings);

/// Tension 0..1 by structure of the atlas that a starting state gives.
std::vector<float> starting_tension(const anatomy::Atlas& atlas, const knowledge::Library& library,
                                    const std::string& id);

}  // namespace palpate::tissue
