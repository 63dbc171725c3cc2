#pragma once
// What the user is about besides watching: asking where it hurts, tracing a stroke, guessing by touch. Nothing of it is
// saved.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "session/pain.h"
#include "session/palpation.h"
#include "session/practice.h"

namespace palpate::session {

enum class Tool { none, pain, trace, palpate };

struct PainTool {
  bool asked = false;
  bool on_body = false;  ///< a place was pointed at, not a region chosen from the list
  Vec3 at_mm{0.0f}, normal{0.0f};
  PainAnswer answer;
};

struct TraceTool {
  std::optional<TraceTarget> target;
  double clock_s = 0.0;  ///< of the cue
  bool drawing = false;
  std::vector<TraceSample> samples;  ///< of the stroke being drawn, or of the last one
  std::vector<double> starts_s;
  std::optional<TraceScore> score;
  std::optional<double> rhythm;  ///< evenness of stroke after stroke
  double best = 0.0;
};

struct PalpationTool {
  uint32_t seed = 1;
  std::optional<PalpationQuestion> question;
  std::optional<size_t> answer;
  int asked = 0, right = 0;
};

struct Tools {
  Tool kind = Tool::none;
  PainTool pain;
  TraceTool trace;
  PalpationTool palpation;
  std::filesystem::path start_file;  ///< a lesson that begins to play once it is open
  int start_at_step = -1;
  bool borrowed_camera = false;  ///< the tool took the camera from the lesson, and gives it back
};

class Session;

/// Takes a tool up (again: lays it down). Playback pauses, and the back is seen from behind.
void take_tool(Session& session, Tool tool);
/// The camera goes back to the lesson if that had it.
void lay_tool_down(Session& session);
/// The trace: pointer down on the skin, moved, up.
void begin_trace(Session& session, const Vec3& at_mm);
void go_on_trace(Session& session, const Vec3& at_mm);
void end_trace(Session& session);
/// A question at a place of the user's own, or at one the program chooses.
void ask_palpation(Session& session, const Vec3& at_mm, const Vec3& normal);
void ask_palpation(Session& session);
void answer_palpation(Session& session, size_t choice);

}  // namespace palpate::session
