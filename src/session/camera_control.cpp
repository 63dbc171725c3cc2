#include "session/camera_control.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "session/session.h"

namespace palpate::session {
namespace {

constexpr float kNearest_mm = 40.0f, kFarthest_mm = 20000.0f;
constexpr float kSteepest_deg = 88.0f;

struct Frame {
  Vec3 right, up, forward;
};

Frame frame_of(const render::Camera& camera) {
  const Vec3 forward = normalize_or(camera.target_mm - camera.position_mm, {0, 0, 1});
  const Vec3 right = normalize_or(glm::cross(forward, camera.up), {-1, 0, 0});
  return {right, glm::cross(right, forward), forward};
}

/// Longitude and latitude of the camera seen from its target, degrees; latitude grows to the head.
Vec2 angles_of(const render::Camera& camera) {
  const Vec3 away = normalize_or(camera.position_mm - camera.target_mm, {0, 0, -1});
  return {glm::degrees(std::atan2(away.x, away.z)), glm::degrees(std::asin(std::clamp(away.y, -1.0f, 1.0f)))};
}

Vec3 direction_of(const Vec2& angles) {
  const float longitude = glm::radians(angles.x), latitude = glm::radians(angles.y);
  return {std::sin(longitude) * std::cos(latitude), std::sin(latitude), std::cos(longitude) * std::cos(latitude)};
}

void move_camera(Session& session, std::string_view what, std::string_view merge_key, const render::Camera& camera) {
  session.edit_view(what, merge_key, [&](View& view) {
    view.camera = camera;
    view.camera_taken = true;
  });
}

/// The same direction of view, framing a sphere.
render::Camera framing(const render::Camera& camera, const Vec3& centre, float radius_mm) {
  render::Camera framed = camera;
  const Vec3 away = normalize_or(camera.position_mm - camera.target_mm, {0, 0, -1});
  const float distance = 1.08f * radius_mm / std::sin(glm::radians(camera.fov_y_deg) / 2.0f);
  framed.target_mm = centre;
  framed.position_mm = centre + away * std::clamp(distance, kNearest_mm, kFarthest_mm);
  return framed;
}

}  // namespace

render::Camera turned(const render::Camera& camera, float right_deg, float up_deg) {
  render::Camera result = camera;
  Vec2 angles = angles_of(camera);
  angles.x += right_deg;
  angles.y = std::clamp(angles.y + up_deg, -kSteepest_deg, kSteepest_deg);
  result.position_mm = camera.target_mm + direction_of(angles) * glm::length(camera.position_mm - camera.target_mm);
  result.up = {0, 1, 0};
  return result;
}

render::Camera panned(const render::Camera& camera, float right, float down) {
  render::Camera result = camera;
  const Frame frame = frame_of(camera);
  const float height =
      2.0f * glm::length(camera.position_mm - camera.target_mm) * std::tan(glm::radians(camera.fov_y_deg) / 2.0f);
  const Vec3 shift = height * (down * frame.up - right * frame.right);
  result.position_mm += shift;
  result.target_mm += shift;
  return result;
}

render::Camera zoomed(const render::Camera& camera, float factor, const Vec3& fixed_mm) {
  const float distance = glm::length(camera.position_mm - camera.target_mm);
  const float wanted = std::clamp(distance / factor, kNearest_mm, kFarthest_mm);
  const float scale = wanted / distance;
  render::Camera result = camera;
  result.position_mm = fixed_mm + (camera.position_mm - fixed_mm) * scale;
  result.target_mm = fixed_mm + (camera.target_mm - fixed_mm) * scale;
  return result;
}

Vec3 ray_direction(const render::Camera& camera, Vec2 at, float aspect) {
  const Frame frame = frame_of(camera);
  const float half = std::tan(glm::radians(camera.fov_y_deg) / 2.0f);
  return glm::normalize(frame.forward + (2.0f * at.x - 1.0f) * half * aspect * frame.right +
                        (1.0f - 2.0f * at.y) * half * frame.up);
}

Vec3 point_on_target_plane(const render::Camera& camera, Vec2 at, float aspect) {
  const Vec3 forward = frame_of(camera).forward, ray = ray_direction(camera, at, aspect);
  return camera.position_mm + ray * (glm::dot(camera.target_mm - camera.position_mm, forward) / glm::dot(ray, forward));
}

render::Camera blended(const render::Camera& from, const render::Camera& to, float t) {
  if (t <= 0.0f) return from;
  if (t >= 1.0f) return to;
  const Vec2 a = angles_of(from), b = angles_of(to);
  const float turn_deg = std::remainder(b.x - a.x, 360.0f);
  const float near = glm::length(from.position_mm - from.target_mm), far = glm::length(to.position_mm - to.target_mm);
  render::Camera mixed = to;
  mixed.target_mm = glm::mix(from.target_mm, to.target_mm, t);
  mixed.position_mm =
      mixed.target_mm + direction_of({a.x + t * turn_deg, glm::mix(a.y, b.y, t)}) * near * std::pow(far / near, t);
  mixed.up = normalize_or(glm::mix(from.up, to.up, t), {0, 1, 0});
  mixed.fov_y_deg = glm::mix(from.fov_y_deg, to.fov_y_deg, t);
  return mixed;
}

void turn(Session& session, float right_deg, float up_deg) {
  move_camera(session, "turn", "turn", turned(session.view().camera, right_deg, up_deg));
}

void pan(Session& session, float right, float down) {
  move_camera(session, "pan", "pan", panned(session.view().camera, right, down));
}

void zoom(Session& session, float factor) {
  zoom_at(session, factor, session.view().camera.target_mm);
}

void zoom_at(Session& session, float factor, const Vec3& fixed_mm) {
  move_camera(session, "zoom", "zoom", zoomed(session.view().camera, factor, fixed_mm));
}

void look_from(Session& session, int number) {
  // Longitude and latitude of the eye, degrees; 180 is behind the subject, 90 on the subject's left.
  static constexpr std::array<std::array<float, 2>, 8> kViews = {
      {{180, 0}, {90, 0}, {-90, 0}, {0, 0}, {140, 15}, {-140, 15}, {180, 88}, {180, -88}}};
  const auto& angles = kViews[static_cast<size_t>(std::clamp(number, 0, 7))];
  render::Camera camera = session.view().camera;
  camera.up = {0, 1, 0};
  camera.position_mm =
      camera.target_mm + direction_of({angles[0], angles[1]}) * glm::length(camera.position_mm - camera.target_mm);
  session.end_gesture();
  move_camera(session, "named view", {}, camera);
}

void frame_all(Session& session) {
  if (!session.document().atlas) return;
  session.end_gesture();
  move_camera(session, "show all of it", {}, session.document().home);
}

void frame_selection(Session& session) {
  const anatomy::Structure* structure =
      session.document().atlas ? session.document().atlas->find(session.view().selected) : nullptr;
  if (!structure) return;
  session.end_gesture();
  move_camera(session, "frame selection", {},
              framing(session.view().camera, structure->bounds.centre(), 0.5f * structure->bounds.diagonal()));
}

void follow_lesson(Session& session) {
  session.edit_view("follow the lesson", {}, [](View& view) { view.camera_taken = false; });
}

}  // namespace palpate::session
