#include "render/label_layout.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/text.h"
#include "render/views.h"

namespace palpate::render {

namespace {

constexpr float k_widest = 0.24f;  // of the picture's width: longer names are set in two lines

// As few lines as fit into `most` pixels each, broken at blanks.
std::vector<std::string> lines_of(const std::string& text, int size, float most, GlyphAtlas& glyphs) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string& word : split(text, ' ')) {
    const std::string longer = line.empty() ? word : line + " " + word;
    if (!line.empty() && glyphs.width(longer, size) > most) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push_back(line);
  return lines;
}

Vec2 size_of(const PlacedLabel& placed, const Label& label, const Type& type, GlyphAtlas& glyphs) {
  float wide = label.detail.empty() ? 0.0f : glyphs.width(label.detail, type.small);
  for (const std::string& line : placed.lines) wide = std::max(wide, glyphs.width(line, type.large));
  return {wide, px(type.large) * 1.25f * static_cast<float>(placed.lines.size()) +
                    (label.detail.empty() ? 0.0f : px(type.small) * 1.3f)};
}

void move_to(PlacedLabel& label, const Vec2& lo) {
  label.hi += lo - label.lo, label.lo = lo;
}

Vec2 knee_of(const PlacedLabel& p, const Type& type) {
  const float gap = 6.0f * type.scale;
  return {p.left ? p.hi.x + gap : p.lo.x - gap, p.lo.y + px(type.large) * 0.72f};
}

// Puts a column of labels, in their order, as near to their anchors' heights as they can stand without touching: runs
// that would overlap are joined and centred on the mean of what they want.
void stack(const std::vector<PlacedLabel*>& column, float gap, float top, float bottom, const Type& type) {
  struct Run {
    size_t first, count;
    float start, height;  // where its first label wants to begin, on the mean
  };
  std::vector<Run> runs;
  for (size_t i = 0; i < column.size(); ++i) {
    const float height = column[i]->hi.y - column[i]->lo.y + gap;
    runs.push_back({i, 1, column[i]->anchor.y - 0.72f * px(type.large), height});
    while (runs.size() > 1) {
      const Run& below = runs.back();
      Run& above = runs[runs.size() - 2];
      if (above.start + above.height <= below.start) break;
      const auto n = static_cast<float>(above.count), m = static_cast<float>(below.count);
      above.start = (above.start * n + (below.start - above.height) * m) / (n + m);
      above.count += below.count, above.height += below.height;
      runs.pop_back();
    }
  }
  // Into the picture: down from the top, then up from the bottom.
  float free = top;
  for (Run& run : runs) run.start = std::max(run.start, free), free = run.start + run.height;
  float limit = bottom + gap;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    run->start = std::min(run->start, limit - run->height), limit = run->start;
  }
  for (const Run& run : runs) {
    float y = std::max(run.start, top);
    for (size_t i = run.first; i < run.first + run.count; ++i) {
      const float height = column[i]->hi.y - column[i]->lo.y;
      move_to(*column[i], {column[i]->lo.x, y});
      y += height + gap;
    }
  }
}

bool meets(const std::vector<PlacedLabel*>& column, const FreeSpot& spot) {
  return spot.radius > 0.0f && std::any_of(column.begin(), column.end(), [&](const PlacedLabel* p) {
           return p->lo.x < spot.at.x + spot.radius && spot.at.x - spot.radius < p->hi.x;
         });
}

// How many of a column's labels stand above a place that stays free: the split that fits and is nearest to the one
// that the anchors ask for; empty where there is no room for all of them.
std::optional<size_t> above_spot(const std::vector<PlacedLabel*>& column, float gap, float top, float bottom,
                                 const FreeSpot& spot) {
  const float above = spot.at.y - spot.radius - gap, below = spot.at.y + spot.radius + gap;
  const auto height = [&](size_t first, size_t last) {
    float sum = 0.0f;
    for (size_t i = first; i < last; ++i) sum += column[i]->hi.y - column[i]->lo.y + gap;
    return sum - gap;
  };
  const auto wanted = static_cast<size_t>(
      std::count_if(column.begin(), column.end(), [&](const PlacedLabel* p) { return p->anchor.y < spot.at.y; }));
  std::optional<size_t> best;
  for (size_t k = 0; k <= column.size(); ++k) {
    if ((k > 0 && height(0, k) > above - top) || (k < column.size() && height(k, column.size()) > bottom - below))
      continue;
    const auto far = [&](size_t split) { return split > wanted ? split - wanted : wanted - split; };
    if (!best || far(k) < far(*best)) best = k;
  }
  return best;
}

