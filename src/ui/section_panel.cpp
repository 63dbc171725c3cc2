// The section plane: choosing and moving it, dragging it in the picture, what it cuts and how large that is.

#include "ui/section_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "session/commands.h"
#include "session/figures.h"
#include "session/frame_builder.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

struct PlaneWord {
  const char *kind, *name;
};
constexpr std::array<PlaneWord, 7> kPlanes{{{"none", "none"},
                                            {"axial", "axial"},
                                            {"sagittal", "sagittal"},
                                            {"coronal", "coronal"},
                                            {"free", "free"},
                                            {"across the hand", "across the hand"},
                                            {"along the stroke", "along the stroke"}}};

void label(const char* word) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(word);
  ImGui::SameLine(px(64));
  ImGui::SetNextItemWidth(-1);
}

void plane_slider(session::Session& session, const char* word, const char* id, const char* format, float low,
                  float high, float session::SectionChoice::* part, std::string_view what) {
  label(word);
  float value = session.section.*part;
  if (slider(id, &value, low, high, format))
    session.edit_section(what, [&](session::SectionChoice& choice) { choice.*part = value; });
  mark(fmt::format("section.{}", id + 2));
  if (ImGui::IsItemDeactivated()) session.end_gesture();
}

}  // namespace

void section_controls(session::Session& session) {
  const std::string now = session.section.kind.empty() ? "none" : session.section.kind;
  label("Section");
  if (ImGui::BeginCombo("##section", now.c_str())) {
    for (const PlaneWord& plane : kPlanes) {
      const std::string_view kind = plane.kind;
      if ((kind == "across the hand" || kind == "along the stroke") && session.playback.steps().empty()) continue;
      if (ImGui::Selectable(plane.name, now == kind)) session.set_section(kind);
      mark(fmt::format("section.kind.{}", kind));
    }
    ImGui::EndCombo();
  }
  mark("section.kind");
  if (ImGui::IsItemHovered()) tooltip("Cuts the body open  (Z for the next plane)");
  if (session.section.kind.empty()) return;
  plane_slider(session, "Moved", "##offset", "%.0f mm", -300.0f, 300.0f, &session::SectionChoice::offset_mm,
               "move the section");
  if (session.section.kind == "free") {
    plane_slider(session, "Tilt", "##tilt", "%.0f°", 0.0f, 180.0f, &session::SectionChoice::tilt_deg,
                 "tilt the section");
    plane_slider(session, "Turn", "##turn", "%.0f°", -180.0f, 180.0f, &session::SectionChoice::turn_deg,
                 "turn the section");
  }
}

void section_panel(session::Session& session, const PanelInput& input) {
  const auto& atlas = session.document().atlas;
  if (!input.section || !atlas) return;
  wrapped_faint(input.section_words);
  command_button(session, "section.flip", Icon::half);
  ImGui::SameLine(0, px(3));
  command_button(session, "section.whole", Icon::ring);
  ImGui::SameLine(0, px(3));
  command_button(session, "section.close", Icon::close);
  const std::vector<session::SectionRow> rows = session::section_rows(*input.section);
  if (rows.empty()) {
    empty_state("The plane meets nothing that is shown.",
                "Move it with the handle in the picture, or Shift+Up and Down.");
    return;
  }
  constexpr size_t kMost = 14;
  for (size_t i = 0; i < std::min(rows.size(), kMost); ++i) {
    const anatomy::StructureInfo& info = atlas->structures[rows[i].structure].info;
    ImGui::PushID(info.id.c_str());
    const std::string area = rows[i].open && rows[i].area_cm2 < 0.005
                                 ? "open mesh"
                                 : fmt::format("{:.1f} cm²{}", rows[i].area_cm2, rows[i].open ? " *" : "");
    if (row_button("row", session::structure_name(info, session.settings), area, session.view().selected == info.id))
      session.select(session.view().selected == info.id ? "" : info.id);
    if (ImGui::IsItemHovered()) session.hovered = info.id;
    mark("section.row." + info.id);
    ImGui::PopID();
  }
  if (rows.size() > kMost) faint(fmt::format("and {} smaller ones", rows.size() - kMost));
  const bool open = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.open; });
  if (open) wrapped_faint("* The mesh is open here: the dashed lines do not close, and only closed lines are counted.");
}

Vec2 section_handle_place(const session::SectionHandle& handle, const StageRect& stage, float covered_bottom) {
  const float edge = px(20), foot = stage.height - covered_bottom;
  return {std::clamp(handle.at.x + px(30), edge, std::max(stage.width - edge, edge)),
          std::clamp(handle.at.y, edge, std::max(foot - edge, edge))};
}

float section_handle_radius() {
  return px(16);
}

void section_handle(session::Session& session, const PanelInput& input, const StageRect& stage, float covered_bottom) {
  if (!input.section_handle || session.presenting) return;
  const session::SectionHandle& handle = *input.section_handle;
  const float reach = px(15);
  const Vec2 place = section_handle_place(handle, stage, covered_bottom);
  const ImVec2 at{stage.x + place.x, stage.y + place.y};
  ImGui::SetCursorScreenPos({at.x - reach, at.y - reach});
  ImGui::InvisibleButton("section handle", {2 * reach, 2 * reach});
  mark("section.handle");
  const bool active = ImGui::IsItemActive(), hot = active || ImGui::IsItemHovered();
  // A plane seen face on moves with the pointer's height: up is forward.
  const float length = glm::length(handle.per_mm);
  const Vec2 along = length > 0.15f ? handle.per_mm : Vec2(0.0f, -1.0f);
  if (active && !ImGui::IsItemActivated() &&
      (ImGui::GetIO().MouseDelta.x != 0.0f || ImGui::GetIO().MouseDelta.y != 0.0f)) {
    const Vec2 moved(ImGui::GetIO().MouseDelta.x, ImGui::GetIO().MouseDelta.y);
    const float mm = glm::dot(moved, along) / glm::dot(along, along);
    session.edit_section("move the section", [&](session::SectionChoice& choice) { choice.offset_mm += mm; });
  }
  if (ImGui::IsItemDeactivated()) session.end_gesture();
  if (hot) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (!active)
      tooltip(fmt::format("Section: {}. Drag to move it; Shift+X takes the other half away.", input.section_words));
  }
  const Vec2 d = glm::normalize(along), side(-d.y, d.x);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddCircleFilled(at, px(13), colour(palette().raised, 0.92f));
  list->AddCircle(at, px(13), colour(palette().accent), 0, hot ? px(2) : px(1.2f));
  for (const float sign : {1.0f, -1.0f}) {
    const Vec2 tip = d * (sign * px(9)), foot = d * (sign * px(4)), wing = side * px(4);
    list->AddTriangleFilled({at.x + tip.x, at.y + tip.y}, {at.x + foot.x + wing.x, at.y + foot.y + wing.y},
                            {at.x + foot.x - wing.x, at.y + foot.y - wing.y}, colour(palette().accent));
  }
  list->AddLine({at.x - side.x * px(7), at.y - side.y * px(7)}, {at.x + side.x * px(7), at.y + side.y * px(7)},
                colour(palette().accent), px(1.5f));
}

}  // namespace palpate::ui
