#pragma once
// The colour maps of fields, for the legend beside the picture.

#include <string_view>

#include "ui/imgui_compat.h"

namespace palpate::ui {

/// Colour of "cividis" or "batlow" at 0..1.
ImVec4 map_colour(std::string_view map, float at);

}  // namespace palpate::ui
