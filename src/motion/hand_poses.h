#pragma once
// How hands hold themselves and meet the skin: poses by name and one grip for each tool of the scene language. Data,
// read from assets/hands/poses.yaml.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "motion/hand.h"

namespace palpate::motion {

/// How the parts that do not carry the load find the skin.
enum class Conform {
  drape,  ///< fingers and thumb lie down on the skin
  tips,   ///< the finger pads come to the skin
  hang,   ///< fingers keep their pose unless the skin is in their way
  rigid,  ///< one piece (fist, forearm, elbow)
};
/// The second hand of tools that need two.
enum class Second { none, on_top, beside };

/// How one tool meets the skin. Vectors in the frame of `load_bone` in `pose` (right hand).
struct Grip {
  std::string tool;  ///< id in technique/vocabulary.h
  std::string pose;  ///< in HandPoses::poses
  std::string mesh;  ///< "open", "fist", "arm", or "" for a thing without a hand
  std::string held;  ///< thing held or laid: "stone", "towel", "gel" or ""
  Conform conform = Conform::drape;
  Second second = Second::none;
  int load_bone = 0;          ///< the load point and normal are given in this bone's frame
  Vec3 load_point{0.0f};      ///< mm, touches the skin
  Vec3 load_normal{0, 0, 1};  ///< unit, out of the hand, into the skin
  Vec3 heading{0, 1, 0};      ///< that bone's frame: lies along the contact's direction
  bool across = false;        ///< `heading` lies across the contact's direction instead, towards the midline
  float turn_deg = 0.0f;  ///< beside the spine the fingers point this much towards it, so that the forearm is outside
  float averaging_mm = 20.0f;  ///< radius over which the skin's normal is taken
};

struct HandPoses {
  HandSizes sizes;
  std::map<std::string, HandPose, std::less<>> poses;
  std::vector<Grip> grips;
  /// Throws Error when the name is unknown.
  const HandPose& pose(std::string_view name) const;
  /// Null when the tool has no grip (it has no hand and lays nothing).
  const Grip* grip(std::string_view tool) const;
};

}  // namespace palpate::motion
