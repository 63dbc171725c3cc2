// Playback: transport, speed, loop, and the line of steps to scrub along.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/commands.h"
#include "session/figures.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

void speed_choice(session::Session& session) {
  ImGui::SetNextItemWidth(px(74));
  const double speed = session.settings.number("play.speed");
  if (ImGui::BeginCombo("##speed", fmt::format("{}x", session::two_figures(speed)).c_str())) {
    for (const double choice : {0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0}) {
      if (ImGui::Selectable(fmt::format("{}x", choice).c_str(), choice == speed))
        session.settings.set_value("play.speed", choice);
    }
    ImGui::EndCombo();
  }
  mark("timeline.speed");
  if (ImGui::IsItemHovered()) tooltip("Speed  ([ and ])");
}

void transport(session::Session& session) {
  const float big = px(36), row = ImGui::GetCursorPosY();
  const auto centred = [&](float side) { ImGui::SetCursorPosY(row + (big - side) * 0.5f); };
  const float small = px(28);
  for (const auto& [command, icon] :
       {std::pair{"play.previous", Icon::previous}, std::pair{"play.frame_back", Icon::frame_back}}) {
    centred(small);
    command_button(session, command, icon);
    ImGui::SameLine(0, px(3));
  }
  centred(big);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::GetWindowDrawList()->AddCircleFilled({at.x + big * 0.5f, at.y + big * 0.5f}, big * 0.5f,
                                              colour(palette().accent, 0.16f), 40);
  command_button(session, "play.toggle", session.playback.playing() ? Icon::pause : Icon::play, false, big);
  for (const auto& [command, icon] :
       {std::pair{"play.frame_forward", Icon::frame_forward}, std::pair{"play.next", Icon::next}}) {
    ImGui::SameLine(0, px(3));
    centred(small);
    command_button(session, command, icon);
  }
  const std::string now = session::clock(session.playback.time_s()),
                    all = "/ " + session::clock(session.playback.duration_s());
  ImGui::SameLine(0, px(12));
  const float words = fonts().figures->CalcTextSizeA(ImGui::GetFontSize(), 1e9f, 0.0f, (now + all).c_str()).x + px(5);
  if (ImGui::GetCursorPosX() + words > ImGui::GetWindowContentRegionMax().x) {
    ImGui::NewLine();
    return;
  }
  ImGui::SetCursorPosY(row + (big - ImGui::GetFontSize()) * 0.5f);
  ImGui::PushFont(fonts().figures);
  ImGui::TextUnformatted(now.c_str());
  ImGui::SameLine(0, px(5));
  ImGui::SetCursorPosY(row + (big - ImGui::GetFontSize()) * 0.5f);
  faint(all);
  ImGui::PopFont();
}

void options(session::Session& session, float row) {
  const std::string& loop = session.settings.text("play.loop");
  const float needed = px(74 + 3 * 31 + 8);
  const float x = ImGui::GetWindowContentRegionMax().x - needed;
  ImGui::SameLine();
  if (x < ImGui::GetCursorPosX()) {
    ImGui::NewLine();
    return;
  }
  ImGui::SetCursorPos({x, row + px(4)});
  speed_choice(session);
  ImGui::SameLine(0, px(6));
  ImGui::SetCursorPosY(row + px(4));
  command_button(session, "play.loop", loop == "step" ? Icon::loop_step : Icon::loop, loop != "off");
  ImGui::SameLine(0, px(3));
  ImGui::SetCursorPosY(row + px(4));
  command_button(session, "view.follow", Icon::follow);
  ImGui::SameLine(0, px(3));
  ImGui::SetCursorPosY(row + px(4));
  command_button(session, "window.present", Icon::expand);
}

/// The line itself: a segment a step, what has been played in accent, the step under the pointer named.
void track(session::Session& session) {
  session::Playback& playback = session.playback;
  const double duration = playback.duration_s();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, px(40)), height = px(22);
  ImGui::InvisibleButton("track", {width, height});
  mark("timeline.track");
  const bool hovered = ImGui::IsItemHovered(), held = ImGui::IsItemActive();
  const auto x_of = [&](double t) { return at.x + width * static_cast<float>(t / duration); };
  const double under = std::clamp(static_cast<double>((ImGui::GetIO().MousePos.x - at.x) / width), 0.0, 1.0) * duration;
  if (held) {
    playback.seek(under);
    session.touch();
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float top = at.y + px(7), bottom = at.y + px(15), now_x = x_of(playback.time_s());
  const int hot = hovered ? playback.step_at(under) : -1;
  for (size_t i = 0; i < playback.steps().size(); ++i) {
    const session::StepMark& step = playback.steps()[i];
    const float x0 = x_of(step.begin_s) + (i ? px(1) : 0), x1 = x_of(step.end_s) - px(1);
    const float grow = static_cast<int>(i) == hot ? px(2) : 0;
    list->AddRectFilled({x0, top - grow}, {x1, bottom + grow}, colour(palette().grey, step.greyed ? 0.25f : 0.5f),
                        px(3));
    if (now_x > x0)
      list->AddRectFilled({x0, top - grow}, {std::min(x1, now_x), bottom + grow}, colour(palette().accent), px(3));
  }
  list->AddCircleFilled({now_x, (top + bottom) * 0.5f}, held ? px(9) : px(7), colour(palette().raised), 24);
  list->AddCircleFilled({now_x, (top + bottom) * 0.5f}, held ? px(7) : px(5), colour(palette().accent), 24);
  if (hot >= 0) {
    tooltip(fmt::format("{}  {}\n{}", hot + 1, playback.steps()[static_cast<size_t>(hot)].name, session::clock(under)));
  }
}

}  // namespace

void timeline_panel(session::Session& session) {
  if (session.playback.steps().empty()) {
    if (!session.loading.active) {
      empty_state("No lesson is open: the body stands still. Choose a lesson on the left, or press Ctrl+O.");
    }
    return;
  }
  const float row = ImGui::GetCursorPosY();
  transport(session);
  options(session, row);
  if (ImGui::GetWindowHeight() < px(80)) return;  // a low window has room for one row
  ImGui::SetCursorPos({ImGui::GetWindowContentRegionMin().x, row + px(40)});
  track(session);
}

}  // namespace palpate::ui
