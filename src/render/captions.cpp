#include "render/captions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/views.h"

namespace palpate::render {

namespace {

// Sizes of the two type sizes and the spaces, in pixels at ui_scale 1.
struct Type {
  explicit Type(const FrameInput& input)
      : scale(std::max(input.ui_scale, 0.25f) * std::clamp(static_cast<float>(input.height) / 720.0f, 0.6f, 4.0f)),
        large(std::max(9, static_cast<int>(std::lround(15.0f * scale)))),
        small(std::max(8, static_cast<int>(std::lround(12.0f * scale)))),
        margin(16.0f * scale) {
    const Vec3 ground = input.transparent ? Vec3(1.0f) : 0.5f * (input.background_top + input.background_bottom);
    const bool dark = glm::dot(ground, Vec3(0.3f, 0.6f, 0.1f)) < 0.45f;
    ink = dark ? Vec4(0.93f, 0.92f, 0.90f, 1.0f) : Vec4(0.13f, 0.13f, 0.14f, 1.0f);
    quiet = dark ? Vec4(0.74f, 0.73f, 0.71f, 1.0f) : Vec4(0.36f, 0.35f, 0.34f, 1.0f);
    plate = Vec4(ground, 0.74f);
  }
  float scale;
  int large, small;
  float margin;
  Vec4 ink, quiet, plate;
};

float px(int pixels) {
  return static_cast<float>(pixels);
}

Vec2 label_size(const Label& label, const Type& type, GlyphAtlas& glyphs) {
  const float wide = std::max(glyphs.width(label.text, type.large),
                              label.detail.empty() ? 0.0f : glyphs.width(label.detail, type.small));
  return {wide, px(type.large) * 1.25f + (label.detail.empty() ? 0.0f : px(type.small) * 1.3f)};
}

// Moves boxes of one column apart: down from the top, then up from the bottom where they run out.
void spread(std::vector<PlacedLabel*>& column, float gap, float top, float bottom) {
  std::sort(column.begin(), column.end(), [](const PlacedLabel* a, const PlacedLabel* b) {
    return a->anchor.y != b->anchor.y ? a->anchor.y < b->anchor.y : a->label < b->label;
  });
  const auto move_to = [](PlacedLabel& label, float y) { label.hi.y += y - label.lo.y, label.lo.y = y; };
  float free = top;
  for (PlacedLabel* label : column) {
    if (label->lo.y < free) move_to(*label, free);
    free = label->hi.y + gap;
  }
  float limit = bottom;
  for (auto it = column.rbegin(); it != column.rend(); ++it) {
    if ((*it)->hi.y > limit) move_to(**it, limit - ((*it)->hi.y - (*it)->lo.y));
    limit = (*it)->lo.y - gap;
  }
}

std::string number(float value, float step) {
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(std::max(step, 1e-6f)) - 1e-4f)), 0, 5);
  return fmt::format("{:.{}f}", static_cast<double>(value), decimals);
}

void write_labels(const FrameInput& input, TextBatch& batch, GlyphAtlas& glyphs, const Type& type) {
  const std::vector<PlacedLabel> placed = place_labels(input, glyphs);
  for (const PlacedLabel& p : placed) {
    const Label& label = input.labels[p.label];
    if (label.anchored) {
      const float y = p.lo.y + px(type.large) * 0.75f, gap = 5.0f * type.scale;
      const Vec2 knee(p.left ? p.hi.x + gap : p.lo.x - gap, y);
      const Vec4 under(Vec3(type.plate), 0.55f);
      batch.line(knee, p.anchor, 3.2f * type.scale, under);
      batch.line(knee, p.anchor, 1.2f * type.scale, Vec4(Vec3(type.ink), 0.85f));
      const Vec2 dot(2.4f * type.scale);
      batch.box(p.anchor - dot - Vec2(type.scale), p.anchor + dot + Vec2(type.scale), under);
      batch.box(p.anchor - dot, p.anchor + dot, type.ink);
    }
    const Vec2 pad(6.0f * type.scale, 3.0f * type.scale);
    batch.box(p.lo - pad, p.hi + pad, type.plate);
    const auto left_end = [&](const std::string& words, int size) {
      return label.anchored && p.left ? p.hi.x - batch.measure(words, size) : p.lo.x;
    };
    batch.text({left_end(label.text, type.large), p.lo.y + px(type.large)}, label.text, type.large, type.ink);
    if (!label.detail.empty()) {
      batch.text({left_end(label.detail, type.small), p.lo.y + px(type.large) * 1.25f + px(type.small)}, label.detail,
                 type.small, type.quiet);
    }
  }
}