void stack_round(const std::vector<PlacedLabel*>& column, float gap, float top, float bottom, const FreeSpot& spot,
                 const Type& type) {
  const auto above = meets(column, spot) ? above_spot(column, gap, top, bottom, spot) : std::nullopt;
  if (!above) return stack(column, gap, top, bottom, type);
  const auto split = column.begin() + static_cast<std::ptrdiff_t>(*above);
  stack({column.begin(), split}, gap, top, spot.at.y - spot.radius - gap, type);
  stack({split, column.end()}, gap, spot.at.y + spot.radius + gap, bottom, type);
}

bool cross(const Vec2& a, const Vec2& b, const Vec2& c, const Vec2& d) {
  const auto side = [](const Vec2& p, const Vec2& q, const Vec2& r) {
    return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  };
  return side(a, b, c) * side(a, b, d) < 0.0f && side(c, d, a) * side(c, d, b) < 0.0f;
}

// Neighbours change places while their leaders cross.
void untangle(std::vector<PlacedLabel*>& column, const std::function<void()>& restack, const Type& type) {
  for (size_t turn = 0; turn < column.size() + 2; ++turn) {
    bool swapped = false;
    for (size_t i = 0; i < column.size(); ++i) {
      for (size_t j = i + 1; j < column.size(); ++j) {
        if (!cross(knee_of(*column[i], type), column[i]->anchor, knee_of(*column[j], type), column[j]->anchor))
          continue;
        std::swap(column[i], column[j]);
        restack();
        swapped = true;
      }
    }
    if (!swapped) return;
  }
}

// Anchored labels to both sides of the picture: each to the side it is on, then from an overfull side those next to
// the middle to the other.
void choose_sides(std::vector<PlacedLabel*>& anchored, float middle, size_t most) {
  const auto count = [&](bool left) {
    return static_cast<size_t>(
        std::count_if(anchored.begin(), anchored.end(), [&](const PlacedLabel* p) { return p->left == left; }));
  };
  for (PlacedLabel* p : anchored) p->left = p->anchor.x < middle;
  const size_t fair = std::min(most, anchored.size() - anchored.size() / 3);
  for (const bool left : {true, false}) {
    while (count(left) > fair && count(!left) < most) {
      PlacedLabel* nearest = nullptr;
      for (PlacedLabel* p : anchored) {
        if (p->left == left && (!nearest || std::abs(p->anchor.x - middle) < std::abs(nearest->anchor.x - middle)))
          nearest = p;
      }
      nearest->left = !left;
    }
  }
}

// The least important goes: labels come in the order of their importance.
void leave_out_one(std::vector<PlacedLabel*>& column) {
  const auto last = std::max_element(column.begin(), column.end(),
                                     [](const PlacedLabel* a, const PlacedLabel* b) { return a->label < b->label; });
  (*last)->lines.clear();
  column.erase(last);
}

// What a column has no room for goes.
void leave_out(std::vector<PlacedLabel*>& column, float gap, float room) {
  const auto total = [&] {
    float sum = -gap;
    for (const PlacedLabel* p : column) sum += p->hi.y - p->lo.y + gap;
    return sum;
  };
  while (!column.empty() && total() > room) leave_out_one(column);
}

// Left and right end of the cut's faces in the picture: names of what is cut stand beside the whole of it. In coarse
// steps, so that columns rest while the cut rides with a hand.
void widen_by_section(Vec2& span, const FrameInput& input) {
  if (!input.section) return;
  const float step = 0.02f * px(input.width);
  for (const anatomy::Section& section : input.section->sections) {
    for (const anatomy::Outline& line : section.outlines) {
      for (size_t i = 0; i < line.points_mm.size(); i += 8) {
        const auto seen = pixel_of(input.camera, input.width, input.height, line.points_mm[i]);
        if (!seen) continue;
        span = {std::min(span.x, step * std::floor(seen->x / step)),
                std::max(span.y, step * std::ceil(seen->x / step))};
      }
    }
  }
}

}  // namespace

