#include "render/views.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace palpate::render {

namespace {

constexpr Vec3 k_cranial{0.0f, 1.0f, 0.0f};
constexpr float k_margin = 1.04f;

// A view: where the eye lies (body frame), and the region it frames (empty box = everything).
struct Recipe {
  View view;
  Vec3 from;
  Box3 region;
};

Box3 region(Vec3 lo, Vec3 hi) {
  return {lo, hi};
}

// Regions are design estimates in the body frame (origin: S1 end-plate, +x left, +y cranial, +z anterior), millimetres.
const std::vector<Recipe>& recipes() {
  static const Box3 lumbar = region({-95, -60, -90}, {95, 190, 20}),
                    gluteal = region({-190, -210, -120}, {190, 60, 40}),
                    back = region({-175, -235, -120}, {175, 325, 120});
  static const std::vector<Recipe> table = {
      {{"posterior", "From behind", "The whole back, straight from behind"}, {0, 0, -1}, back},
      {{"anterior", "From the front", "The front of the trunk and the inner side of the spine"}, {0, 0, 1}, {}},
      {{"left", "From the left", "The left side; the back to the left of the picture"}, {1, 0, 0}, {}},
      {{"right", "From the right", "The right side; the back to the right of the picture"}, {-1, 0, 0}, {}},
      {{"superior", "From above", "From the head towards the feet"}, {0, 1, 0}, {}},
      {{"inferior", "From below", "From the feet towards the head"}, {0, -1, 0}, {}},
      {{"oblique_posterior_left", "Oblique from behind, left", "Half behind, half left, a little from above"},
       {0.72f, 0.28f, -0.80f},
       back},
      {{"oblique_posterior_right", "Oblique from behind, right", "Half behind, half right, a little from above"},
       {-0.72f, 0.28f, -0.80f},
       back},
      {{"oblique_anterior_left", "Oblique from the front, left", "Half front, half left"}, {0.75f, 0.20f, 0.75f}, {}},
      {{"oblique_anterior_right", "Oblique from the front, right", "Half front, half right"},
       {-0.75f, 0.20f, 0.75f},
       {}},
      {{"lumbar_close", "Lumbar spine, close", "L1 to the sacrum from behind"}, {0.10f, 0.12f, -1}, lumbar},
      {{"lumbar_left", "Lumbar spine, left half", "The left paraspinal muscles"},
       {0.42f, 0.18f, -1},
       region({-10, -40, -90}, {130, 190, 20})},
      {{"lumbar_right", "Lumbar spine, right half", "The right paraspinal muscles"},
       {-0.42f, 0.18f, -1},
       region({-130, -40, -90}, {10, 190, 20})},
      {{"gluteal", "Buttocks and sacrum", "The gluteal muscles and the back of the pelvis"}, {0, 0.02f, -1}, gluteal},
      {{"gluteal_left", "Left buttock", "The left gluteal muscles and piriformis"},
       {0.55f, 0.10f, -0.85f},
       region({0, -210, -120}, {190, 60, 40})},
      {{"gluteal_right", "Right buttock", "The right gluteal muscles and piriformis"},
       {-0.55f, 0.10f, -0.85f},
       region({-190, -210, -120}, {0, 60, 40})},
      {{"thoracolumbar", "Lower ribs and lumbar spine", "T9 to L5 from behind"},
       {0, 0.05f, -1},
       region({-160, 20, -110}, {160, 340, 60})},
      {{"sacral", "Sacrum", "The sacrum and both sacroiliac joints"},
       {0, -0.12f, -1},
       region({-80, -120, -110}, {80, 50, 0})},
      {{"table_left", "From the therapist's place, left", "As a therapist at the left side of the table sees the back"},
       {0.80f, -0.30f, -0.75f},
       back},
      {{"table_right", "From the therapist's place, right",
        "As a therapist at the right side of the table sees the back"},
       {-0.80f, -0.30f, -0.75f},
       back},
  };
  return table;
}

struct Axes {
  Vec3 right, up, forward;
};
Axes axes(const Camera& camera) {
  const Vec3 forward = normalize_or(camera.target_mm - camera.position_mm, Vec3(0, 0, 1));
  Vec3 right = glm::cross(forward, camera.up);
  right = normalize_or(right, normalize_or(glm::cross(forward, Vec3(0.0f, 0.3f, 1.0f)), Vec3(1, 0, 0)));
  return {right, glm::cross(right, forward), forward};
}

float half_tan(const Camera& camera) {
  return std::tan(glm::radians(camera.fov_y_deg) * 0.5f);
}

}  // namespace

