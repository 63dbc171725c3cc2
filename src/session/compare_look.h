#pragma once
// How the body is shown while tension before and now are compared.

#include "session/document.h"
#include "session/moment.h"

namespace palpate::session {

/// Skin, fat and fascia as glass and no hands, so that the muscles show their tension.
void show_tension_through_glass(const Document& document, Moment& moment);

}  // namespace palpate::session
