// The selected muscle at work: what it does, who helps, and every fascicle's length against the angle of a joint.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/muscle_play.h"
#include "session/posture.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using motion::LengthCurve;

/// "L3", "Sacrum", "Rib 12": bones as short as a column wants them.
std::string bone_word(const session::Session& session, const std::string& id) {
  if (id.starts_with("vertebra_")) {
    std::string level = id.substr(9);
    for (char& c : level) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return level;
  }
  const anatomy::Structure* bone = session.document().atlas->find(id);
  const std::string name = bone ? bone->info.name : id;
  return name.substr(0, name.find(','));
}

void team(const char* title, const std::vector<session::TeamRow>& rows) {
  if (rows.empty()) return;
  faint(title);
  for (const session::TeamRow& row : rows) {
    const std::string side = row.side == "midline" ? "" : ", " + row.side;
    row_button(row.name.c_str(), row.name + side, fmt::format("{:.0f} %", 100.0 * static_cast<double>(row.share)),
               false);
  }
}

void what_it_does(session::Session& session, const std::string& id) {
  const session::Document& document = session.document();
  const auto turns = session::turns_of_muscle(document, id);
  if (turns.empty()) {
    wrapped_faint("It turns none of the joints that move here by 5 mm of arm or more.");
    return;
  }
  const session::MusclePlay& play = session.muscle_play;
  for (const motion::MuscleTurn& row : turns) {
    const bool active = play.on() && play.turn.joint == row.turn.joint && play.turn.positive == row.turn.positive;
    std::string words(motion::words_of(row.turn));
    words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
    if (row_button(words.c_str(), words, fmt::format("{:.0f} mm", row.arm_mm), active)) {
      session::play_muscle(session, &row.turn);
    }
    mark(fmt::format("muscle.turn.{}.{}", motion::joint_name(row.turn.joint), row.turn.positive ? "up" : "down"));
    if (ImGui::IsItemHovered()) tooltip(active ? "Stop" : "Play it over the joint's range");
  }
  const motion::JointTurn shown = play.on() ? play.turn : turns.front().turn;
  const session::TeamRows rows = session::team_rows(document, shown);
  team(play.on() ? "Prime movers of what is played" : "Prime movers of the first", rows.movers);
  team("Opponents", rows.opponents);
  wrapped_faint(
      "Arms in mm, from the fascicles' own change of length, mean of the muscle; of the low back as a whole, so what "
      "passes few levels has a short one. Shares: modelled section times arm, "
      "all "
      "muscles with known fascicles equally active (design estimate). Gluteal and abdominal muscles are not counted.");
}

/// Where the plot lies on the screen, and what its edges stand for.
struct Plot {
  ImVec2 lo, hi;
  float angle_lo = 0, angle_hi = 1, length_lo = 0, length_hi = 1;
  ImVec2 at(float angle, float length) const {
    return {lo.x + (hi.x - lo.x) * (angle - angle_lo) / (angle_hi - angle_lo),
            hi.y - (hi.y - lo.y) * (length - length_lo) / (length_hi - length_lo)};
  }
};

void draw_curve(const Plot& plot, const LengthCurve& curve, ImU32 ink, float width) {
  std::vector<ImVec2> line;
  for (size_t i = 0; i < curve.angle_deg.size(); ++i) line.push_back(plot.at(curve.angle_deg[i], curve.length_mm[i]));
  ImGui::GetWindowDrawList()->AddPolyline(line.data(), static_cast<int>(line.size()), ink, 0, width);
}

void text_at(const ImVec2& at, const std::string& words) {
  ImGui::GetWindowDrawList()->AddText(at, colour(palette().faint), words.c_str());
}

