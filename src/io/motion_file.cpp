#include "io/motion_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "io/yaml.h"

namespace palpate {
namespace {

using yaml::Document;
using yaml::Node;

float number(const Document& file, const Node& node, float lo, float hi) {
  float value = 0.0f;
  const char *first = node.text.data(), *last = first + node.text.size();
  const auto [end, wrong] = std::from_chars(first, last, value);
  if (!node.is_scalar() || node.quoted || wrong != std::errc() || end != last || !std::isfinite(value))
    throw file.error(node.place, fmt::format("expected a number, not '{}'", node.text));
  if (value < lo || value > hi)
    throw file.error(node.place, fmt::format("{} lies outside {} to {}", node.text, lo, hi));
  return value;
}

const Node& member(const Document& file, const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  if (!found) throw file.error(node.place, fmt::format("missing '{}'", key));
  return *found;
}

std::string words(const Document& file, const Node& node, std::string_view key) {
  const Node& found = member(file, node, key);
  if (!found.is_scalar() || found.text.empty()) throw file.error(found.place, fmt::format("'{}' needs words", key));
  return found.text;
}

void only(const Document& file, const Node& node, std::initializer_list<std::string_view> keys) {
  if (!node.is_mapping()) throw file.error(node.place, "expected keys and values");
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end())
      throw file.error(entry.key_place, fmt::format("unknown key '{}'", entry.key));
  }
}

motion::JointRanges read_ranges(const std::filesystem::path& path) {
  const Document file = yaml::read_yaml(path);
  only(file, file.root, {"format", "levels", "hip", "ribs", "centre"});
  motion::JointRanges out;
  for (const Node& row : member(file, file.root, "levels").items) {
    only(file, row,
         {"level", "moves", "flexion", "extension", "side-bend", "rotation", "coupled", "source", "confidence"});
    motion::LevelRange level;
    level.moves = motion::segment_of(words(file, row, "moves"));
    if (level.moves < motion::l5 || level.moves > motion::t9)
      throw file.error(row.place, fmt::format("'{}' is no vertebra that moves here", words(file, row, "moves")));
    if (std::any_of(out.levels.begin(), out.levels.end(), [&](const auto& l) { return l.moves == level.moves; }))
      throw file.error(row.place, "this level stands here twice");
    level.flexion = number(file, member(file, row, "flexion"), 0, 30);
    level.extension = number(file, member(file, row, "extension"), 0, 30);
    level.side_bend = number(file, member(file, row, "side-bend"), 0, 30);
    level.rotation = number(file, member(file, row, "rotation"), 0, 30);
    level.coupled_rotation = number(file, member(file, row, "coupled"), -1, 1);
    level.source = words(file, row, "source"), level.confidence = words(file, row, "confidence");
    out.levels.push_back(level);
  }
  const Node& hip = member(file, file.root, "hip");
  only(file, hip, {"flexion", "extension", "abduction", "adduction", "inward", "outward", "source", "confidence"});
  const auto angle = [&](std::string_view key) { return number(file, member(file, hip, key), 0, 170); };
  out.hip = {angle("flexion"), angle("extension"), angle("abduction"),         angle("adduction"),
             angle("inward"),  angle("outward"),   words(file, hip, "source"), words(file, hip, "confidence")};
  const Node& ribs = member(file, file.root, "ribs");
  only(file, ribs, {"lift", "axis", "source", "confidence"});
  out.ribs = {number(file, member(file, ribs, "lift"), 1, 20), number(file, member(file, ribs, "axis"), 0, 90),
              words(file, ribs, "source"), words(file, ribs, "confidence")};
  const Node& centre = member(file, file.root, "centre");
  only(file, centre, {"back", "down", "source", "confidence"});
  out.centre_back_mm = number(file, member(file, centre, "back"), -30, 30);
  out.centre_down_mm = number(file, member(file, centre, "down"), -30, 30);
  out.centre_source = words(file, centre, "source");
  return out;
}

