#pragma once
// The value of a field at any place of any structure at one moment: what answer() averages and vertex_field() paints.

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "tissue/history.h"
#include "tissue/patch_load.h"
#include "tissue/stack.h"

namespace palpate::tissue {

struct FieldAnswer;

enum class FieldKind { tension, perfusion, temperature, pressure, stretch };
std::string_view to_string(FieldKind kind);
std::optional<FieldKind> field_kind_from(std::string_view name);
const std::vector<FieldKind>& field_kinds();

class FieldProbe {
 public:
  /// Keeps references to its arguments. `patches`: where hands truly touch; contacts without one press with their
  /// footprint. `known`: what `history` says of the moment, looked up there where null.
  FieldProbe(const BodyIndex& body, const History& history, const technique::State& state,
             const knowledge::Library& library, const Settings& settings, std::span<const PatchLoad> patches = {},
             std::shared_ptr<const Moment> known = nullptr);

  const BodyIndex& body() const { return body_; }
  const Properties& properties() const { return properties_; }

  /// Whether there is anything to say about this field in that structure.
  bool has(FieldKind kind, size_t structure) const;
  /// `scale` enlarges the change from the start (tension only); 1 = as it is. `depth_mm`: of the place under the skin,
  /// where it is known better than straight in from the back (BodyIndex::depths).
  double value(FieldKind kind, size_t structure, const Vec3& place_mm, double scale,
               std::optional<float> depth_mm = {}) const;
  /// Tension 0..1 at a place of the skin and a depth under it.
  double tension(size_t structure, const Vec3& skin_place_mm, float depth_mm, double scale) const;
  /// Words, unit and legend of a field, without values.
  FieldAnswer describe(FieldKind kind) const;
  double hottest_skin_C() const;
  double worst_injury() const;

 private:
  /// Cells round a place with their weights; slot -1 where nothing happened.
  struct Around {
    int slot[4] = {-1, -1, -1, -1};
    float weight[4] = {0, 0, 0, 0};
    float skin_z = 0.0f, fat_mm = 0.0f;
    bool on_grid = false;
  };
  struct Press {
    technique::Contact contact;
    double radius_mm = 10.0, base_mm = 1e6, peak_kPa = 0.0;
    const PatchLoad* patch = nullptr;
  };
  Around around(const Vec3& place) const;
  float with_fat_of_settings(const Around& a, float depth_mm) const;
  double by_depth(const Around& a, const std::vector<float>& values, float depth_mm, float otherwise) const;
  double warmth(const Around& a, float depth_mm, float worked_mm) const;
  double pressure(const Vec3& place, float fat_mm) const;
  double blanching(double stress_kPa) const;
  void find_warming() const;

  const BodyIndex& body_;
  const History& history_;
  const technique::State& state_;
  const knowledge::Technique* technique_ = nullptr;
  Properties properties_;
  std::shared_ptr<const Moment> moment_;
  std::vector<Press> presses_;
  mutable std::once_flag warmed_;
  mutable std::vector<float> warming_;  ///< change of temperature since the start, [slot][warm_depths]; when asked for
};

}  // namespace palpate::tissue
