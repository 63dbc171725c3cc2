#include "session/camera_control.h"

#include <cmath>
#include <string>

#include "core/text.h"
#include "session/session.h"

namespace palpate::session {
namespace {

void move_camera(Session& session, std::string_view what, std::string_view merge_key, const render::Camera& camera) {
  session.edit_view(what, merge_key, [&](View& view) {
    view.camera = camera;
    view.camera_taken = true;
  });
}

Vec3 towards(const render::Camera& camera) {
  return normalize_or(camera.target_mm - camera.position_mm, {0, 0, 1});
}

}  // namespace

void turn(Session& session, float right_deg, float up_deg) {
  move_camera(session, "turn", "turn",
              render::orbit(session.view().camera, glm::radians(-right_deg), glm::radians(up_deg)));
}

void pan(Session& session, float dx, float dy) {
  move_camera(session, "pan", "pan", render::pan(session.view().camera, dx, dy, session.stage_height));
}

void zoom_at(Session& session, float factor, float x, float y) {
  move_camera(session, "zoom", "zoom",
              render::zoom_to(session.view().camera, 1.0f / factor, session.stage_width, session.stage_height, x, y));
}

void zoom(Session& session, float factor) {
  zoom_at(session, factor, 0.5f * static_cast<float>(session.stage_width),
          0.5f * static_cast<float>(session.stage_height));
}

void look_from(Session& session, std::string_view view) {
  if (!session.document().atlas) return;
  const auto camera = resolve_view(view, session.document().atlas->bounds(), session.aspect());
  session.end_gesture();
  if (camera) move_camera(session, "named view", {}, *camera);
}

void frame_all(Session& session) {
  if (!session.document().atlas) return;
  const render::Camera& now = session.view().camera;
  session.end_gesture();
  move_camera(
      session, "show all of it", {},
      render::frame_bounds(session.document().atlas->bounds(), towards(now), now.up, session.aspect(), now.fov_y_deg));
}

void frame_selection(Session& session) {
  const anatomy::Structure* structure =
      session.document().atlas ? session.document().atlas->find(session.view().selected) : nullptr;
  if (!structure) return;
  const render::Camera& now = session.view().camera;
  session.end_gesture();
  move_camera(session, "frame selection", {},
              render::frame_bounds(structure->bounds.grown(0.1f * structure->bounds.diagonal()), towards(now), now.up,
                                   session.aspect(), now.fov_y_deg));
}

void follow_lesson(Session& session) {
  session.edit_view("follow the lesson", {}, [](View& view) { view.camera_taken = false; });
}

std::optional<render::Camera> resolve_view(std::string_view name, const Box3& bounds, float aspect) {
  return render::view_camera(to_id(name), bounds, aspect);
}

render::Camera requested_camera(const technique::CameraRequest& request, const Box3& bounds, float aspect) {
  auto camera = resolve_view(request.view, bounds, aspect);
  if (!camera) camera = resolve_view("posterior", bounds, aspect);
  if (request.look_at_mm) {
    const Vec3 shift = *request.look_at_mm - camera->target_mm;
    camera->target_mm += shift;
    camera->position_mm += shift;
  }
  if (request.zoom > 0.0f) {
    camera->position_mm = camera->target_mm + (camera->position_mm - camera->target_mm) / request.zoom;
  }
  return *camera;
}

render::Camera lesson_camera(const technique::State& state, const Box3& bounds, float aspect) {
  return render::blend(requested_camera(state.camera_before, bounds, aspect),
                       requested_camera(state.camera, bounds, aspect), state.camera_blend);
}

}  // namespace palpate::session
