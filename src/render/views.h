#pragma once
// Named views of the body and the arithmetic of moving a camera. Pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/math.h"
#include "render/frame_input.h"

namespace palpate::render {

struct View {
  std::string id;           ///< "posterior", "oblique_posterior_left"
  std::string name;         ///< "From behind"
  std::string description;  ///< what it is good for
};

/// Every named view, the default ("posterior") first.
const std::vector<View>& views();

/// The camera of a named view. `bounds`: of what shall be framed; `aspect` = width / height. Close views frame fixed
/// regions of the body frame (lumbar spine: L1 to S2, about the origin) as far as they meet `bounds`. Empty when the
/// name is unknown.
std::optional<Camera> view_camera(std::string_view id, const Box3& bounds, float aspect);

/// A camera that looks along `towards` (unit) with `up`, so that every corner of `bounds` is in the picture, with a
/// margin.
Camera frame_bounds(const Box3& bounds, const Vec3& towards, const Vec3& up, float aspect, float fov_y_deg = 28.0f);

Mat4 view_matrix(const Camera& camera);
/// Near and far planes close round `bounds`.
Mat4 projection_matrix(const Camera& camera, float aspect, const Box3& bounds);

/// A pixel (0,0 = top left corner) to a ray into the picture: origin and unit direction.
struct Ray {
  Vec3 origin{0.0f}, direction{0.0f, 0.0f, 1.0f};
};
Ray pixel_ray(const Camera& camera, int width, int height, float x, float y);

/// Where a place is seen, pixels from the top left corner; empty behind the eye.
std::optional<Vec2> pixel_of(const Camera& camera, int width, int height, const Vec3& place_mm);

/// Turns round the target; radians, positive yaw brings the subject's left side nearer. Stops short of the poles.
Camera orbit(const Camera& camera, float yaw, float pitch);
/// Moves camera and target so that what lies in the target's plane follows the cursor by (dx, dy) pixels.
Camera pan(const Camera& camera, float dx, float dy, int height);
/// Factor < 1 comes nearer; the point under the pixel at the target's distance stays under it.
Camera zoom_to(const Camera& camera, float factor, int width, int height, float x, float y);
/// Eased blend of two cameras, t 0..1 (already eased by the caller): keeps the distance monotone and turns about the
/// target.
Camera blend(const Camera& from, const Camera& to, float t);

}  // namespace palpate::render
