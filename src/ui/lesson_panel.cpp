// The lesson library by families, and the steps of the open lesson.

#include <fmt/format.h>

#include "knowledge/library.h"
#include "session/figures.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

void choose(session::Session& session, const session::LessonEntry& lesson) {
  if (!session.compare.choosing) {
    session.request(session::RequestKind::open, lesson.file.string());
    return;
  }
  session.compare = {};
  session.compare.kind = session::Beside::lesson;
  session.compare.factor = 1.0;
  session.compare.file = lesson.file;
  session.touch();
}

void library(session::Session& session, const std::vector<session::LessonEntry>& lessons) {
  if (lessons.empty() && session.loading.active) return;
  if (lessons.empty()) {
    empty_state("No lessons were found beside the program.", "Drop a lesson file on the window to open it.");
    return;
  }
  for (const std::string& family : knowledge::lesson_families()) {
    bool named = false;
    for (const session::LessonEntry& lesson : lessons) {
      if (lesson.family != family) continue;
      if (!named) {
        ImGui::Dummy({0, px(1)});
        faint(session::title_of(family));
        named = true;
      }
      const bool open = session.document().file == lesson.file;
      const std::string length = session::clock(lesson.duration_s);
      if (row_button(lesson.file.string().c_str(), lesson.title, length, open)) {
        choose(session, lesson);
      }
      mark("lesson." + lesson.id);
      if (!lesson.summary.empty() && ImGui::IsItemHovered()) tooltip(lesson.summary);
    }
  }
}

void steps(session::Session& session, PanelState& state) {
  session::Playback& playback = session.playback;
  if (playback.steps().empty()) {
    if (session.loading.active) {
      empty_state("Opening…");
    } else {
      empty_state("No lesson is open.", "Choose one below.");
    }
    return;
  }
  const int now = playback.step();
  for (size_t i = 0; i < playback.steps().size(); ++i) {
    const session::StepMark& step = playback.steps()[i];
    ImGui::PushID(static_cast<int>(i));
    const std::string title = fmt::format("{}  {}", i + 1, step.name);
    if (row_button("step", title, session::clock(step.end_s - step.begin_s), static_cast<int>(i) == now,
                   !step.greyed)) {
      playback.go_to_step(static_cast<int>(i));
      session.touch();
    }
    mark(fmt::format("step.{}", i));
    if (step.greyed && ImGui::IsItemHovered()) tooltip("The open atlas lacks what this step needs.");
    if (static_cast<int>(i) == now && state.scrolled_to_step != now) {
      ImGui::SetScrollHereY(0.4f);
      state.scrolled_to_step = now;
    }
    ImGui::PopID();
  }
}

}  // namespace

void lesson_panel(session::Session& session, const PanelInput& input, PanelState& state) {
  if (!session.document().title.empty()) {
    strong_wrapped(session.document().title);
    ImGui::Dummy({0, px(1)});
  }
  if (section("Steps")) steps(session, state);
  if (section("Lessons")) library(session, input.lessons);
}

}  // namespace palpate::ui
