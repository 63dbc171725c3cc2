#pragma once
// The body's posture at one moment: which figure the lesson or the user asks for, and how the picture carries what lies
// on the body.

#include <future>
#include <memory>
#include <mutex>
#include <string>

#include "anatomy/atlas.h"
#include "motion/fascicle_lengths.h"
#include "motion/pose_library.h"
#include "render/frame_input.h"
#include "technique/state.h"

namespace palpate::session {

/// Postures by name, read once from assets/motion. Throws Error.
std::shared_ptr<const motion::PoseLibrary> pose_library();

/// One atlas made ready to move. The rig takes some seconds, so it is made when something first asks.
class BodyMover {
 public:
  explicit BodyMover(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {}
  /// Waits for the rig. Safe from several threads.
  std::shared_ptr<const motion::BodyRig> rig() const;
  /// Begins in the background; true once rig() answers at once.
  bool ready() const;
  /// True when the rig is there already; begins nothing.
  bool made() const;
  /// The fascicles, made ready to be measured. Waits for the rig.
  std::shared_ptr<const motion::FascicleLengths> lengths() const;

 private:
  std::shared_ptr<const anatomy::Atlas> atlas_;
  mutable std::mutex mutex_;
  mutable std::shared_future<std::shared_ptr<const motion::BodyRig>> making_;
  mutable std::shared_ptr<const motion::FascicleLengths> lengths_;
};

/// What a moment shows of the body's posture.
struct Posed {
  motion::Figure figure;
  const motion::Position* position = nullptr;          ///< how the client lies or sits
  std::string pose, pose_name;                         ///< of the step's stretch or exercise, or ""
  float amount = 0.0f;                                 ///< 0..1 of the way into it
  bool moved = false;                                  ///< any joint away from the rest pose
  bool shows_figure = false;                           ///< draw the schematic limbs and what carries the client
  std::shared_ptr<const render::BodyPosture> picture;  ///< null at rest
  int support = -1;                                    ///< what carries the client, in the moment's props; -1: nothing
  float support_top_mm = 0.0f;                         ///< its top, along position->down
};

/// `client`: the lesson's position. `wanted`: joints set by hand, or null; without it the ribs follow the state's
/// breath.
motion::Figure figure_of(const motion::PoseLibrary& library, const technique::State& state, const std::string& client,
                         const motion::Posture* wanted);
bool at_rest(const motion::Posture& posture);

/// The picture's part. What is `shown` (by structure) is worked out now, the rest when something asks; `before` is
/// taken over where its posture is the same.
std::shared_ptr<const render::BodyPosture> make_posture(const std::shared_ptr<const motion::BodyRig>& rig,
                                                        const motion::Posture& posture, const motion::Rigid& root,
                                                        const std::vector<bool>& shown,
                                                        const std::shared_ptr<const render::BodyPosture>& before);

/// Moves what lies on the body with it: each prop by the flesh under its contact, marks and paths point by point.
Vec3 carried(const render::BodyPosture& posture, const Vec3& rest_point);
void carry(const render::BodyPosture& posture, render::Marker& marker);
void carry(const render::BodyPosture& posture, render::Ribbon& ribbon);
void carry(const render::BodyPosture& posture, render::Prop& prop);

}  // namespace palpate::session
