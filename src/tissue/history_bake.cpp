#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.h"
#include "tissue/history_impl.h"

namespace palpate::tissue {
namespace {

constexpr float cell_mm = 8.0f;
constexpr double scout_s = 0.25;  // how densely the lesson is scouted for places that it touches
constexpr int most_keyframes = 150;

/// Whether a name (structure, base or group, with or without a side) means this structure.
bool means(const std::string& name, const anatomy::StructureInfo& info) {
  if (name == info.id || name == info.base_id) return true;
  const std::string side = "_" + std::string(anatomy::to_string(info.side));
  for (const std::string& group : info.groups) {
    if (name == group || name == group + side) return true;
  }
  return false;
}

/// One ray meets a gap between two bundles, its neighbour a bundle: what heat crosses is the thickness of a few cells.
void even_out_fat(GridPlan& plan) {
  const std::vector<float> raw = plan.fat_mm;
  for (int y = 0; y < plan.rows; ++y) {
    for (int x = 0; x < plan.columns; ++x) {
      float sum = 0.0f, weight = 0.0f;
      for (int dy = -2; dy <= 2; ++dy) {
        for (int dx = -2; dx <= 2; ++dx) {
          if (x + dx < 0 || x + dx >= plan.columns || y + dy < 0 || y + dy >= plan.rows) continue;
          const auto near = static_cast<size_t>((y + dy) * plan.columns + x + dx);
          if (std::isnan(plan.skin_z[near])) continue;
          const float w = std::exp(-0.5f * static_cast<float>(dx * dx + dy * dy));
          sum += w * raw[near], weight += w;
        }
      }
      if (weight > 0.0f) plan.fat_mm[static_cast<size_t>(y * plan.columns + x)] = sum / weight;
    }
  }
}

GridPlan plan_grid(const BodyIndex& body, const Properties& p, const Settings& settings) {
  GridPlan plan;
  plan.cell_mm = cell_mm;
  const Box3 box = body.atlas().bounds();
  if (box.empty()) return plan;
  plan.columns = std::max(1, static_cast<int>(std::ceil(box.size().x / cell_mm)) + 1);
  plan.rows = std::max(1, static_cast<int>(std::ceil(box.size().y / cell_mm)) + 1);
  plan.origin_mm = Vec2(box.centre()) - 0.5f * cell_mm * Vec2(plan.columns - 1, plan.rows - 1);
  const double factor =
      settings.fat_thickness_mm > 0.0 ? settings.fat_thickness_mm / body.fat_at_l3_mm(p.skin_mm, p.fat_l3_mm) : 1.0;
  plan.skin_z.assign(plan.cells(), std::numeric_limits<float>::quiet_NaN());
  plan.fat_mm.assign(plan.cells(), 0.0f);
  plan.slot.assign(plan.cells(), -1);
  plan.fat_factor = static_cast<float>(factor);
  parallel_for(plan.cells(), 64, [&](size_t begin, size_t end) {
    for (size_t cell = begin; cell < end; ++cell) {
      Vec3 at = plan.place(cell);
      const auto z = body.skin_z(at.x, at.y);
      if (!z) continue;
      plan.skin_z[cell] = at.z = *z;
      const auto fat = body.fat_under(at, {0.0f, 0.0f, 1.0f}, static_cast<float>(p.skin_mm));
      plan.fat_mm[cell] = static_cast<float>(factor * (fat ? double{*fat} : p.fat_l3_mm));
    }
  });
  even_out_fat(plan);
  return plan;
}

/// Marks every cell that some contact of the lesson comes near to.
void find_active(GridPlan& plan, const Lesson& lesson, const Progress& progress) {
  std::vector<char> touched(plan.cells(), 0);
  const auto scouts = static_cast<long>(std::ceil(lesson.duration_s / scout_s)) + 1;
  for (long i = 0; i < scouts; ++i) {
    if (i % 64 == 0) {
      progress.throw_if_cancelled();
      progress.at(0.1f + 0.2f * static_cast<float>(i) / static_cast<float>(scouts), "finding where the hands go");
    }
    const technique::State state = lesson.at(std::min(static_cast<double>(i) * scout_s, lesson.duration_s));
    for (const technique::Contact& c : state.contacts) {
      if (c.pressure_kPa <= 0.0f && c.temperature_C <= 0.0f) continue;
      const float reach = 1.6f * std::max(c.half_length_mm, c.half_width_mm) + 30.0f + cell_mm;
      const auto lo = glm::ivec2(glm::floor((Vec2(c.position_mm) - reach - plan.origin_mm) / cell_mm));
      const auto hi = glm::ivec2(glm::ceil((Vec2(c.position_mm) + reach - plan.origin_mm) / cell_mm));
      for (int y = std::max(lo.y, 0); y <= std::min(hi.y, plan.rows - 1); ++y) {
        for (int x = std::max(lo.x, 0); x <= std::min(hi.x, plan.columns - 1); ++x) {
          const auto cell = static_cast<size_t>(y * plan.columns + x);
          if (!std::isnan(plan.skin_z[cell])) touched[cell] = 1;
        }
      }
    }
  }
  for (size_t cell = 0; cell < touched.size(); ++cell) {
    if (!touched[cell]) continue;
    plan.slot[cell] = static_cast<int>(plan.active.size());
    plan.active.push_back(static_cast<int>(cell));
  }
}

std::vector<Column> make_columns(const Properties& p) {
  std::vector<Column> columns(fat_profiles);
  for (size_t fat = 0; fat < columns.size(); ++fat) {
    Column& c = columns[fat];
    c.grid = heat_grid(p, static_cast<double>(fat));
    c.room_C = room_for_skin(c.grid, p.blood, p.air_W_m2K, p.skin_rest_C);
    const auto rest = heat_steady(c.grid, p.blood, {p.air_W_m2K, c.room_C, 0.0}, {});
    c.rest_C.assign(rest.begin(), rest.end());
  }
  return columns;
}

}  // namespace

std::vector<float> starting_tension(const anatomy::Atlas& atlas, const knowledge::Library& library,
                                    const std::string& id) {
  const auto resting = static_cast<float>(library.figure("tension.resting"));
  const knowledge::StartingState* state = library.starting_state(id);
  std::vector<float> tension(atlas.structures.size(), 0.0f);
  for (size_t s = 0; s < tension.size(); ++s) {
    const anatomy::StructureInfo& info = atlas.structures[s].info;
    if (info.tissue == anatomy::Tissue::muscle) tension[s] = resting;
    if (!state) continue;
    for (const knowledge::Tense& t : state->tense) {
      if (means(t.structure, info)) tension[s] = std::max(tension[s], static_cast<float>(t.tension));
    }
  }
  return tension;
}

std::string history_key(const BodyIndex& body, const Lesson& lesson, const Settings& settings) {
  const anatomy::Atlas& a = body.atlas();
  return a.name + "|" + a.source + "|" + std::to_string(a.structures.size()) + "|" +
         std::to_string(a.triangle_count(0)) + "|" + lesson.key + "|" + std::to_string(lesson.duration_s) + "|" +
         lesson.starting_state + "|" + std::to_string(settings.fat_thickness_mm);
}

std::shared_ptr<const History> bake(std::shared_ptr<const BodyIndex> body, const Lesson& lesson,
                                    const knowledge::Library& library, const Settings& settings,
                                    const Progress& progress) {
  progress.throw_if_cancelled();
  auto impl = std::make_unique<History::Impl>();
  impl->key = history_key(*body, lesson, settings);
  impl->settings = settings, impl->properties = make_properties(library), impl->lesson = lesson, impl->body = body;
  impl->start_tension = starting_tension(body->atlas(), library, lesson.starting_state);
  impl->columns = make_columns(impl->properties);
  progress.at(0.0f, "indexing the body");
  body->prepare();
  progress.at(0.05f, "laying a grid over the back");
  impl->plan = plan_grid(*body, impl->properties, settings);
  find_active(impl->plan, lesson, progress);
  impl->keyframe_s = std::max(1.0, std::ceil(lesson.duration_s / most_keyframes));
  Running running = impl->begin();
  for (double t = 0.0;; t += impl->keyframe_s) {
    progress.throw_if_cancelled();
    progress.at(0.3f + 0.7f * static_cast<float>(t / std::max(lesson.duration_s, 1e-9)),
                "following the lesson through the tissue");
    impl->play(running, t);
    impl->keyframes.push_back(running);
    if (t + impl->keyframe_s > lesson.duration_s) break;
  }
  progress.at(1.0f, "done");
  return std::make_shared<const History>(std::move(impl));
}

std::shared_ptr<const History> bake_nothing(std::shared_ptr<const BodyIndex> body, const knowledge::Library& library,
                                            const std::string& starting_state, const Settings& settings) {
  const Lesson still{"", 0.0, [](double) { return technique::State{}; }, starting_state};
  return bake(std::move(body), still, library, settings);
}

}  // namespace palpate::tissue
