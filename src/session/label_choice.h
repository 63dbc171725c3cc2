#pragma once
// Which structures of a picture are named, and where their leaders end.

#include "render/frame_input.h"
#include "session/document.h"
#include "session/settings.h"
#include "session/view.h"

namespace palpate::session {

/// Adds names for what is seen (as many as view.labels says, the selected one always) and areas for what is cut.
/// Returns how many areas: they come first, and stand on the cut where a posture has carried it.
size_t add_labels(render::FrameInput& frame, const Document& document, const View& view, const Settings& settings);

}  // namespace palpate::session
