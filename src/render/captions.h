#pragma once
// Where the words of a picture stand: labels with leader lines, legend, scale bar. Pure layout into a TextBatch.

#include "render/frame_input.h"
#include "render/text_pass.h"

namespace palpate::render {

/// A label after layout, pixels from the top left.
struct PlacedLabel {
  size_t label = 0;                ///< index in FrameInput::labels
  Vec2 anchor{0.0f};               ///< the projected point (equal to `lo` where not anchored)
  Vec2 lo{0.0f}, hi{0.0f};         ///< box of the words
  bool left = false;               ///< stands left of its anchor
  std::vector<std::string> lines;  ///< of the name
};

/// Anchored labels stand in a column left and one right of what they name, without overlap, their leaders uncrossed;
/// those whose anchor is outside the picture are left out.
std::vector<PlacedLabel> place_labels(const FrameInput& input, GlyphAtlas& glyphs);
/// A length of 1, 2 or 5 times a power of ten mm that is nearest below `widest_mm`.
float round_length_mm(float widest_mm);
/// Tick values from low to high, four to seven of them, at round numbers.
std::vector<float> ticks(float low, float high);

void write_captions(const FrameInput& input, TextBatch& batch, GlyphAtlas& glyphs);

}  // namespace palpate::render
