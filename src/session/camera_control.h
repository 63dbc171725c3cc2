#pragma once
// The session's camera commands: each takes the camera from the lesson and can be undone. The arithmetic is
// render/views.h.

#include <optional>
#include <string_view>

#include "anatomy/atlas.h"
#include "render/views.h"
#include "technique/state.h"

namespace palpate::session {

class Session;

/// Turns about the target, degrees: to the right of the picture, towards the head.
void turn(Session& session, float right_deg, float up_deg);
/// What lies in the target's plane follows the pointer by pixels.
void pan(Session& session, float dx, float dy);
/// Comes closer by `factor` > 1; the place under the pixel keeps its place.
void zoom_at(Session& session, float factor, float x, float y);
/// The same about the middle of the picture.
void zoom(Session& session, float factor);
/// A named view (resolve_view) of the whole atlas.
void look_from(Session& session, std::string_view view);
void frame_all(Session& session);
void frame_selection(Session& session);
/// Gives the camera back to the lesson.
void follow_lesson(Session& session);

/// Camera of a named view, spaces or underscores between the words. Empty for an unknown name.
std::optional<render::Camera> resolve_view(std::string_view name, const Box3& bounds, float aspect);
/// What a lesson asks for, on this atlas: a view, moved to `look_at_mm`, zoomed.
render::Camera requested_camera(const technique::CameraRequest& request, const Box3& bounds, float aspect);
/// The lesson's camera at a moment, blended between steps.
render::Camera lesson_camera(const technique::State& state, const Box3& bounds, float aspect);

}  // namespace palpate::session
