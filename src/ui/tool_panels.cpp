// Where does it hurt; trace the stroke; what lies under the finger.

#include <fmt/format.h>

#include <algorithm>

#include "session/commands.h"
#include "ui/badges.h"
#include "ui/tools.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using session::Session;

void head(Session& session, std::string_view title, std::string_view command) {
  ImGui::AlignTextToFramePadding();
  strong(title);
  ImGui::SameLine(ImGui::GetContentRegionMax().x - px(24));
  if (icon_button("close", Icon::close, hint_of(command))) session::run_command(session, command);
  mark("tool.close");
  ImGui::Dummy({0, px(2)});
}

/// A thin bar for a share or a score of 0..1, with its words.
void bar(std::string_view label, double share, std::string_view words) {
  ImGui::AlignTextToFramePadding();
  faint(label);
  ImGui::SameLine(px(92));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x - px(76), px(40)), y = at.y + px(10);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({at.x, y}, {at.x + width, y + px(7)}, colour(palette().sunken), px(3));
  list->AddRectFilled({at.x, y}, {at.x + width * static_cast<float>(std::clamp(share, 0.0, 1.0)), y + px(7)},
                      colour(palette().accent), px(3));
  ImGui::Dummy({width, ImGui::GetFrameHeight()});
  ImGui::SameLine(0, px(8));
  ImGui::AlignTextToFramePadding();
  ImGui::PushFont(fonts().figures);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopFont();
}

std::string_view share_words(double share) {
  return share >= 0.4 ? "often drawn here" : share >= 0.15 ? "sometimes drawn here" : "seldom drawn here";
}

void play_rows(Session& session, const session::PainPoint& point) {
  if (point.played.empty()) {
    wrapped_faint(point.point->location.landmark.empty() ? point.point->location.rule : "No lesson plays it yet.");
    return;
  }
  for (size_t i = 0; i < std::min<size_t>(point.played.size(), 2); ++i) {
    const session::PlayedPoint& played = point.played[i];
    ImGui::PushID(static_cast<int>(i));
    if (row_button("play", fmt::format("{}: {}", played.lesson, played.step_name), "play", true))
      session::play_point(session, played);
    mark(i == 0 ? fmt::format("pain.play.{}", point.point->id) : fmt::format("pain.play.{}.{}", point.point->id, i));
    ImGui::PopID();
  }
}

void point_rows(Session& session, const session::PainPoint& point) {
  ImGui::PushID(point.point->id.c_str());
  ImGui::Indent(px(8));
  wrapped(point.point->name);
  if (!point.point->referral.empty()) wrapped_faint(fmt::format("Commonly drawn: {}.", point.point->referral));
  if (!point.point->caution.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, palette().caution);
    wrapped(fmt::format("Care: {}", point.point->caution));
    ImGui::PopStyleColor();
  }
  play_rows(session, point);
  ImGui::Unindent(px(8));
  ImGui::PopID();
}

void regions_to_choose(Session& session, const PanelInput& input) {
  const auto& library = session.document().library;
  if (!library) {
    empty_state("The regions come with a lesson.", "Open one first.");
    return;
  }
  wrapped("Point at the body, or choose a region.");
  for (const knowledge::Region& region : library->regions) {
    if (row_button(region.id.c_str(), region.name, region.landmark.empty() ? "off the picture" : "", false))
      session::ask_pain(session, input.lessons, region.id);
    mark("pain.region." + region.id);
  }
}

void pain_answer(Session& session) {
  const session::PainAnswer& answer = session.tools.pain.answer;
  std::string near;
  for (const session::RegionWeight& region : answer.regions) near += (near.empty() ? "" : ", ") + region.name;
  if (near.empty()) {
    empty_state("No region is described there.", "Point at the back, the hips or the buttocks.");
  } else {
    wrapped(near);
    pill(Icon::question, "contested", palette().caution);
    wrapped_faint(session::pain_caveat());
  }
  for (const session::PainMuscle& muscle : answer.muscles) {
    ImGui::Dummy({0, px(4)});
    strong_wrapped(muscle.name);
    mark("pain.muscle." + muscle.id);
    wrapped_faint(fmt::format("{}  ({:.0f} % of what is drawn)", share_words(muscle.share), 100.0 * muscle.share));
    for (const session::PainPoint& point : muscle.points) point_rows(session, point);
  }
  if (!answer.acupoints.empty()) {
    ImGui::Dummy({0, px(4)});
    strong("By tradition");
    for (const session::PainPoint& point : answer.acupoints) point_rows(session, point);
  }
}