const std::vector<View>& views() {
  static const std::vector<View> list = [] {
    std::vector<View> all;
    for (const Recipe& recipe : recipes()) all.push_back(recipe.view);
    return all;
  }();
  return list;
}

std::optional<Camera> view_camera(std::string_view id, const Box3& bounds, float aspect) {
  for (const Recipe& recipe : recipes()) {
    if (recipe.view.id != id) continue;
    Box3 framed = bounds.empty() ? region(Vec3(-200), Vec3(200)) : bounds;
    if (!recipe.region.empty()) {
      const Box3 met{glm::max(framed.lo, recipe.region.lo), glm::min(framed.hi, recipe.region.hi)};
      // A mesh that is no lower back (a skull, a gear) fills little of the region: then frame all of it.
      if (!met.empty() && glm::all(glm::greaterThan(met.size(), 0.5f * recipe.region.size()))) framed = met;
    }
    const Vec3 towards = -glm::normalize(recipe.from);
    const Vec3 up = std::abs(towards.y) > 0.9f ? Vec3(0, 0, -1) : k_cranial;
    return frame_bounds(framed, towards, up, aspect);
  }
  return std::nullopt;
}

Camera frame_bounds(const Box3& bounds, const Vec3& towards, const Vec3& up, float aspect, float fov_y_deg) {
  Camera camera;
  camera.fov_y_deg = fov_y_deg;
  camera.target_mm = bounds.centre();
  camera.up = up;
  camera.position_mm = camera.target_mm - towards;
  const Axes a = axes(camera);
  const float tan_y = half_tan(camera), tan_x = tan_y * aspect;
  float distance = 1.0f;
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 p = Vec3(corner & 1 ? bounds.hi.x : bounds.lo.x, corner & 2 ? bounds.hi.y : bounds.lo.y,
                        corner & 4 ? bounds.hi.z : bounds.lo.z) -
                   camera.target_mm;
    const float away = std::max(std::abs(glm::dot(p, a.right)) / tan_x, std::abs(glm::dot(p, a.up)) / tan_y);
    distance = std::max(distance, away * k_margin - glm::dot(p, a.forward));
  }
  camera.position_mm = camera.target_mm - towards * distance;
  return camera;
}

Mat4 view_matrix(const Camera& camera) {
  const Axes a = axes(camera);
  return glm::lookAt(camera.position_mm, camera.position_mm + a.forward, a.up);
}

Mat4 projection_matrix(const Camera& camera, float aspect, const Box3& bounds) {
  const Vec3 forward = axes(camera).forward;
  float nearest = std::numeric_limits<float>::max(), farthest = 0.0f;
  for (int corner = 0; corner < 8 && !bounds.empty(); ++corner) {
    const Vec3 p(corner & 1 ? bounds.hi.x : bounds.lo.x, corner & 2 ? bounds.hi.y : bounds.lo.y,
                 corner & 4 ? bounds.hi.z : bounds.lo.z);
    const float along = glm::dot(p - camera.position_mm, forward);
    nearest = std::min(nearest, along), farthest = std::max(farthest, along);
  }
  farthest = std::max(farthest * 1.02f, 10.0f);
  nearest = std::clamp(nearest * 0.98f, std::max(farthest * 0.005f, 1.0f), farthest * 0.9f);
  Mat4 matrix = glm::perspective(glm::radians(camera.fov_y_deg), aspect, nearest, farthest);
  matrix[2][1] -= 2.0f * camera.lift;
  return matrix;
}

Ray pixel_ray(const Camera& camera, int width, int height, float x, float y) {
  const Axes a = axes(camera);
  const float tan_y = half_tan(camera), tan_x = tan_y * static_cast<float>(width) / static_cast<float>(height);
  const float sx = 2.0f * x / static_cast<float>(width) - 1.0f,
              sy = 1.0f - 2.0f * y / static_cast<float>(height) - 2.0f * camera.lift;
  return {camera.position_mm, glm::normalize(a.forward + a.right * (sx * tan_x) + a.up * (sy * tan_y))};
}

