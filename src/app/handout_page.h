#pragma once
// The client's page with its pictures, for the command and for the window.

#include <string>

#include "render/renderer.h"
#include "session/document.h"

namespace palpate::app {

/// HTML of the open lesson's page; draws its pictures with `renderer`, which must hold the document's atlas. Throws
/// Error where no lesson is open.
std::string handout_page(const session::Document& document, render::Renderer& renderer, render::Quality quality);

}  // namespace palpate::app
