#pragma once
// The handle by which the section plane is dragged in the picture.

#include "ui/ui.h"

namespace palpate::ui {

void section_handle(session::Session& session, const PanelInput& input, const StageRect& stage);

}  // namespace palpate::ui