void write_legend(const FrameInput& input, TextBatch& batch, const Type& type) {
  const ScalarField& field = *input.field;
  const float width = 240.0f * type.scale, bar = 12.0f * type.scale, right = px(input.width) - type.margin;
  const float left = right - width, bottom = px(input.height) - type.margin - px(type.small) * 2.9f;
  const Vec2 pad(10.0f * type.scale, 8.0f * type.scale);
  const std::string title = field.unit.empty() ? field.title : field.title + ", " + field.unit;
  const float title_width = batch.measure(title, type.large), start = std::min(left, right - title_width);
  batch.box(Vec2(start, bottom - bar - px(type.large) * 1.7f) - pad,
            Vec2(right, px(input.height) - type.margin) + 0.5f * pad, type.plate);
  batch.text({start, bottom - bar - px(type.large) * 0.6f}, title, type.large, type.ink);
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
  const Vec2 at(type.margin, px(input.height) - type.margin);
  const float tick = 5.0f * type.scale;
  batch.line(at, at + Vec2(length, 0.0f), 2.0f * type.scale, type.ink);
  for (const float x : {0.0f, length})
    batch.line(at + Vec2(x, -tick), at + Vec2(x, type.scale), 2.0f * type.scale, type.ink);
  const std::string words = length_mm >= 100.0f ? fmt::format("{:g} cm", static_cast<double>(length_mm) / 10.0)
                                                : fmt::format("{:g} mm", static_cast<double>(length_mm));
  batch.text(at + Vec2(0.0f, -px(type.small) * 0.7f), words + " at the target's depth", type.small, type.quiet);
}

}  // namespace

std::vector<PlacedLabel> place_labels(const FrameInput& input, GlyphAtlas& glyphs) {
  const Type type(input);
  const float width = px(input.width), height = px(input.height);
  const Mat4 view = view_matrix(input.camera);
  const float tan_y = std::tan(glm::radians(input.camera.fov_y_deg) * 0.5f);
  std::vector<PlacedLabel> placed;
  placed.reserve(input.labels.size());
  for (size_t i = 0; i < input.labels.size(); ++i) {
    const Label& label = input.labels[i];
    const Vec2 size = label_size(label, type, glyphs);
    PlacedLabel p;
    p.label = i;
    if (!label.anchored) {
      p.lo = Vec2(std::clamp(label.at.x * width, type.margin, std::max(width - type.margin - size.x, type.margin)),
                  std::clamp(label.at.y * height, type.margin, std::max(height - type.margin - size.y, type.margin)));
      p.hi = p.lo + size, p.anchor = p.lo;
      placed.push_back(p);
      continue;
    }
    const Vec3 seen = Vec3(view * Vec4(label.anchor_mm, 1.0f));
    if (seen.z > -1.0f) continue;
    p.anchor = Vec2(0.5f * width, 0.5f * height) + Vec2(seen.x, -seen.y) * (0.5f * height / (tan_y * -seen.z));
    if (p.anchor.x < 0.0f || p.anchor.y < 0.0f || p.anchor.x > width || p.anchor.y > height) continue;
    p.left = p.anchor.x < 0.5f * width;
    const float reach = 0.16f * width;  // words stand clear of the point, but not far off in a wide picture
    const float near = p.left ? std::max(type.margin + size.x, p.anchor.x - reach)
                              : std::min(width - type.margin - size.x, p.anchor.x + reach);
    p.lo = p.left
               ? Vec2(std::min(type.margin + 0.5f * std::max(near - size.x - type.margin, 0.0f), near - size.x), 0.0f)
               : Vec2(std::max(near, near + 0.5f * (width - type.margin - size.x - near)), 0.0f);
    p.lo.y = p.anchor.y - 0.75f * px(type.large);
    p.hi = p.lo + size;
    placed.push_back(p);
  }
  for (const bool left : {true, false}) {
    std::vector<PlacedLabel*> column;
    float edge = left ? width : 0.0f;
    for (PlacedLabel& p : placed) {
      if (input.labels[p.label].anchored && p.left == left) {
        column.push_back(&p);
        edge = left ? std::min(edge, p.hi.x) : std::max(edge, p.lo.x);
      }
    }
    for (PlacedLabel* p : column) {  // one column: leaders do not cross words
      const float move = left ? edge - p->hi.x : edge - p->lo.x;
      p->lo.x = std::max(p->lo.x + move, type.margin),
      p->hi.x = p->lo.x + (label_size(input.labels[p->label], type, glyphs)).x;
    }
    spread(column, 8.0f * type.scale, type.margin, height - type.margin);
  }
  return placed;
}

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
  write_labels(input, batch, glyphs, type);
  if (input.field && input.legend) write_legend(input, batch, type);
  if (input.scale_bar) write_scale_bar(input, batch, type);
}

}  // namespace palpate::render
