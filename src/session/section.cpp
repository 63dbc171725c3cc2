#include "session/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/text.h"
#include "render/views.h"
#include "session/document.h"
#include "technique/vocabulary.h"
#include "tissue/dent.h"

namespace palpate::session {
namespace {

constexpr float kVisible = 0.004f;

Vec3 free_normal(float tilt_deg, float turn_deg) {
  const float tilt = glm::radians(tilt_deg), turn = glm::radians(turn_deg);
  return {std::sin(tilt) * std::sin(turn), std::cos(tilt), -std::sin(tilt) * std::cos(turn)};
}

/// The contact that a riding plane rides with: the one nearest the skin.
const technique::Contact* ridden(const technique::State& state) {
  const auto least = std::min_element(state.contacts.begin(), state.contacts.end(),
                                      [](const auto& a, const auto& b) { return a.lift_mm < b.lift_mm; });
  return least == state.contacts.end() ? nullptr : &*least;
}

std::vector<tissue::Dent> dents_of(const std::vector<render::ContactPatch>& contacts) {
  std::vector<tissue::Dent> dents;
  for (const render::ContactPatch& c : contacts) {
    if (c.depth_mm == 0.0f && c.fold_mm == 0.0f && c.slide_mm == Vec3(0.0f)) continue;
    const Vec3 normal = normalize_or(c.normal, Vec3(0, 0, -1));
    const Vec3 along = normalize_or(c.direction - normal * glm::dot(c.direction, normal),
                                    normalize_or(glm::cross(normal, Vec3(1, 0, 0)), Vec3(0, 1, 0)));
    dents.push_back({c.position_mm, normal, along, std::max(c.half_length_mm, 0.5f), std::max(c.half_width_mm, 0.5f),
                     c.depth_mm, c.reach_mm, c.fold_mm, c.slide_mm});
  }
  return dents;
}

anatomy::Displacement displacement_of(const std::vector<tissue::Dent>& dents, float share) {
  anatomy::Displacement moved;
  for (const tissue::Dent& d : dents) {
    const float reach =
        glm::length(Vec2(tissue::dent_rim * std::max(d.half_length_mm, d.half_width_mm), tissue::dent_reach_mm));
    moved.where.add(Box3{d.position_mm, d.position_mm}.grown(reach));
    moved.most_mm += std::abs(d.depth_mm) + std::abs(d.fold_mm) + glm::length(d.slide_mm);
  }
  moved.move = [&dents, share](const Vec3& p) { return tissue::dent(p, dents, share).position_mm; };
  return moved;
}

}  // namespace

std::vector<std::string_view> section_words() {
  const auto words = technique::sections();
  return {words.begin(), words.end()};
}

SectionChoice wanted_section(const technique::State& state, const View& view, const Settings& settings) {
  SectionChoice choice;
  if (view.section) {
    choice = *view.section;
  } else if (const std::string& word = settings.text("section.plane"); word != "lesson") {
    choice.kind = word;
    choice.offset_mm = static_cast<float>(settings.number("section.offset"));
    choice.tilt_deg = static_cast<float>(settings.number("section.tilt"));
    choice.turn_deg = static_cast<float>(settings.number("section.turn"));
    choice.flipped = settings.on("section.flip");
  } else {
    choice.kind = state.section.plane;
    choice.tilt_deg = state.section.tilt_deg;
    choice.turn_deg = state.section.turn_deg;
    choice.through_mm = state.section.through_mm;
  }
  if (choice.kind == "none") choice.kind.clear();
  return choice;
}

std::set<std::string> whole_structures(const Document& document, const technique::State& state, const View& view,
                                       const Settings& settings) {
  std::set<std::string> ids = view.whole;
  ids.insert(state.section.whole.begin(), state.section.whole.end());
  for (const std::string& part : split(settings.text("section.whole"), ',')) {
    const std::string name(trim(part));
    if (name.empty()) continue;
    if (document.atlas->find(name)) ids.insert(name);
    if (!document.catalogue) continue;
    for (const std::string& id : document.catalogue->expand(name)) ids.insert(id);
  }
  return ids;
}

std::optional<anatomy::CutPlane> section_plane(const SectionChoice& choice, const technique::State& state,
                                               const Vec3& eye_mm) {
  if (choice.kind.empty()) return std::nullopt;
  anatomy::CutPlane plane;
  plane.point_mm = choice.through_mm.value_or(Vec3(0.0f));
  if (choice.kind == "axial") {
    plane.normal = {0, 1, 0};
  } else if (choice.kind == "sagittal") {
    plane.normal = {1, 0, 0};
  } else if (choice.kind == "coronal") {
    plane.normal = {0, 0, 1};
  } else if (choice.kind == "free") {
    plane.normal = free_normal(choice.tilt_deg, choice.turn_deg);
  } else {
    const technique::Contact* contact = ridden(state);
    if (!contact) return std::nullopt;
    const Vec3 along = normalize_or(contact->direction, Vec3(0, 1, 0));
    plane.point_mm = contact->position_mm;
    plane.normal =
        choice.kind == "across the hand" ? along : normalize_or(glm::cross(contact->normal, along), Vec3(1, 0, 0));
  }
  plane.point_mm += plane.normal * choice.offset_mm;
  const bool other = choice.side == 0 ? plane.height(eye_mm) < 0.0f : choice.side < 0;
  if (other != choice.flipped) plane.normal = -plane.normal;
  return plane;
}

std::optional<anatomy::CutPlane> posed_plane(const SectionChoice& choice, const technique::State& state,
                                             const Vec3& eye_mm, const render::BodyPosture* posture) {
  const auto rest = section_plane(choice, state, eye_mm);
  if (!rest || !posture) return rest;
  const motion::Rigid r = posture->rig->carry(posture->segments, rest->point_mm);
  const glm::quat back = glm::inverse(r.turn);
  auto plane = section_plane(choice, state, back * (eye_mm - r.shift));
  plane->point_mm = r.point(plane->point_mm);
  plane->normal = r.vector(plane->normal);
  return plane;
}

std::string describe_plane(const SectionChoice& choice, const anatomy::CutPlane& plane) {
  const Vec3& p = plane.point_mm;
  const auto beside = [](float mm, const char* positive, const char* negative, const char* zero) {
    return std::abs(mm) < 0.5f ? std::string(zero)
                               : fmt::format("{:.0f} mm {}", std::abs(mm), mm > 0.0f ? positive : negative);
  };
  if (choice.kind == "axial")
    return "axial, " + beside(p.y, "above the S1 end-plate", "below the S1 end-plate", "at the S1 end-plate");
  if (choice.kind == "sagittal")
    return "sagittal, " + beside(p.x, "left of the midline", "right of the midline", "in the midline");
  if (choice.kind == "coronal")
    return "coronal, " + beside(p.z, "in front of the S1 end-plate", "behind the S1 end-plate", "at the S1 end-plate");
  if (choice.kind == "free")
    return fmt::format("free, tilted {:.0f}°, turned {:.0f}°", choice.tilt_deg, choice.turn_deg);
  return choice.kind;
}

std::optional<SectionHandle> section_handle(const render::FrameInput& frame, const SectionChoice& choice,
                                            const technique::State& state) {
  if (!frame.section) return std::nullopt;
  SectionHandle handle;
  std::optional<Vec3> rightmost;
  float right = -1e9f;
  for (const anatomy::Section& section : frame.section->sections) {
    for (const anatomy::Outline& line : section.outlines) {
      for (size_t i = 0; i < line.points_mm.size(); i += 4) {
        const auto seen = render::pixel_of(frame.camera, frame.width, frame.height, line.points_mm[i]);
        if (seen && seen->x > right) right = seen->x, rightmost = line.points_mm[i];
      }
    }
  }
  const Vec3 from = rightmost.value_or(frame.section->plane.point_mm);
  SectionChoice own = choice;
  own.side = 1, own.flipped = false;
  const auto plane = posed_plane(own, state, frame.camera.position_mm, frame.posture.get());
  const auto at = render::pixel_of(frame.camera, frame.width, frame.height, from);
  const auto ahead =
      plane ? render::pixel_of(frame.camera, frame.width, frame.height, from + plane->normal) : std::nullopt;
  if (!at || !ahead) return std::nullopt;
  handle.at = *at;
  handle.per_mm = *ahead - *at;
  return handle;
}

std::vector<SectionRow> section_rows(const render::SectionCut& cut) {
  std::vector<SectionRow> rows;
  for (size_t i = 0; i < cut.sections.size(); ++i) {
    const anatomy::Section& section = cut.sections[i];
    if (!section.empty()) rows.push_back({i, section.area_mm2 / 100.0, section.open_ends > 0});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.area_cm2 > b.area_cm2; });
  return rows;
}

