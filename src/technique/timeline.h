#pragma once
// A lesson laid on a body: places and paths resolved on its skin, every hand's way through the whole time. sample() is
// pure and cheap.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/problem.h"
#include "knowledge/library.h"
#include "technique/scene.h"
#include "technique/skin_surface.h"
#include "technique/state.h"

namespace palpate::technique {

struct Track;

/// Immutable once made; safe to sample from many threads.
struct Timeline {
  std::shared_ptr<const Scene> scene;
  std::shared_ptr<const SkinSurface> skin;
  std::vector<std::shared_ptr<const Track>> tracks;  ///< one a hand or laid thing
  std::vector<std::vector<std::string>> missing;     ///< by step: ids the atlas lacks
  std::vector<std::map<std::string, float>> layers;  ///< by step: opacities of structures the atlas has
  std::vector<CameraRequest> cameras;                ///< by step
  std::vector<SectionRequest> sections;              ///< by step
  std::vector<std::string> heatmaps;                 ///< by step, "" = none
  std::vector<std::string> breathings;               ///< by step, "" = none shown

  struct Posture {
    double start = 0.0, end = 0.0;
    const Action* action = nullptr;  ///< in `scene`
  };
  std::vector<Posture> postures;  ///< stretches and exercises
  float duration_s = 0.0f;
};

/// Lays `scene` on `atlas`. Late findings (a structure or landmark the atlas lacks, actions longer than their step) go
/// to `problems` with their place in the scene file; the timeline is usable all the same: such a step is greyed, or cut
/// at its end. `skin` may be passed to share it between lessons (make_skin_surface).
Timeline make_timeline(const Scene& scene, const anatomy::Atlas& atlas, const knowledge::Library& library,
                       std::vector<Problem>& problems, std::shared_ptr<const SkinSurface> skin = nullptr);

/// The state at time t (clamped to the lesson). Depends on nothing else.
State sample(const Timeline& timeline, double t);

}  // namespace palpate::technique
