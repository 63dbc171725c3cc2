// What tools draw over the picture, projected with the picture's own camera.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/views.h"
#include "ui/tools.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

/// From the body to the window.
class Projector {
 public:
  Projector(const render::Camera& camera, const StageRect& stage)
      : view_(render::view_matrix(camera)),
        scale_(0.5f * stage.height / std::tan(glm::radians(camera.fov_y_deg) * 0.5f)),
        middle_{stage.x + 0.5f * stage.width, stage.y + (0.5f - camera.lift) * stage.height} {}

  ImVec2 at(const Vec3& place) const {
    const glm::vec4 seen = view_ * glm::vec4(place, 1.0f);
    const float depth = std::max(-seen.z, 1.0f);
    return {middle_.x + scale_ * seen.x / depth, middle_.y - scale_ * seen.y / depth};
  }

 private:
  Mat4 view_;
  float scale_;
  ImVec2 middle_;
};

void ring(ImDrawList* list, const ImVec2& at, float radius, const ImVec4& tint, float alpha, float width) {
  list->AddCircle(at, radius + px(1), colour(palette().raised, 0.7f * alpha), 0, width + px(2));
  list->AddCircle(at, radius, colour(tint, alpha), 0, width);
}

void plate(ImDrawList* list, const ImVec2& at, std::string_view text) {
  const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size());
  const ImVec2 lo{at.x + px(10), at.y - size.y * 0.5f - px(3)},
      hi{lo.x + size.x + px(12), at.y + size.y * 0.5f + px(3)};
  list->AddRectFilled(lo, hi, colour(palette().raised, 0.9f), px(5));
  list->AddText({lo.x + px(6), lo.y + px(3)}, colour(palette().text), text.data(), text.data() + text.size());
}

void line(ImDrawList* list, const Projector& to, const std::vector<Vec3>& points, const ImVec4& tint, float width) {
  for (size_t i = 1; i < points.size(); ++i) list->AddLine(to.at(points[i - 1]), to.at(points[i]), colour(tint), width);
}

void pain_marks(ImDrawList* list, const session::Session& session, const Projector& to) {
  const session::PainTool& pain = session.tools.pain;
  if (!pain.asked || !pain.on_body) return;
  const ImVec2 at = to.at(pain.at_mm);
  list->AddCircleFilled(at, px(16), colour(palette().caution, 0.25f));
  ring(list, at, px(16), palette().caution, 1.0f, px(2.5f));
  size_t named = 0;
  for (const session::PainMuscle& muscle : pain.answer.muscles) {
    for (const session::PainPoint& point : muscle.points) {
      if (!point.at_mm) continue;
      const ImVec2 there = to.at(*point.at_mm);
      const float radius = px(4.0f + 8.0f * static_cast<float>(std::sqrt(point.share)));
      ring(list, there, radius, palette().accent, 0.95f, px(2));
      if (named++ < 3) plate(list, {there.x + radius - px(6), there.y}, point.point->name);
    }
  }
}

void trace_marks(ImDrawList* list, const session::Session& session, const Projector& to) {
  const session::TraceTool& trace = session.tools.trace;
  if (!trace.target) return;
  const auto& points = trace.target->line_mm;
  line(list, to, points, palette().raised, px(8));
  line(list, to, points, palette().accent, px(4));
  const ImVec2 begin = to.at(points.front()), end = to.at(points.back()), before = to.at(points[points.size() - 2]);
  list->AddCircleFilled(begin, px(6), colour(palette().accent));
  const float length = std::max(std::hypot(end.x - before.x, end.y - before.y), 1.0f);
  const ImVec2 ahead{(end.x - before.x) / length, (end.y - before.y) / length};
  list->AddTriangleFilled({end.x + ahead.x * px(14), end.y + ahead.y * px(14)},
                          {end.x - ahead.y * px(8), end.y + ahead.x * px(8)},
                          {end.x + ahead.y * px(8), end.y - ahead.x * px(8)}, colour(palette().accent));
  if (const auto ghost = session::ghost_at(*trace.target, trace.clock_s))
    ring(list, to.at(*ghost), px(15), palette().accent, 1.0f, px(3));
  for (size_t i = 1; i < trace.samples.size(); ++i)
    list->AddLine(to.at(trace.samples[i - 1].at_mm), to.at(trace.samples[i].at_mm), colour(palette().caution), px(3));
}

