#include "render/frame_block.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

#include "render/views.h"

namespace palpate::render {

namespace {

constexpr float k_light_radius = 0.085f;  // of the key light, as a tangent: about 10 degrees across

Vec3 in_view(const Mat3& axes, float right, float up, float back) {
  return glm::normalize(axes[0] * right + axes[1] * up + axes[2] * back);
}
}  // namespace

Mat3 frame_about(const Vec3& z) {
  const Vec3 x = normalize_or(glm::cross(std::abs(z.y) < 0.9f ? Vec3(0, 1, 0) : Vec3(1, 0, 0), z), Vec3(1, 0, 0));
  return {x, glm::cross(z, x), z};
}

float sheet_radius_mm(const Box3& scene) {
  return 0.62f * std::min(scene.diagonal(), 1200.0f);
}

Box3 depth_bounds(const Box3& scene, int sample) {
  Box3 box = scene.grown(20.0f);
  if (scene.empty()) return box;
  if (sample < 0) {  // in wide steps: where a hand moves, what it does not cover keeps its depths to the last bit
    constexpr float step_mm = 128.0f;
    box.lo = glm::floor(box.lo / step_mm) * step_mm, box.hi = glm::ceil(box.hi / step_mm) * step_mm;
    return box;
  }
  const Vec3 centre = scene.centre(), reach(sheet_radius_mm(scene), sheet_radius_mm(scene), 0.0f);
  box.add(Vec3(centre.x, centre.y, scene.hi.z + 10.0f) - reach);
  box.add(Vec3(centre.x, centre.y, scene.hi.z + 10.0f) + reach);
  return box;
}

FrameBlock frame_block(const FrameInput& input, const Box3& scene, int sample) {
  FrameBlock block;
  const auto width = static_cast<float>(input.width), height = static_cast<float>(input.height);
  const Mat4 view = view_matrix(input.camera);
  Mat4 projection = projection_matrix(input.camera, width / height, depth_bounds(scene, sample));
  if (sample >= 0) {
    const Vec2 shift = subpixel(sample);
    projection[2][0] += 2.0f * shift.x / width, projection[2][1] += 2.0f * shift.y / height;
  }
  block.view_projection = projection * view;
  const Mat3 axes = glm::transpose(Mat3(view));  // rows of the view: right, up, back in the body frame
  block.eye = Vec4(input.camera.position_mm, 2.0f * std::tan(glm::radians(input.camera.fov_y_deg) * 0.5f) / height);
  block.view_back = Vec4(axes[2], height);
  Vec3 key = in_view(axes, -0.60f, 0.62f, 0.52f);
  if (sample >= 0) {
    const Mat3 about = frame_about(key);
    const Vec2 at = light_disc(key_sample(sample) / 2) * k_light_radius;
    key = glm::normalize(key + about[0] * at.x + about[1] * at.y);
  }
  block.key_direction = Vec4(key, 1.0f);
  block.fill_direction = Vec4(in_view(axes, 0.75f, -0.25f, 0.60f), 0.0f);
  block.rim_direction = Vec4(in_view(axes, 0.80f, 0.25f, -0.55f), 0.0f);
  const Vec3 sky = in_view(axes, -0.12f, 0.62f, 0.77f);
  block.sky_axis = Vec4(sky, sample >= 0 ? 1.0f : 0.0f);
  const std::vector<Vec3> hemisphere = sky_hemisphere();
  const Mat3 about = frame_about(sky);
  for (size_t i = 0; i < hemisphere.size(); ++i) block.sky_directions[i] = Vec4(about * hemisphere[i], 0.0f);
  const int index = std::max(sample, 0);
  block.sample_info = Vec4(static_cast<float>(index), radical_inverse(static_cast<unsigned>(index), 2),
                           static_cast<float>(index), 1.0f);
  block.focus = Vec4(input.focus.at.x * width, (1.0f - input.focus.at.y) * height, input.focus.radius * height,
                     static_cast<float>(input.focus.layer));
  block.style = Vec4(input.style == Style::plate ? 1.0f : 0.0f, glm::clamp(input.xray, 0.0f, 1.0f), 0.0f, 0.0f);
  block.background_top = Vec4(input.background_top, input.transparent ? 1.0f : 0.0f);
  block.background_bottom = Vec4(input.background_bottom, 0.0f);
  if (input.section) {
    const anatomy::CutPlane& plane = input.section->plane;
    block.section = Vec4(-plane.normal, glm::dot(plane.normal, plane.point_mm));
  }
  return block;
}

ContactBlock contact_block(const FrameInput& input, const std::vector<float>& layers) {
  ContactBlock block;
  const size_t count = std::min(input.contacts.size(), max_contacts);
  block.count = static_cast<int>(count);
  for (size_t i = 0; i < count; ++i) {
    const ContactPatch& c = input.contacts[i];
    const Vec3 normal = normalize_or(c.normal, Vec3(0, 0, -1));
    const Vec3 along = normalize_or(c.direction - normal * glm::dot(c.direction, normal), frame_about(normal)[0]);
    block.place[i] = Vec4(c.position_mm, c.depth_mm);
    block.normal[i] = Vec4(normal, c.fold_mm);
    block.along[i] = Vec4(along, std::max(c.half_length_mm, 0.5f));
    block.slide[i] = Vec4(c.slide_mm, std::max(c.half_width_mm, 0.5f));
    // 60 kPa fills the footprint fully: a firm thumb (design estimate).
    block.look[i] = Vec4(c.strength, glm::clamp(c.pressure_kPa / 60.0f, 0.0f, 1.0f),
                         i < layers.size() ? layers[i] : -1.0f, std::max(c.reach_mm, 1.0f));
  }
  return block;
}

PoseUniforms pose_uniforms(const motion::PoseBlock& pose) {
  PoseUniforms out;
  for (size_t s = 0; s < motion::segment_count; ++s) out.real[s] = pose[s].real, out.dual[s] = pose[s].dual;
  out.breath.x = pose.breath;
  return out;
}

Mat4 shadow_matrix(const Vec3& direction, const Box3& casters) {
  const Mat3 axes = glm::transpose(frame_about(direction));
  Box3 box;
  for (int corner = 0; corner < 8; ++corner) {
    box.add(axes * Vec3(corner & 1 ? casters.hi.x : casters.lo.x, corner & 2 ? casters.hi.y : casters.lo.y,
                        corner & 4 ? casters.hi.z : casters.lo.z));
  }
  box = box.grown(2.0f);
  const Vec3 scale = 2.0f / box.size(), centre = box.centre();
  Mat4 map(1.0f);
  for (int row = 0; row < 3; ++row) {
    const float sign = row == 2 ? -1.0f : 1.0f;  // nearer the light is nearer in the map
    for (int column = 0; column < 3; ++column) map[column][row] = sign * scale[row] * axes[column][row];
    map[3][row] = -sign * scale[row] * centre[row];
  }
  return map;
}

UniformBlock::UniformBlock(unsigned binding, size_t size, const char* label)
    : buffer_(gl::Buffer::make()), binding_(binding) {
  glBindBuffer(GL_UNIFORM_BUFFER, buffer_.id());
  glBufferData(GL_UNIFORM_BUFFER, static_cast<GLsizeiptr>(size), nullptr, GL_DYNAMIC_DRAW);
  buffer_.label(label);
}

void UniformBlock::write(const void* data, size_t size) {
  glBindBuffer(GL_UNIFORM_BUFFER, buffer_.id());
  glBufferSubData(GL_UNIFORM_BUFFER, 0, static_cast<GLsizeiptr>(size), data);
}

void UniformBlock::bind() const {
  glBindBufferBase(GL_UNIFORM_BUFFER, binding_, buffer_.id());
}

}  // namespace palpate::render
