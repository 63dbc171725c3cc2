#pragma once
// Where a placed hand truly touches the skin, and how its force is shared out there.

#include <vector>

#include "motion/hand_placement.h"
#include "motion/skin_distance.h"
#include "tissue/patch_load.h"

namespace palpate::session {

/// The cells of skin round a contact that the hands' flesh presses into, each bearing in proportion to how far (an
/// elastic foundation; design estimate). `ground`: the skin as shown. Empty when nothing touches or presses.
tissue::PatchLoad contact_patch(const technique::Contact& contact, const std::vector<motion::HandPlacement>& hands,
                                const motion::HandSizes& sizes, const motion::SkinDistance& skin,
                                const motion::Ground& ground);

}  // namespace palpate::session
