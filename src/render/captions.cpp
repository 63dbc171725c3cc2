#include "render/captions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/label_layout.h"
#include "render/views.h"

namespace palpate::render {

namespace {

std::string number(float value, float step) {
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(std::max(step, 1e-6f)) - 1e-4f)), 0, 5);
  return fmt::format("{:.{}f}", static_cast<double>(value), decimals);
}

void write_legend(const FrameInput& input, TextBatch& batch, const Type& type) {
  const ScalarField& field = *input.field;
  const std::string title = field.unit.empty() ? field.title : field.title + ", " + field.unit;
  // As wide as its title, where that has room.
  const float right = px(input.width) - type.margin, bar = 12.0f * type.scale;
  const float width = std::clamp(batch.measure(title, type.large), 240.0f * type.scale, right - type.margin);
  const float left = right - width, foot = foot_of(input) - type.margin, bottom = foot - px(type.small) * 2.9f;
  const Vec2 pad(10.0f * type.scale, 8.0f * type.scale);
  batch.box(Vec2(left, bottom - bar - px(type.large) * 1.7f) - pad, Vec2(right, foot) + 0.5f * pad, type.plate);
  batch.text({left, bottom - bar - px(type.large) * 0.6f}, title, type.large, type.ink);
  batch.ramp({left, bottom - bar}, {right, bottom}, 0.0f, 1.0f);
  const std::vector<float> marks = ticks(field.low, field.high);
  const float step = marks.size() > 1 ? marks[1] - marks[0] : 1.0f;
  for (const float value : marks) {
    const float x = left + width * (value - field.low) / std::max(field.high - field.low, 1e-9f);
    batch.line({x, bottom - bar}, {x, bottom + 4.0f * type.scale}, type.scale, type.ink);
    const std::string words = number(value, step);
    const float wide = batch.measure(words, type.small);
    batch.text({std::clamp(x - 0.5f * wide, left, right - wide), bottom + px(type.small) * 1.35f}, words, type.small,
               type.ink);
  }
  const float y = bottom + px(type.small) * 2.75f, side = px(type.small) * 0.85f;
  batch.box({left, y - side}, {left + side * 1.6f, y}, Vec4(0.66f, 0.66f, 0.66f, 1.0f));
  for (int i = 0; i < 3; ++i) {
    const float x = left + side * (0.25f + 0.5f * static_cast<float>(i));
    batch.line({x, y}, {x + side * 0.35f, y - side}, 1.6f * type.scale, Vec4(0.80f, 0.80f, 0.80f, 1.0f));
  }
  batch.text({left + side * 2.1f, y - 0.1f * side}, "no data", type.small, type.quiet);
}

void write_scale_bar(const FrameInput& input, TextBatch& batch, const Type& type) {
  const float distance = glm::distance(input.camera.position_mm, input.camera.target_mm);
  const float mm_per_pixel = 2.0f * distance * std::tan(glm::radians(input.camera.fov_y_deg) * 0.5f) / px(input.height);
  const float length_mm = round_length_mm(140.0f * type.scale * mm_per_pixel), length = length_mm / mm_per_pixel;
  const Vec2 at(type.margin, foot_of(input) - type.margin);
  const float tick = 5.0f * type.scale;
  const std::string words = (length_mm >= 100.0f ? fmt::format("{:g} cm", static_cast<double>(length_mm) / 10.0)
                                                 : fmt::format("{:g} mm", static_cast<double>(length_mm))) +
                            " at the target's depth";
  const Vec2 pad(6.0f * type.scale, 4.0f * type.scale);
  batch.box(at - Vec2(0.0f, px(type.small) * 1.7f) - pad,
            at + Vec2(std::max(length, batch.measure(words, type.small)), type.scale) + pad, type.plate);
  batch.line(at, at + Vec2(length, 0.0f), 2.0f * type.scale, type.ink);
  for (const float x : {0.0f, length})
    batch.line(at + Vec2(x, -tick), at + Vec2(x, type.scale), 2.0f * type.scale, type.ink);
  batch.text(at + Vec2(0.0f, -px(type.small) * 0.7f), words, type.small, type.quiet);
}

/// Which way the body lies: its three axes as seen, with the letters of anatomy, nearer ends bolder.
void write_orientation(const FrameInput& input, TextBatch& batch, const Type& type) {
  const float arm = 26.0f * type.scale;
  const Vec2 centre(type.margin + arm * 1.55f, type.margin + arm * 1.55f);
  const Mat3 turn(view_matrix(input.camera));
  struct End {
    Vec3 seen;
    const char* letter;
  };
  std::vector<End> ends;
  for (const auto& [axis, letter] :
       {std::pair(Vec3(1, 0, 0), "L"), std::pair(Vec3(-1, 0, 0), "R"), std::pair(Vec3(0, 1, 0), "Cr"),
        std::pair(Vec3(0, -1, 0), "Cd"), std::pair(Vec3(0, 0, 1), "A"), std::pair(Vec3(0, 0, -1), "P")})
    ends.push_back({turn * axis, letter});
  std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.seen.z < b.seen.z; });
  batch.disc(centre, arm * 1.5f, Vec4(Vec3(type.plate), 0.55f));
  for (const End& end : ends) {
    const Vec2 tip = centre + Vec2(end.seen.x, -end.seen.y) * arm;
    const float near = 0.45f + 0.55f * smoothstep(-0.8f, 0.5f, end.seen.z);
    if (glm::distance(tip, centre) < 0.18f * arm) continue;  // straight at the eye or away: a dot says nothing
    batch.line(centre, tip, (end.seen.z > -0.05f ? 1.8f : 1.1f) * type.scale, Vec4(Vec3(type.ink), 0.8f * near));
    const float wide = batch.measure(end.letter, type.small);
    const Vec2 out = glm::normalize(tip - centre) * (7.5f * type.scale);
    batch.text(tip + out + Vec2(-0.5f * wide, 0.36f * px(type.small)), end.letter, type.small,
               Vec4(Vec3(type.ink), near));
  }
}

}  // namespace

float round_length_mm(float widest_mm) {
  const float power = std::pow(10.0f, std::floor(std::log10(std::max(widest_mm, 1e-3f))));
  for (const float factor : {5.0f, 2.0f}) {
    if (factor * power <= widest_mm) return factor * power;
  }
  return power;
}

std::vector<float> ticks(float low, float high) {
  std::vector<float> out;
  if (!(high > low)) return {low};
  float step = std::pow(10.0f, std::floor(std::log10(high - low)));
  for (const float factor : {0.1f, 0.2f, 0.25f, 0.5f, 1.0f}) {
    if ((high - low) / (step * factor) <= 6.001f) {
      step *= factor;
      break;
    }
  }
  for (float k = std::ceil(low / step - 1e-4f); k * step <= high + 1e-4f * step; k += 1.0f)
    out.push_back(k == 0.0f ? 0.0f : k * step);
  return out;
}

void write_captions(const FrameInput& input, TextBatch& batch, GlyphAtlas& glyphs) {
  const Type type(input);
  write_labels(input, place_labels(input, glyphs), batch, type);
  if (has_legend(input, type)) write_legend(input, batch, type);
  if (has_scale_bar(input, type)) write_scale_bar(input, batch, type);
  if (has_orientation(input, type)) write_orientation(input, batch, type);
}

}  // namespace palpate::render
