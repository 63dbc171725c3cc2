#pragma once
// What each tissue looks like: colours a surgeon would accept, gloss, how strongly its fibres show. All values are
// design estimates.

#include <array>

#include "anatomy/catalogue.h"
#include "render/frame_input.h"

namespace palpate::render {

/// Which surface text of shaders/tissue.glsl draws it (its MATERIAL switch).
enum class Material { smooth, fibrous, bone, fat, skin, sheet };
Material material_of(anatomy::Tissue tissue);
constexpr int material_count = 6;

/// The rows of `uniform vec4 look[8]` (shaders/look.glsl names them).
using LookRows = std::array<Vec4, 8>;
LookRows look_rows(const anatomy::StructureInfo& info, const StructureLook& look);

}  // namespace palpate::render
