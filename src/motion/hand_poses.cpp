#include "motion/hand_poses.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace palpate::motion {

const HandPose& HandPoses::pose(std::string_view name) const {
  const auto found = poses.find(name);
  if (found != poses.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [id, pose] : poses) known.push_back(id);
  throw Error("hand poses", "unknown pose '" + std::string(name) + "'" + did_you_mean(name, known),
              "name one of assets/hands/poses.yaml");
}

const Grip* HandPoses::grip(std::string_view tool) const {
  const auto found = std::find_if(grips.begin(), grips.end(), [&](const Grip& g) { return g.tool == tool; });
  return found == grips.end() ? nullptr : &*found;
}

}  // namespace palpate::motion