/// Lengths of all fascicles against one joint's angle; `chosen` is drawn strong.
void plot_lengths(const std::vector<LengthCurve>& curves, size_t chosen, float now_deg) {
  Plot plot;
  const float text = ImGui::GetFontSize(), left = px(34);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = std::max(px(80), ImGui::GetContentRegionAvail().x);
  plot.lo = {from.x + left, from.y + px(4)};
  plot.hi = {from.x + width - px(4), from.y + px(128)};
  plot.angle_lo = curves.front().angle_deg.front(), plot.angle_hi = curves.front().angle_deg.back();
  plot.length_lo = 1e9f, plot.length_hi = 0.0f;
  for (const LengthCurve& curve : curves) {
    for (const float mm : curve.length_mm)
      plot.length_lo = std::min(plot.length_lo, mm), plot.length_hi = std::max(plot.length_hi, mm);
  }
  const float room = std::max(2.0f, 0.06f * (plot.length_hi - plot.length_lo));
  plot.length_lo -= room, plot.length_hi += room;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(plot.lo, plot.hi, colour(palette().sunken), px(3));
  const float zero = plot.at(0.0f, plot.length_lo).x, here = plot.at(now_deg, plot.length_lo).x;
  list->AddLine({zero, plot.lo.y}, {zero, plot.hi.y}, colour(palette().line));
  for (size_t i = 0; i < curves.size(); ++i) {
    if (i != chosen) draw_curve(plot, curves[i], colour(palette().faint, 0.55f), px(1));
  }
  draw_curve(plot, curves[chosen], colour(palette().accent), px(2.4f));
  list->AddLine({here, plot.lo.y}, {here, plot.hi.y}, colour(palette().accent, 0.7f), px(1));
  text_at({from.x, plot.lo.y}, fmt::format("{:.0f}", plot.length_hi));
  text_at({from.x, plot.hi.y - text}, fmt::format("{:.0f}", plot.length_lo));
  const float below = plot.hi.y + px(2);
  const std::string far = fmt::format("{:+.0f}°", plot.angle_hi);
  text_at({plot.lo.x, below}, fmt::format("{:+.0f}°", plot.angle_lo));
  text_at({plot.hi.x - ImGui::CalcTextSize(far.c_str()).x, below}, far);
  text_at({from.x, below}, "mm");
  ImGui::Dummy({width, px(130) + text});
  mark("muscle.plot");
}

void joint_choice(int& joint, const motion::MeasuredFascicle& first) {
  ImGui::SetNextItemWidth(-1.0f);
  if (!ImGui::BeginCombo("##against", std::string(motion::joint_title(joint)).c_str())) return;
  for (int j = 0; j < motion::joint_count; ++j) {
    const std::string words =
        fmt::format("{}  (arm {:+.0f} mm)", motion::joint_title(j), first.arm_mm[static_cast<size_t>(j)]);
    if (ImGui::Selectable(words.c_str(), j == joint)) joint = j;
  }
  ImGui::EndCombo();
}

void fascicles(session::Session& session, const PanelInput& input, MuscleView& view, size_t structure) {
  const auto lengths = session.document().mover->lengths();
  const auto all = lengths->of(structure);
  if (all.empty()) return;
  view.fascicle = std::min(view.fascicle, all.size() - 1);
  if (session.muscle_play.on()) view.joint = session.muscle_play.turn.joint;
  joint_choice(view.joint, all[view.fascicle]);
  const motion::Posture& posture = input.moment.posed.figure.posture;
  std::vector<LengthCurve> curves;
  for (const motion::MeasuredFascicle& f : all)
    curves.push_back(motion::length_curve(*lengths, f, static_cast<motion::Joint>(view.joint), posture));
  plot_lengths(curves, view.fascicle, posture[static_cast<size_t>(view.joint)]);
  const motion::PoseBlock now = lengths->rig().block(posture);
  const auto& known = session.document().atlas->structures[structure].fascicles;
  for (size_t i = 0; i < all.size(); ++i) {
    const anatomy::Fascicle& f = known[all[i].index];
    const float mm = motion::FascicleLengths::length_mm(all[i], now);
    ImGui::PushID(static_cast<int>(i));
    const std::string words = fmt::format("{} to {}", bone_word(session, f.origin), bone_word(session, f.insertion));
    if (row_button("fascicle", words,
                   fmt::format("{:.0f} mm  {:+.1f} %", mm, motion::FascicleLengths::stretch_percent(all[i], now)),
                   i == view.fascicle)) {
      view.fascicle = i;
    }
    mark(fmt::format("muscle.fascicle.{}", i));
    ImGui::PopID();
  }
  wrapped_faint("Length now and how much longer than at rest; muscle and tendon together, geometry alone.");
}

}  // namespace

void muscle_panel(session::Session& session, const PanelInput& input, PanelState& state) {
  const session::Document& document = session.document();
  const std::string id = session.view().selected;
  if (!session::has_fascicles(document, id)) return;
  if (state.muscle.of != id) {
    state.muscle = {};
    state.muscle.of = id;
  }
  if (section("What it does")) {
    if (!document.mover->ready()) {
      wrapped_faint("Making the body ready to move\u2026");
      return;
    }
    if (state.muscle.joint < 0) {
      const auto turns = session::turns_of_muscle(document, id);
      state.muscle.joint = turns.empty() ? static_cast<int>(motion::lumbar_flexion) : turns.front().turn.joint;
    }
    what_it_does(session, id);
  }
  if (section("Fascicles", false) && document.mover->ready()) {
    if (state.muscle.joint < 0) state.muscle.joint = motion::lumbar_flexion;
    fascicles(session, input, state.muscle, static_cast<size_t>(document.atlas->index_of(id)));
  }
}

}  // namespace palpate::ui
