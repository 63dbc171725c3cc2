// Fields and their legend, cautions, evidence: what the tissue answers and how sure one can be.

#include <fmt/format.h>

#include <algorithm>

#include "session/commands.h"
#include "session/figures.h"
#include "session/screening.h"
#include "ui/badges.h"
#include "ui/colour_maps.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

/// A unit that is a sentence ("0 relaxed, 1 spasm") stands once under the scale, not behind every figure.
std::string short_unit(const std::string& unit) {
  return unit.find(' ') == std::string::npos ? unit : std::string();
}

void legend(const session::FieldReading& field, const std::string& map) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, px(60)), height = px(10);
  ImDrawList* list = ImGui::GetWindowDrawList();
  constexpr int kBands = 32;
  for (int i = 0; i < kBands; ++i) {
    const float a = static_cast<float>(i) / kBands, b = static_cast<float>(i + 1) / kBands;
    const ImU32 left = colour(map_colour(map, a)), right = colour(map_colour(map, b));
    list->AddRectFilledMultiColor({at.x + a * width, at.y}, {at.x + b * width, at.y + height}, left, right, right,
                                  left);
  }
  ImGui::Dummy({width, height});
  const std::string low = session::with_unit(field.low, short_unit(field.unit)),
                    high = session::with_unit(field.high, short_unit(field.unit));
  faint(field.low == 0.0 ? "0" : low);
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(high.c_str()).x);
  faint(high);
  if (short_unit(field.unit) != field.unit) wrapped_faint(field.unit);
}

void field_rows(session::Session& session, const session::FieldReading& field) {
  const size_t most = std::min<size_t>(field.rows.size(), 5);
  for (size_t i = 0; i < most; ++i) {
    const session::FieldRow& row = field.rows[i];
    ImGui::PushID(row.id.c_str());
    if (row_button("row", row.name, session::with_unit(row.max, short_unit(field.unit)),
                   session.view().selected == row.id))
      session.select(row.id);
    ImGui::PopID();
  }
}

std::string_view words_of(session::CautionState state) {
  switch (state) {
    case session::CautionState::none:
      return "no rule touched";
    case session::CautionState::near:
      return "near a limit";
    case session::CautionState::over:
      return "over a limit";
    case session::CautionState::forbidden:
      return "forbidden here";
  }
  return "";
}

Icon icon_of(session::CautionState state) {
  return state == session::CautionState::none        ? Icon::dot
         : state == session::CautionState::forbidden ? Icon::forbidden
                                                     : Icon::warning;
}

/// What was ticked before the session, and the way to the questions.
void screening_button(session::Session& session) {
  const auto& library = session.document().library;
  if (!library || library->screening.empty()) return;
  const auto ticks = session::ticked(session, false);
  for (const knowledge::Screening* question : ticks) {
    pill(Icon::warning, "ticked", palette().caution, true);
    wrapped(fmt::format("{}: {}", question->ask, question->then));
  }
  const std::string label = ticks.empty()
                                ? fmt::format("Before you start: {} questions", session::question_count(*library))
                                : fmt::format("Before you start: {} ticked", ticks.size());
  if (ImGui::Button((label + "##screening").c_str(), {-1, 0})) session::run_command(session, "safety.screen");
  mark("caution.screening");
  if (ImGui::IsItemHovered()) tooltip(hint_of("safety.screen"));
}

}  // namespace

void field_panel(session::Session& session, const PanelInput& input) {
  setting_widget(session, "field.show", px(108));
  bool any = false;
  for (const session::FieldReading& field : input.moment.fields) {
    if (!field.shown) continue;
    any = true;
    strong_wrapped(field.title);
    legend(field, session.settings.text("field.colours"));
    field_rows(session, field);
    if (!field.note.empty()) wrapped_faint(field.note);
  }
  if (!any) empty_state("The body wears its own colours now.");
  setting_widget(session, "tissue.fat_thickness", px(108));
}

void caution_panel(session::Session& session, const PanelInput& input) {
  const session::CautionState worst = input.moment.worst();
  pill(icon_of(worst), words_of(worst), worst == session::CautionState::none ? palette().faint : palette().caution,
       worst != session::CautionState::none);
  mark("caution.state");
  for (const session::CautionReading& caution : input.moment.cautions) {
    ImGui::Dummy({0, px(1)});
    strong_wrapped(caution.zone);
    ImGui::PushStyleColor(ImGuiCol_Text, palette().caution);
    wrapped(caution.state == session::CautionState::forbidden || caution.limit_kPa <= 0
                ? std::string(words_of(caution.state))
                : fmt::format("{}: {} of {} kPa", words_of(caution.state), session::two_figures(caution.pressure_kPa),
                              session::two_figures(caution.limit_kPa)));
    ImGui::PopStyleColor();
    wrapped(caution.reason);
    if (!caution.gentler.empty()) wrapped(fmt::format("Instead: {}", caution.gentler));
    wrapped_faint(caution.source.empty() ? caution.basis : fmt::format("{}: {}", caution.basis, caution.source));
  }
  if (input.moment.cautions.empty())
    wrapped_faint("Rules cover only what this program knows; ask before every session.");
  screening_button(session);
}

void evidence_panel(session::Session& session, const PanelInput& input) {
  if (input.moment.evidence.empty()) empty_state("This step claims nothing.");
  for (const session::EvidenceReading& claim : input.moment.evidence) {
    ImGui::Dummy({0, px(1)});
    strong_wrapped(claim.claim);
    badge_pill(claim.badge);
    wrapped(claim.finding);
    if (!claim.size.empty()) wrapped_faint(fmt::format("Size: {}", claim.size));
    wrapped_faint(fmt::format("{}{}", claim.source, claim.established ? "" : "  (unverified)"));
  }
  if (ImGui::Button("All that is known##knowledge", {-1, 0})) session::run_command(session, "help.knowledge");
  mark("evidence.knowledge");
  if (ImGui::IsItemHovered()) tooltip(hint_of("help.knowledge"));
}

}  // namespace palpate::ui
