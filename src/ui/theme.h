#pragma once
// The look of the panels: warm light grey by day, near-black for projection; one teal accent, one ochre for caution;
// Inter (or Noto Sans) with tabular figures, two sizes.

#include <filesystem>
#include <string>

#include "core/math.h"
#include "ui/imgui_compat.h"

namespace palpate::ui {

struct Palette {
  ImVec4 stage, panel, sunken, raised, line, text, faint, accent, on_accent, caution, grey;
};

/// The colours in use; set by apply_theme.
const Palette& palette();
ImU32 colour(const ImVec4& value, float alpha = 1.0f);

struct Fonts {
  ImFont* body = nullptr;
  ImFont* strong = nullptr;   ///< semibold, the size of body
  ImFont* figures = nullptr;  ///< the size of body, every figure equally wide: for columns and clocks
  ImFont* large = nullptr;    ///< captions and titles
  std::string family;         ///< what was found: "Inter", "Noto Sans", or ImGui's own
  std::string message;        ///< not empty when the program falls back on ImGui's own font
};
const Fonts& fonts();

/// Looks for a font file among the usual folders; empty when there is none.
std::filesystem::path find_font(const std::string& file_name);

/// Colours, sizes and spacing for a scale (1 = 15 px text). Cheap.
void apply_theme(bool dark, float scale);
/// Builds the font atlas for a scale; the backend must upload its texture anew afterwards.
void build_fonts(float scale, float caption_scale);
/// Pixels for a length designed at scale 1.
float px(float design);

}  // namespace palpate::ui