void pain_panel(Session& session, const PanelInput& input) {
  head(session, "Where does it hurt?", "pain.ask");
  session::PainTool& pain = session.tools.pain;
  if (!pain.asked) {
    regions_to_choose(session, input);
    return;
  }
  if (ImGui::Button("Another place")) {
    pain = {};
    session.touch();
    return;
  }
  mark("pain.again");
  ImGui::SameLine();
  if (ImGui::Button("Before you start")) session::run_command(session, "safety.screen");
  pain_answer(session);
}

void trace_panel(Session& session) {
  head(session, "Trace the stroke", "practice.trace");
  const session::TraceTool& trace = session.tools.trace;
  if (!trace.target) {
    empty_state("No step from here on has a stroke to trace.", "Go to a step that glides or strips.");
    return;
  }
  strong_wrapped(trace.target->name);
  wrapped_faint(fmt::format("{:.0f} cm at {:.0f} cm/s, about {:.0f} strokes a minute", 0.1 * trace.target->length_mm(),
                            trace.target->speed_cm_s, 60.0 / trace.target->period_s));
  wrapped("Press where the line begins, follow the moving ring to the arrow, let go. Again with the next beat.");
  ImGui::Dummy({0, px(4)});
  if (!trace.score) {
    wrapped_faint(trace.drawing ? "Tracing…" : "No stroke yet.");
  } else {
    const session::TraceScore& score = *trace.score;
    ImGui::PushFont(fonts().large);
    ImGui::Text("%.0f of 100", score.total);
    ImGui::PopFont();
    mark("trace.total");
    bar("Path", 0.01 * score.path, fmt::format("{:.0f} mm off", score.away_mm));
    bar("Speed", 0.01 * score.speed, fmt::format("{:.1f} cm/s", score.mean_speed_cm_s));
    bar("Evenness", 0.01 * score.rhythm, fmt::format("± {:.0f} %", 100.0 * score.unevenness));
    bar("Direction", 0.01 * score.direction,
        score.backwards > 0.005 ? fmt::format("{:.0f} % back", 100.0 * score.backwards) : "forward");
    if (trace.rhythm) bar("Rhythm", 0.01 * *trace.rhythm, "stroke by stroke");
    ImGui::Dummy({0, px(2)});
    strong_wrapped(score.advice);
    wrapped_faint(
        fmt::format("Best so far: {:.0f}. What counts as good is a design estimate; a mouse trains the way "
                    "and the time, not the hand.",
                    trace.best));
  }
}

void palpation_panel(Session& session) {
  head(session, "What lies under the finger?", "practice.palpate");
  const session::PalpationTool& tool = session.tools.palpation;
  if (!tool.question) {
    empty_state("Point at the back to be asked there.");
    return;
  }
  const session::PalpationQuestion& question = *tool.question;
  wrapped(fmt::format("Straight in from the ring, {:.0f} mm under the skin. What is it?", question.depth_mm));
  for (size_t i = 0; i < question.choices.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const bool told = tool.answer.has_value(), right = i == question.right;
    const std::string_view sign = !told ? "" : right ? "right" : i == *tool.answer ? "your answer" : "";
    if (row_button("choice", question.choices[i], sign, told && right, !told || right || i == *tool.answer))
      session::answer_palpation(session, i);
    mark(fmt::format("palpate.choice.{}", i));
    ImGui::PopID();
  }
  if (tool.answer) {
    ImGui::Dummy({0, px(2)});
    strong(*tool.answer == question.right ? "Yes." : "No; see the picture.");
    wrapped_faint("Sunk through:");
    for (const std::string& layer : question.layers) wrapped(layer);
  }
  ImGui::Dummy({0, px(4)});
  if (ImGui::Button(tool.answer ? "Next place" : "Another place")) session::ask_palpation(session);
  mark("palpate.next");
  ImGui::SameLine();
  faint(fmt::format("{} of {} right", tool.right, tool.asked));
  wrapped_faint("Or point at a place of your own. Depths are those of this atlas; people differ.");
}

}  // namespace

void tool_panel(Session& session, const PanelInput& input) {
  switch (session.tools.kind) {
    case session::Tool::pain:
      pain_panel(session, input);
      break;
    case session::Tool::trace:
      trace_panel(session);
      break;
    case session::Tool::palpate:
      palpation_panel(session);
      break;
    case session::Tool::none:
      break;
  }
}

}  // namespace palpate::ui
