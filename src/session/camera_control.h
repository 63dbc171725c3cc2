#pragma once
// Moving the camera: turning about the target with +y up, panning, zooming towards a point; and the session's commands
// for it.

#include <string_view>

#include "render/frame_input.h"

namespace palpate::session {

class Session;

/// Turns about the target: `right_deg` walks to the right of the picture, `up_deg` towards the head; stops short of the
/// poles.
render::Camera turned(const render::Camera& camera, float right_deg, float up_deg);
/// Moves so that what was at the target plane shifts by this fraction of the picture's height, to the right and
/// downwards.
render::Camera panned(const render::Camera& camera, float right, float down);
/// `factor` > 1 comes closer; `fixed_mm` keeps its place in the picture. Stays between 40 mm and 20 m from the target.
render::Camera zoomed(const render::Camera& camera, float factor, const Vec3& fixed_mm);
/// Point on the plane through the target, facing the camera, under a place of the picture (0..1 from the top left).
Vec3 point_on_target_plane(const render::Camera& camera, Vec2 at, float aspect);
/// Ray from the camera through a place of the picture (0..1 from the top left).
Vec3 ray_direction(const render::Camera& camera, Vec2 at, float aspect);
/// Eased mixture that turns about the moving target, `t` 0..1.
render::Camera blended(const render::Camera& from, const render::Camera& to, float t);

/// Session commands: each takes the camera from the lesson and can be undone.
void turn(Session& session, float right_deg, float up_deg);
void pan(Session& session, float right, float down);
void zoom(Session& session, float factor);
void zoom_at(Session& session, float factor, const Vec3& fixed_mm);
/// Number 0..7 of the views that keys 1–8 stand for.
void look_from(Session& session, int number);
void frame_all(Session& session);
void frame_selection(Session& session);
/// Gives the camera back to the lesson.
void follow_lesson(Session& session);

}  // namespace palpate::session
