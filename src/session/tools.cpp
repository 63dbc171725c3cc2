#include "session/tools.h"

#include <algorithm>
#include <utility>

#include "session/camera_control.h"
#include "session/lesson.h"
#include "session/session.h"

namespace palpate::session {
namespace {

/// Samples closer than this add noise and nothing else.
constexpr float kLeastMove_mm = 0.8f;

void begin_tracing(Session& session) {
  TraceTool& trace = session.tools.trace;
  const double best = trace.best;
  trace = {};
  trace.best = best;
  if (const auto& lesson = session.document().lesson)
    trace.target = trace_target(*lesson->timeline, session.playback.step());
}

}  // namespace

void lay_tool_down(Session& session) {
  session.tools.kind = Tool::none;
  if (std::exchange(session.tools.borrowed_camera, false) && session.view().camera_taken) follow_lesson(session);
}

void take_tool(Session& session, Tool tool) {
  session.playback.pause();
  session.compare = {};
  if (session.tools.kind == tool) {
    lay_tool_down(session);
    session.touch();
    return;
  }
  session.tools.kind = tool;
  session.settings.set_value("panel.left", true);
  session.overlay = Overlay::none;
  if (!session.view().camera_taken) session.tools.borrowed_camera = true;
  look_from(session, "posterior");
  if (tool == Tool::trace) begin_tracing(session);
  if (tool == Tool::palpate) {
    const uint32_t seed = session.tools.palpation.seed;
    session.tools.palpation = {};
    session.tools.palpation.seed = seed;
    ask_palpation(session);
  }
  session.touch();
}

void begin_trace(Session& session, const Vec3& at_mm) {
  TraceTool& trace = session.tools.trace;
  if (!trace.target) return;
  trace.drawing = true;
  trace.samples = {{trace.clock_s, at_mm}};
  trace.starts_s.push_back(trace.clock_s);
  trace.score.reset();
}

void go_on_trace(Session& session, const Vec3& at_mm) {
  TraceTool& trace = session.tools.trace;
  if (!trace.drawing) return;
  if (glm::length(at_mm - trace.samples.back().at_mm) < kLeastMove_mm) return;
  trace.samples.push_back({trace.clock_s, at_mm});
}

void end_trace(Session& session) {
  TraceTool& trace = session.tools.trace;
  if (!trace.drawing) return;
  trace.drawing = false;
  trace.score = score_trace(*trace.target, trace.samples);
  trace.rhythm = score_rhythm(trace.starts_s);
  if (trace.score) {
    trace.best = std::max(trace.best, trace.score->total);
  } else {
    trace.starts_s.pop_back();
    session.tell("Too short to judge: press on the line and follow the arrow.");
  }
}

void ask_palpation(Session& session, const Vec3& at_mm, const Vec3& normal) {
  PalpationTool& tool = session.tools.palpation;
  const auto question = palpation_question(session.document(), at_mm, normal, tool.seed);
  if (!question) {
    session.tell("Nothing but skin and fat is known there. Point nearer to the spine.");
    return;
  }
  tool.question = question;
  tool.answer.reset();
  ++tool.seed;
  session.touch();
}

void ask_palpation(Session& session) {
  PalpationTool& tool = session.tools.palpation;
  const Document& document = session.document();
  constexpr int attempts = 20;
  for (int i = 0; i < attempts; ++i) {
    const auto at = palpation_place(document, tool.seed);
    if (!at) return;
    const auto question =
        palpation_question(document, document.skin->position(*at), document.skin->normal(*at), tool.seed);
    ++tool.seed;
    if (!question) continue;
    tool.question = question;
    tool.answer.reset();
    session.touch();
    return;
  }
}

void answer_palpation(Session& session, size_t choice) {
  PalpationTool& tool = session.tools.palpation;
  if (!tool.question || tool.answer) return;
  tool.answer = choice;
  ++tool.asked;
  tool.right += choice == tool.question->right ? 1 : 0;
  session.touch();
}

}  // namespace palpate::session