std::optional<Vec2> pixel_of(const Camera& camera, int width, int height, const Vec3& place_mm) {
  const Vec3 seen = Vec3(view_matrix(camera) * Vec4(place_mm, 1.0f));
  if (seen.z > -1.0f) return std::nullopt;
  const Vec2 half(0.5f * static_cast<float>(width), 0.5f * static_cast<float>(height));
  return half + Vec2(seen.x, -seen.y) * (half.y / (std::tan(glm::radians(camera.fov_y_deg) * 0.5f) * -seen.z)) -
         Vec2(0.0f, camera.lift * static_cast<float>(height));
}

Camera orbit(const Camera& camera, float yaw, float pitch) {
  Camera turned = camera;
  const Vec3 out = camera.position_mm - camera.target_mm;
  const float distance = glm::length(out);
  // Azimuth about the cranial axis, elevation towards it: the body stays upright in the picture.
  const float elevation = std::asin(glm::clamp(out.y / std::max(distance, 1e-3f), -1.0f, 1.0f));
  float azimuth = std::atan2(out.x, -out.z);
  if (std::abs(elevation) > 1.56f)
    azimuth = std::atan2(camera.up.x, camera.up.z) + (elevation > 0 ? 0.0f : 3.14159265f);
  azimuth += yaw;
  const float limited = glm::clamp(elevation + pitch, -1.54f, 1.54f);
  turned.position_mm = camera.target_mm + distance * Vec3(std::cos(limited) * std::sin(azimuth), std::sin(limited),
                                                          -std::cos(limited) * std::cos(azimuth));
  turned.up = k_cranial;
  return turned;
}

Camera pan(const Camera& camera, float dx, float dy, int height) {
  const Axes a = axes(camera);
  const float mm =
      2.0f * half_tan(camera) * glm::length(camera.target_mm - camera.position_mm) / static_cast<float>(height);
  const Vec3 move = (-dx * a.right + dy * a.up) * mm;
  Camera moved = camera;
  moved.position_mm += move, moved.target_mm += move;
  return moved;
}

Camera zoom_to(const Camera& camera, float factor, int width, int height, float x, float y) {
  const Vec3 forward = axes(camera).forward;
  const float distance = glm::length(camera.target_mm - camera.position_mm);
  const float wanted = glm::clamp(distance * factor, 30.0f, 6000.0f);
  const Ray ray = pixel_ray(camera, width, height, x, y);
  const Vec3 held = ray.origin + ray.direction * (distance / glm::dot(ray.direction, forward));
  Camera zoomed = camera;
  const float scale = wanted / distance;
  zoomed.position_mm = held + (camera.position_mm - held) * scale;
  zoomed.target_mm = held + (camera.target_mm - held) * scale;
  return zoomed;
}

Camera blend(const Camera& from, const Camera& to, float t) {
  if (t <= 0.0f) return from;
  if (t >= 1.0f) return to;
  Camera mixed;
  mixed.fov_y_deg = glm::mix(from.fov_y_deg, to.fov_y_deg, t);
  mixed.target_mm = glm::mix(from.target_mm, to.target_mm, t);
  const Vec3 a = from.position_mm - from.target_mm, b = to.position_mm - to.target_mm;
  const float la = std::max(glm::length(a), 1e-3f), lb = std::max(glm::length(b), 1e-3f);
  const Vec3 ua = a / la, ub = b / lb;
  const float angle = std::acos(glm::clamp(glm::dot(ua, ub), -1.0f, 1.0f));
  Vec3 direction;
  if (angle > 3.10f) {  // opposite views: go round by the side, not over the head
    const float half = t * angle;
    const Vec3 side = normalize_or(glm::cross(Vec3(0, 1, 0), ua), Vec3(1, 0, 0));
    direction = ua * std::cos(half) + side * std::sin(half);
  } else if (angle < 1e-4f) {
    direction = glm::normalize(glm::mix(ua, ub, t));
  } else {
    direction = (ua * std::sin((1.0f - t) * angle) + ub * std::sin(t * angle)) / std::sin(angle);
  }
  mixed.position_mm = mixed.target_mm + direction * std::exp(glm::mix(std::log(la), std::log(lb), t));
  mixed.up = normalize_or(glm::mix(from.up, to.up, t), k_cranial);
  return mixed;
}

}  // namespace palpate::render