SectionCutter::SectionCutter(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {
  slicers_.resize(atlas_->structures.size());
}

const anatomy::MeshSlicer& SectionCutter::slicer(size_t structure) const {
  auto& slicer = slicers_[structure];
  if (!slicer) slicer = std::make_unique<anatomy::MeshSlicer>(atlas_->structures[structure].levels.front());
  return *slicer;
}

// The posed mesh is cut as it is; where a hand has dented it, dented first and posed then, as the picture does.
anatomy::Section SectionCutter::cut_posed(size_t structure, const anatomy::CutPlane& plane,
                                          const anatomy::Displacement* dented,
                                          const render::BodyPosture& posture) const {
  const Box3& box = atlas_->structures[structure].bounds;
  const bool touched = dented && glm::all(glm::lessThanEqual(box.lo, dented->where.hi)) &&
                       glm::all(glm::lessThanEqual(dented->where.lo, box.hi));
  if (!touched) return anatomy::MeshSlicer(posture.meshes->mesh(structure, 0)).cut(plane);
  const anatomy::PackedMesh& rest = atlas_->structures[structure].levels.front();
  std::vector<anatomy::PackedVertex> vertices(rest.vertices.begin(), rest.vertices.end());
  for (anatomy::PackedVertex& v : vertices) v.position = dented->move(v.position);
  const auto shares = posture.rig->shares(structure, 0);
  const auto at = motion::posed_positions(posture.segments, vertices, shares->weights, shares->flesh,
                                          posture.bulges->of(structure));
  for (size_t i = 0; i < at.size(); ++i) vertices[i].position = at[i];
  return anatomy::MeshSlicer({vertices, rest.indices, 0.0f}).cut(plane);
}

std::shared_ptr<const render::SectionCut> SectionCutter::cut(const anatomy::CutPlane& plane,
                                                             const std::vector<render::StructureLook>& looks,
                                                             const std::vector<render::ContactPatch>& contacts,
                                                             const render::BodyPosture* posture) const {
  const std::vector<tissue::Dent> dents = dents_of(contacts);
  const auto shows = [&](size_t i) { return i >= looks.size() || (looks[i].opacity >= kVisible && !looks[i].whole); };
  std::vector<float> key{plane.point_mm.x, plane.point_mm.y, plane.point_mm.z,
                         plane.normal.x,   plane.normal.y,   plane.normal.z};
  for (size_t i = 0; i < slicers_.size(); ++i) key.push_back(shows(i) ? 1.0f : 0.0f);
  for (const tissue::Dent& d : dents) {
    for (const Vec3& v : {d.position_mm, d.normal, d.direction, d.slide_mm,
                          Vec3(d.half_length_mm, d.half_width_mm, d.depth_mm), Vec3(d.fold_mm)})
      key.insert(key.end(), {v.x, v.y, v.z});
  }
  if (posture) {
    key.push_back(posture->segments.breath);
    for (const motion::DualQuaternion& d : posture->segments)
      key.insert(key.end(), {d.real.x, d.real.y, d.real.z, d.real.w, d.dual.x, d.dual.y, d.dual.z, d.dual.w});
  }
  const std::lock_guard lock(mutex_);
  if (last_ && key == key_) return last_;
  auto cut = std::make_shared<render::SectionCut>();
  cut->plane = plane;
  cut->sections.resize(slicers_.size());
  const auto cut_one = [&](size_t i) {
    const anatomy::Structure& structure = atlas_->structures[i];
    const float share = tissue::dent_share(structure.info.tissue);
    const anatomy::Displacement moved = displacement_of(dents, share);
    const bool soft = share > 0.0f && !dents.empty();
    const Box3 box = posture ? posture->meshes->box(i) : structure.bounds;
    const float reach = glm::dot(0.5f * box.size(), glm::abs(plane.normal)) + (soft ? moved.most_mm : 0.0f);
    if (std::abs(plane.height(box.centre())) > reach) return;
    const anatomy::Displacement* dented = soft ? &moved : nullptr;
    cut->sections[i] = posture ? cut_posed(i, plane, dented, *posture) : slicer(i).cut(plane, dented);
  };
  parallel_for(slicers_.size(), 8, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (shows(i)) cut_one(i);
    }
  });
  key_ = std::move(key);
  last_ = cut;
  return last_;
}

}  // namespace palpate::session
