#pragma once
// How much a posture lengthens the tissue along its fibres: geometry alone, no force is computed.

#include "motion/body_rig.h"
#include "tissue/answer.h"

namespace palpate::tissue {

/// Change of length along the fibre through each vertex of level 0, in percent of the rest pose; structures without
/// fibres have no data. `wanted` by structure, empty = all.
VertexField posture_stretch(const motion::BodyRig& rig, const motion::PoseBlock& pose,
                            const std::vector<bool>& wanted = {});
/// The same, mean and largest of each structure, from its coarsest mesh.
FieldAnswer posture_stretch_summary(const motion::BodyRig& rig, const motion::PoseBlock& pose);

}  // namespace palpate::tissue
