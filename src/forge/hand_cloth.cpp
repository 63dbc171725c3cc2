#include "forge/hand_cloth.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {
namespace {

float ellipse(float x, float y, float rx, float ry) {
  const float k0 = std::sqrt(x * x / (rx * rx) + y * y / (ry * ry));
  const float k1 = std::sqrt(x * x / (rx * rx * rx * rx) + y * y / (ry * ry * ry * ry));
  return k1 < 1e-6f ? -std::min(rx, ry) : std::max(k0 * (k0 - 1.0f) / k1, -std::min(rx, ry));
}

struct Cuff {
  float mouth, end;                ///< along the arm, mm
  float width, depth, widen;       ///< half axes at the mouth and their growth to the end
  float inner_width, inner_depth;  ///< of the opening
};

/// Soft folds that run askew round the arm, deeper away from the hem.
float folds(const Cuff& cuff, float along, float angle) {
  const float s = along - cuff.mouth, far = smoothstep(14.0f, 60.0f, s);
  return far * (1.8f * std::sin(0.115f * s + 1.1f * std::sin(angle)) +
                1.1f * std::sin(0.21f * s + 1.7f * std::sin(angle + 1.0f) + 0.8f)) +
         0.5f * std::sin(2.0f * angle + 0.05f * s) * far;
}

/// `q` in the arm's frame, y towards the hand.
float cuff_distance(const Cuff& cuff, const Vec3& q) {
  const float along = -q.y, s = glm::clamp((along - cuff.mouth) / (cuff.end - cuff.mouth), 0.0f, 1.0f);
  const float angle = std::atan2(q.z, q.x);
  float grow = cuff.widen * s + folds(cuff, along, angle);
  grow += 1.1f * (1.0f - smoothstep(0.0f, 3.0f, std::abs(along - cuff.mouth - 4.5f)));           // hem
  grow -= 0.7f * std::exp(-(along - cuff.mouth - 10.0f) * (along - cuff.mouth - 10.0f) / 3.0f);  // seam
  const float outside = ellipse(q.x, q.z, cuff.width + grow, cuff.depth + grow);
  float d = smooth_max(outside, along - cuff.end, 18.0f);
  d = smooth_max(d, cuff.mouth - along, 2.5f);
  // The opening stands off the wrist a little, so that a shadow lies in it.
  const float hollow = std::max(ellipse(q.x, q.z, cuff.inner_width, cuff.inner_depth), along - cuff.mouth - 16.0f);
  return 0.85f * smooth_max(d, -hollow, 1.5f);
}

}  // namespace

Field sleeve(const HandField& hand) {
  const bool upper = hand.shape().upper_arm;
  const Cuff cuff = upper ? Cuff{72, 185, 57, 53, 3, 51, 47} : Cuff{52, 205, 36.5f, 30.5f, 16, 32.5f, 26.5f};
  const Mat4 frame = hand.frames()[upper ? motion::upper_arm_bone : motion::forearm_bone];
  const Mat4 back = glm::inverse(frame);
  Box3 box;
  for (const float along : {cuff.mouth, cuff.end}) {
    const Vec3 v(frame * Vec4(0, -along, 0, 1));
    box.add(Box3{v, v}.grown(cuff.width + cuff.widen + 8.0f));
  }
  return {[cuff, back](const Vec3& p) { return cuff_distance(cuff, Vec3(back * Vec4(p, 1.0f))); }, box};
}

}  // namespace palpate::forge
