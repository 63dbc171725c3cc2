#pragma once
// What is not flesh: the sleeve that ends every arm, and the things laid on a back.

#include "forge/hand_field.h"

namespace palpate::forge {

/// A closed cuff with a hem and soft folds, round the forearm (or the upper arm), in the hand frame.
Field sleeve(const HandField& hand);

/// Smooth basalt, 86 x 62 x 30 mm, origin at its centre, flat side to -z.
motion::HandMesh make_stone();
/// Folded towel 300 x 200 x 26 mm and gel pack 270 x 180 x 22 mm; x, y in the plane, z the height over the skin that
/// they lie on (0 = skin). To be laid on a body by motion::lay.
motion::HandMesh make_towel();
motion::HandMesh make_gel_pack();

}  // namespace palpate::forge
