#pragma once
// The picture and what floats over it: the name under the pointer, captions, loading, notices.

#include "ui/ui.h"

namespace palpate::ui {

void stage_window(session::Session& session, const PanelInput& input, UiState& state, ImTextureID picture);

}  // namespace palpate::ui
