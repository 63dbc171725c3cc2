#pragma once
// The badge that a claim wears: a sign and a word, never colour alone.

#include "knowledge/evidence.h"

namespace palpate::ui {

void badge_pill(knowledge::Badge badge);

}  // namespace palpate::ui
