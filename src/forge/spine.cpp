#include "forge/spine.h"

#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace palpate::forge {

namespace {

float radians(float degrees) {
  return degrees * 0.01745329252f;
}

/// Frame at `origin` whose y axis leans forward by `lean` degrees.
Mat4 leaning(const Vec3& origin, float lean) {
  return glm::rotate(glm::translate(Mat4(1.0f), origin), radians(lean), Vec3(1, 0, 0));
}
Vec3 upward(float lean) {
  return {0.0f, std::cos(radians(lean)), std::sin(radians(lean))};
}

struct Place {
  Vec3 lower, middle, upper;
  float lower_lean, middle_lean, upper_lean;
};

float mean_height(const Bench& b, const std::string& id) {
  return 0.5f * (b.figure(id + ".height_front") + b.figure(id + ".height_back"));
}

/// Degrees by which the body is higher in front than behind.
float body_wedge(const Bench& b, const std::string& id) {
  const float depth = 0.5f * (b.figure(id + ".endplate_upper_depth") + b.figure(id + ".endplate_lower_depth"));
  return std::atan2(b.figure(id + ".height_front") - b.figure(id + ".height_back"), depth) / 0.01745329252f;
}

Place place(const Bench& b, int level) {
  Vec3 at(0.0f);
  float lean = b.figure("sacrum.slope");
  Place out{};
  for (int i = level_count - 1; i >= level; --i) {
    const std::string id = bone_id(i);
    const float above_disc = lean - b.figure(id + ".disc_wedge_below");
    out.lower = at + b.figure(id + ".disc_height_below") * upward(0.5f * (lean + above_disc));
    out.lower_lean = above_disc;
    out.upper_lean = above_disc - body_wedge(b, id);
    out.middle_lean = 0.5f * (out.lower_lean + out.upper_lean);
    out.upper = out.lower + mean_height(b, id) * upward(out.middle_lean);
    out.middle = 0.5f * (out.lower + out.upper);
    at = out.upper;
    lean = out.upper_lean;
  }
  return out;
}

}  // namespace

std::string bone_id(int level) {
  return level == level_count ? "sacrum" : std::string("vertebra_") + levels[static_cast<size_t>(level)];
}

std::string disc_id(int level) {
  const std::string below = level + 1 == level_count ? "s1" : levels[static_cast<size_t>(level) + 1];
  return std::string("disc_") + levels[static_cast<size_t>(level)] + "_" + below;
}

Mat4 vertebra_frame(const Bench& bench, int level) {
  if (level == level_count) return leaning(Vec3(0.0f), bench.figure("sacrum.slope"));
  const Place p = place(bench, level);
  return leaning(p.middle, p.middle_lean);
}

Plate upper_plate(const Bench& bench, int level) {
  if (level == level_count)
    return {vertebra_frame(bench, level), 0.5f * bench.figure("sacrum.endplate_width"),
            0.5f * bench.figure("sacrum.endplate_depth")};
  const Place p = place(bench, level);
  const std::string id = bone_id(level);
  return {leaning(p.upper, p.upper_lean), 0.5f * bench.figure(id + ".endplate_upper_width"),
          0.5f * bench.figure(id + ".endplate_upper_depth")};
}

Plate lower_plate(const Bench& bench, int level) {
  const Place p = place(bench, level);
  const std::string id = bone_id(level);
  return {leaning(p.lower, p.lower_lean), 0.5f * bench.figure(id + ".endplate_lower_width"),
          0.5f * bench.figure(id + ".endplate_lower_depth")};
}

Joint upper_joint(const Bench& bench, int level) {
  const std::string id = bone_id(level);
  const float angle = radians(bench.figure(id + ".joint_angle"));
  const bool sacrum = level == level_count;
  const float half_depth =
      0.5f * (sacrum ? bench.figure("sacrum.endplate_depth") : bench.figure(id + ".endplate_upper_depth"));
  const float plate = sacrum ? 0.0f : 0.5f * mean_height(bench, id);
  Joint joint;
  joint.centre = {bench.figure(id + ".joint_half_width"), plate + bench.figure(id + ".joint_level"),
                  -half_depth - bench.figure(id + ".joint_back")};
  joint.normal = {-std::cos(angle), 0.0f, -std::sin(angle)};
  joint.across = {std::sin(angle), 0.0f, -std::cos(angle)};
  joint.width = bench.figure(id + ".joint_width");
  joint.height = bench.figure(id + ".joint_height");
  return joint;
}

Vec3 spinous_tip(const Bench& bench, int level) {
  const std::string id = bone_id(level);
  const float wall = -0.25f * (bench.figure(id + ".endplate_upper_depth") + bench.figure(id + ".endplate_lower_depth"));
  return placed(vertebra_frame(bench, level),
                Vec3(0.0f, bench.figure(id + ".spinous_drop"), wall - bench.figure(id + ".spinous_length")));
}

float whim(const std::string& words) {
  uint32_t h = 2166136261u;
  for (const char c : words) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  return static_cast<float>(h & 0xFFFFu) / 32767.5f - 1.0f;
}

}  // namespace palpate::forge
