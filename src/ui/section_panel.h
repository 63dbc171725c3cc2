#pragma once
// The handle by which the section plane is dragged in the picture.

#include "session/section.h"
#include "ui/ui.h"

namespace palpate::ui {

/// Where the handle stands, from the stage's top left: beside the cut, within the picture.
Vec2 section_handle_place(const session::SectionHandle& handle, const StageRect& stage, float covered_bottom);
/// Of the handle and a margin round it.
float section_handle_radius();
void section_handle(session::Session& session, const PanelInput& input, const StageRect& stage, float covered_bottom);

}  // namespace palpate::ui
