#pragma once
// A lesson made ready to play on one atlas: its scene, its timeline, and what it does to the tissue, baked.

#include <memory>
#include <string>

#include "technique/scene.h"
#include "technique/timeline.h"
#include "tissue/history.h"

namespace palpate::session {

/// Immutable; shared between the window, the baking thread and headless rendering.
struct Lesson {
  technique::Scene scene;
  std::shared_ptr<const technique::Timeline> timeline;
  std::shared_ptr<const tissue::History> history;
};

}  // namespace palpate::session