std::vector<PlacedLabel> place_labels(const FrameInput& input, GlyphAtlas& glyphs) {
  const Type type(input);
  const float width = px(input.width), height = px(input.height), gap = 7.0f * type.scale;
  std::vector<PlacedLabel> placed;
  placed.reserve(input.labels.size());
  float top_left = type.margin + (has_orientation(input, type) ? 92.0f * type.scale : 0.0f);
  for (size_t i = 0; i < input.labels.size(); ++i) {
    const Label& label = input.labels[i];
    PlacedLabel p;
    p.label = i;
    p.lines = label.anchored ? lines_of(label.text, type.large, k_widest * width, glyphs)
                             : std::vector<std::string>{label.text};
    const Vec2 size = size_of(p, label, type, glyphs);
    if (!label.anchored) {
      p.lo = Vec2(std::clamp(label.at.x * width, type.margin, std::max(width - type.margin - size.x, type.margin)),
                  std::clamp(label.at.y * height, type.margin, std::max(height - type.margin - size.y, type.margin)));
      p.hi = p.lo + size, p.anchor = p.lo;
      if (p.lo.x < 0.3f * width && p.lo.y < 0.2f * height) top_left = std::max(top_left, p.hi.y + 2.0f * gap);
      placed.push_back(p);
      continue;
    }
    const auto seen = pixel_of(input.camera, input.width, input.height, label.anchor_mm);
    if (!seen || seen->x < 0.0f || seen->y < 0.0f || seen->x > width || seen->y > foot_of(input)) continue;
    p.anchor = *seen;
    p.hi = size;
    placed.push_back(p);
  }
  std::vector<PlacedLabel*> anchored;
  Vec2 span(width, 0.0f);
  for (PlacedLabel& p : placed) {
    if (!input.labels[p.label].anchored) continue;
    anchored.push_back(&p);
    span = {std::min(span.x, p.anchor.x), std::max(span.y, p.anchor.x)};
  }
  if (anchored.empty()) return placed;
  widen_by_section(span, input);
  const float row = px(type.large) * 1.25f + px(type.small) * 1.3f + gap;
  const float foot = foot_of(input);
  const auto most = static_cast<size_t>(std::max(1.0f, (foot - 2.0f * type.margin) / row));
  choose_sides(anchored, 0.5f * width, most);
  for (const bool left : {true, false}) {
    const float top = left ? top_left : std::max(type.margin, input.covered_top + gap);
    const bool legend = !left && has_legend(input, type), bar = left && has_scale_bar(input, type);
    const float bottom = foot - type.margin - (legend ? 84.0f : bar ? 40.0f : 0.0f) * type.scale;
    std::vector<PlacedLabel*> column;
    for (PlacedLabel* p : anchored) {
      if (p->left == left) column.push_back(p);
    }
    leave_out(column, gap, bottom - top);
    float widest = 0.0f;
    for (const PlacedLabel* p : column) widest = std::max(widest, p->hi.x - p->lo.x);
    std::stable_sort(column.begin(), column.end(),
                     [](const PlacedLabel* a, const PlacedLabel* b) { return a->anchor.y < b->anchor.y; });
    // The words stand clear of what they name, in the picture whatever happens.
    const float clear = 0.07f * width;
    const float edge =
        left ? std::max(span.x - clear, type.margin + widest) : std::min(span.y + clear, width - type.margin - widest);
    for (PlacedLabel* p : column)
      move_to(*p, {left ? std::max(edge - (p->hi.x - p->lo.x), type.margin) : edge, p->lo.y});
    while (meets(column, input.free_spot) && !above_spot(column, gap, top, bottom, input.free_spot))
      leave_out_one(column);
    const auto restack = [&] { stack_round(column, gap, top, bottom, input.free_spot, type); };
    restack();
    untangle(column, restack, type);
  }
  std::erase_if(placed, [](const PlacedLabel& p) { return p.lines.empty(); });
  return placed;
}

void write_labels(const FrameInput& input, const std::vector<PlacedLabel>& placed, TextBatch& batch, const Type& type) {
  const Vec4 under(Vec3(type.plate), 0.55f);
  for (const PlacedLabel& p : placed) {
    if (!input.labels[p.label].anchored) continue;
    const Vec2 knee = knee_of(p, type), out(p.left ? 8.0f * type.scale : -8.0f * type.scale, 0.0f);
    for (const bool ink : {false, true}) {
      const Vec4 colour = ink ? Vec4(Vec3(type.ink), 0.85f) : under;
      const float wide = (ink ? 1.1f : 3.4f) * type.scale, dot = (ink ? 2.6f : 3.8f) * type.scale;
      batch.line(knee, knee + out, wide, colour);
      batch.line(knee + out, p.anchor, wide, colour);
      batch.disc(p.anchor, dot, colour);
    }
  }
  for (const PlacedLabel& p : placed) {
    const Label& label = input.labels[p.label];
    const Vec2 pad(5.0f * type.scale, 2.0f * type.scale);
    batch.box(p.lo - pad, p.hi + pad, type.plate);
    const auto left_end = [&](const std::string& words, int size) {
      return label.anchored && p.left ? p.hi.x - batch.measure(words, size) : p.lo.x;
    };
    float y = p.lo.y;
    for (const std::string& line : p.lines) {
      batch.text({left_end(line, type.large), y + px(type.large)}, line, type.large, type.ink);
      y += px(type.large) * 1.25f;
    }
    if (!label.detail.empty())
      batch.text({left_end(label.detail, type.small), y + px(type.small)}, label.detail, type.small, type.quiet);
  }
}

}  // namespace palpate::render