void palpation_marks(ImDrawList* list, const session::Session& session, const Projector& to) {
  const auto& question = session.tools.palpation.question;
  if (!question) return;
  const ImVec2 at = to.at(question->at_mm);
  ring(list, at, px(11), palette().accent, 1.0f, px(2.5f));
  list->AddCircleFilled(at, px(2.5f), colour(palette().accent));
  plate(list, at, fmt::format("{:.0f} mm", question->depth_mm));
}

}  // namespace

void tool_overlay(const session::Session& session, const StageRect& stage, const render::Camera& camera) {
  if (session.tools.kind == session::Tool::none || !session.document().atlas) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect({stage.x, stage.y}, {stage.x + stage.width, stage.y + stage.height}, true);
  const Projector to(camera, stage);
  if (session.tools.kind == session::Tool::pain) pain_marks(list, session, to);
  if (session.tools.kind == session::Tool::trace) trace_marks(list, session, to);
  if (session.tools.kind == session::Tool::palpate) palpation_marks(list, session, to);
  list->PopClipRect();
}

void comparison(session::Session& session, const StageRect& stage, ImTextureID left, ImTextureID right) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  session::Comparison& compare = session.compare;
  const ImVec2 lo{stage.x, stage.y}, hi{stage.x + stage.width, stage.y + stage.height};
  const bool wiped = compare.kind == session::Beside::before;
  const float share = wiped ? compare.wipe : 0.5f, x = lo.x + share * stage.width;
  if (wiped) {
    list->AddImage(left, lo, {x, hi.y}, {0, 1}, {share, 0});
    list->AddImage(right, {x, lo.y}, hi, {share, 1}, {1, 0});
  } else {
    list->AddImage(left, lo, {x, hi.y}, {0, 1}, {1, 0});
    list->AddImage(right, {x, lo.y}, hi, {0, 1}, {1, 0});
  }
  list->AddLine({x, lo.y}, {x, hi.y}, colour(palette().raised), px(wiped ? 3 : 2));
  const float y = lo.y + px(54);
  plate(list, {lo.x + px(2), y}, compare.left);
  const float width = ImGui::CalcTextSize(compare.right.c_str()).x;
  plate(list, {wiped ? hi.x - width - px(32) : x + px(2), y}, compare.right);
  if (!wiped) return;
  const ImVec2 middle{x, lo.y + 0.5f * stage.height};
  list->AddCircleFilled(middle, px(15), colour(palette().raised));
  list->AddCircle(middle, px(15), colour(palette().accent), 0, px(2));
  for (const float side : {-1.0f, 1.0f})
    list->AddTriangleFilled({middle.x + side * px(10), middle.y}, {middle.x + side * px(4), middle.y - px(5)},
                            {middle.x + side * px(4), middle.y + px(5)}, colour(palette().accent));
}

float rhythm_cue(const session::Session& session, const PanelInput& input, const StageRect& stage) {
  const technique::Cue& cue = input.moment.cue;
  if (!session.settings.on("view.rhythm") || session.tools.kind != session::Tool::none) return 0.0f;
  std::string words;
  if (cue.hold_left_s > 0.0) {
    words = fmt::format("hold {:.0f} s", std::ceil(cue.hold_left_s));
  } else if (cue.per_minute > 0.0) {
    words = fmt::format("{:.0f} a minute", cue.per_minute);
  } else {
    return 0.0f;
  }
  const ImVec2 size = ImGui::CalcTextSize(words.c_str());
  const float height = size.y + px(12), width = size.x + px(50);
  const ImVec2 lo{stage.x + stage.width - width - px(14), stage.y + px(14)};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(lo, {lo.x + width, lo.y + height}, colour(palette().raised, 0.9f), height * 0.5f);
  const ImVec2 at{lo.x + px(20), lo.y + height * 0.5f};
  if (cue.hold_left_s > 0.0) {
    const float done = static_cast<float>(1.0 - cue.hold_left_s / std::max(cue.hold_s, 0.1));
    list->AddCircle(at, px(8), colour(palette().sunken), 0, px(3));
    list->PathArcTo(at, px(8), -1.5708f, -1.5708f + 6.2832f * std::clamp(done, 0.0f, 1.0f), 32);
    list->PathStroke(colour(palette().accent), 0, px(3));
  } else {
    const float swell = 0.5f + 0.5f * std::cos(6.2832f * static_cast<float>(cue.pulse));
    list->AddCircleFilled(at, px(3.5f + 5.0f * swell), colour(palette().accent, 0.45f + 0.55f * swell));
  }
  list->AddText({lo.x + px(36), lo.y + px(6)}, colour(palette().text), words.c_str());
  return lo.y + height - stage.y;
}

}  // namespace palpate::ui