// Joints in a figure: "hip_flexion" and "knee" without a side mean both.
void read_figure(const Document& file, const Node& node, const motion::JointRanges& ranges, motion::Figure& figure) {
  if (!node.is_mapping()) throw file.error(node.place, "expected joints and degrees");
  for (const yaml::Entry& entry : node.entries) {
    bool known = false;
    const auto set = [&](const std::string& name) {
      if (const int j = motion::joint_of(name); j >= 0) {
        const motion::JointSpan span = motion::span_of(ranges, j);
        figure.posture[static_cast<size_t>(j)] = number(file, entry.value, span.lo, span.hi);
        known = true;
      }
      for (int j = 0; j < motion::limb_joint_count; ++j) {
        if (motion::limb_joint_name(j) != name) continue;
        figure.limbs[static_cast<size_t>(j)] = number(file, entry.value, -180, 180);
        known = true;
      }
    };
    set(entry.key);
    if (!known) set(entry.key + "_left"), set(entry.key + "_right");
    if (!known) throw file.error(entry.key_place, fmt::format("unknown joint '{}'", entry.key));
  }
}

motion::Support support_of(const Document& file, const Node& node) {
  constexpr std::array<std::pair<std::string_view, motion::Support>, 4> kinds = {{{"table", motion::Support::table},
                                                                                  {"mat", motion::Support::mat},
                                                                                  {"chair", motion::Support::chair},
                                                                                  {"floor", motion::Support::floor}}};
  for (const auto& [word, kind] : kinds) {
    if (node.text == word) return kind;
  }
  throw file.error(node.place, fmt::format("unknown support '{}'", node.text));
}

motion::Fixed fixed_of(const Document& file, const Node& node) {
  if (node.text == "pelvis") return motion::Fixed::pelvis;
  if (node.text == "chest") return motion::Fixed::chest;
  if (node.text == "shins") return motion::Fixed::shins;
  throw file.error(node.place, fmt::format("'{}' is not pelvis, chest or shins", node.text));
}

Vec3 down_of(const Document& file, const Node& node) {
  constexpr std::array<std::pair<std::string_view, Vec3>, 5> ways = {{{"anterior", Vec3(0, 0, 1)},
                                                                      {"posterior", Vec3(0, 0, -1)},
                                                                      {"caudal", Vec3(0, -1, 0)},
                                                                      {"left", Vec3(1, 0, 0)},
                                                                      {"right", Vec3(-1, 0, 0)}}};
  for (const auto& [word, way] : ways) {
    if (node.text == word) return way;
  }
  throw file.error(node.place, fmt::format("unknown direction '{}'", node.text));
}

}  // namespace

motion::PoseLibrary read_pose_library(const std::filesystem::path& folder) {
  motion::PoseLibrary out;
  out.ranges = read_ranges(folder / "joints.yaml");
  const Document file = yaml::read_yaml(folder / "poses.yaml");
  only(file, file.root, {"format", "positions", "poses"});
  for (const yaml::Entry& entry : member(file, file.root, "positions").entries) {
    const Node& row = entry.value;
    only(file, row, {"name", "rest", "on", "down", "fixed"});
    motion::Position position;
    position.id = entry.key, position.name = words(file, row, "name");
    position.on = support_of(file, member(file, row, "on"));
    position.down = down_of(file, member(file, row, "down"));
    if (const Node* fixed = row.find("fixed")) position.fixed = fixed_of(file, *fixed);
    read_figure(file, member(file, row, "rest"), out.ranges, position.rest);
    out.positions.push_back(std::move(position));
  }
  for (const yaml::Entry& entry : member(file, file.root, "poses").entries) {
    const Node& row = entry.value;
    only(file, row, {"name", "client", "from", "to", "cue", "careful", "basis", "source", "confidence"});
    motion::BodyPose pose;
    pose.id = entry.key, pose.name = words(file, row, "name"), pose.position = words(file, row, "client");
    const motion::Position* position = out.position(pose.position);
    if (!position)
      throw file.error(member(file, row, "client").place, fmt::format("unknown position '{}'", pose.position));
    // What a pose does not say stays as the position has it.
    pose.from = position->rest;
    if (const Node* from = row.find("from")) read_figure(file, *from, out.ranges, pose.from);
    pose.to = pose.from;
    read_figure(file, member(file, row, "to"), out.ranges, pose.to);
    pose.cue = words(file, row, "cue"), pose.careful = words(file, row, "careful");
    pose.basis = words(file, row, "basis"), pose.source = words(file, row, "source");
    pose.confidence = words(file, row, "confidence");
    out.poses.push_back(std::move(pose));
  }
  return out;
}

}  // namespace palpate
