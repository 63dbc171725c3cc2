#pragma once
// assets/motion: how far joints go, how clients lie and sit, what they do.

#include <filesystem>

#include "motion/pose_library.h"

namespace palpate {

/// joints.yaml and poses.yaml of `folder`. Throws Error with line and column: unknown joint, level or position, an
/// angle beyond what the joint allows, a missing or doubled row.
motion::PoseLibrary read_pose_library(const std::filesystem::path& folder);

}  // namespace palpate
