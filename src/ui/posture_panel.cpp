// How the body lies and bends: what the lesson's step does, and every joint by hand.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/posture.h"
#include "session/screening.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using motion::Posture;

void set_posture(session::Session& session, const Posture& posture, std::string_view merge_key) {
  session.edit_view("posture", merge_key, [&](session::View& view) { view.posture = posture; });
}

// One joint: its name, its angle, its range.
void joint_slider(session::Session& session, const motion::PoseLibrary& library, const Posture& now, int joint) {
  const motion::JointSpan span = motion::span_of(library.ranges, joint);
  float degrees = now[static_cast<size_t>(joint)];
  ImGui::PushID(joint);
  const std::string name(motion::joint_title(joint));
  faint(name);
  ImGui::SetNextItemWidth(-1.0f);
  if (slider("##joint", &degrees, span.lo, span.hi, "%.0f°")) {
    Posture changed = now;
    changed[static_cast<size_t>(joint)] = degrees;
    set_posture(session, changed, fmt::format("posture {}", joint));
  }
  if (ImGui::IsItemDeactivatedAfterEdit()) session.end_gesture();
  mark(fmt::format("joint {}", motion::joint_name(joint)));
  ImGui::PopID();
}

void pose_choice(session::Session& session, const motion::PoseLibrary& library) {
  ImGui::SetNextItemWidth(-1.0f);
  if (!ImGui::BeginCombo("##pose", "Try a pose")) return;
  for (const motion::BodyPose& pose : library.poses) {
    if (ImGui::Selectable(pose.name.c_str())) set_posture(session, pose.to.posture, {});
    tooltip(pose.cue);
  }
  ImGui::EndCombo();
}

// Whether anything of the joint is there.
bool moves(const motion::Skeleton& skeleton, int joint) {
  const auto any = [&](int first, int last) {
    for (int s = first; s <= last; ++s) {
      if (skeleton.present[static_cast<size_t>(s)]) return true;
    }
    return false;
  };
  if (joint >= motion::hip_flexion_left && joint <= motion::hip_rotation_right) {
    const bool left = (joint - motion::hip_flexion_left) % 2 == 0;
    return skeleton.present[left ? motion::thigh_left : motion::thigh_right];
  }
  return joint <= motion::lumbar_rotation ? any(motion::l5, motion::l1) : any(motion::t12, motion::t9);
}

}  // namespace

void posture_panel(session::Session& session, const PanelInput& input) {
  const session::Posed& posed = input.moment.posed;
  if (!session.document().mover) {
    empty_state("Nothing is open that could move.", "Open a lesson or an atlas.");
    return;
  }
  const auto library = session::pose_library();
  if (posed.position) faint(posed.position->name);
  if (const motion::BodyPose* pose = library->pose(posed.pose)) {
    strong_wrapped(fmt::format("{}, {:.0f} %", pose->name, 100.0 * static_cast<double>(posed.amount)));
    wrapped(pose->cue);
    if (input.moment.state.effort > 0.0f) strong_wrapped("Now: press lightly against the hand, without moving.");
    for (const knowledge::Screening* ticked : session::standing_answers(session)) {
      if (ticked->kind == knowledge::ScreenKind::red_flag) continue;
      ImGui::PushStyleColor(ImGuiCol_Text, palette().caution);
      strong_wrapped(ticked->then);
      ImGui::PopStyleColor();
    }
    wrapped_faint(pose->careful);
  }
  const bool by_hand = session.view().posture.has_value();
  if (by_hand && !session.document().mover->ready()) wrapped_faint("Making the body ready to move\u2026");
  pose_choice(session, *library);
  if (by_hand && row_button("release", "As the lesson has it", "", false)) {
    session.edit_view("posture", {}, [](session::View& view) { view.posture.reset(); });
  }
  // Which motions an atlas lacks, and why, stands before the joints; finding out begins when the panel is opened.
  const auto rig = session.document().mover->ready() ? session.document().mover->rig() : nullptr;
  if (rig) {
    for (const std::string& reason : rig->skeleton().missing) wrapped_faint(reason);
  }
  for (int joint = 0; joint < motion::joint_count; ++joint) {
    const bool still = rig && !moves(rig->skeleton(), joint);
    if (still) ImGui::BeginDisabled();
    joint_slider(session, *library, posed.figure.posture, joint);
    if (still) ImGui::EndDisabled();
  }
  wrapped_faint("Angles away from the rest pose. Ranges are published, shares and poses are design estimates.");
}

}  // namespace palpate::ui
