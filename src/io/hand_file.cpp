#include "io/hand_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "io/yaml.h"

namespace palpate {
namespace {

using motion::HandPose;
using yaml::Document;
using yaml::Node;

float number(const Document& file, const Node& node) {
  float value = 0.0f;
  const char *first = node.text.data(), *last = first + node.text.size();
  const auto [end, wrong] = std::from_chars(first, last, value);
  if (!node.is_scalar() || node.quoted || wrong != std::errc() || end != last || !(std::abs(value) < 1e4f))
    throw file.error(node.place, "expected a number, not '" + node.text + "'");
  return value;
}

std::vector<float> numbers(const Document& file, const Node& node, size_t count) {
  if (!node.is_sequence() || node.items.size() != count)
    throw file.error(node.place, "expected " + std::to_string(count) + " numbers in brackets");
  std::vector<float> out;
  for (const Node& item : node.items) out.push_back(number(file, item));
  return out;
}

const Node& member(const Document& file, const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  if (!found) throw file.error(node.place, "missing '" + std::string(key) + "'");
  return *found;
}

Vec3 vector(const Document& file, const Node& node) {
  const std::vector<float> v = numbers(file, node, 3);
  return Vec3(v[0], v[1], v[2]);
}

void only(const Document& file, const Node& node, std::initializer_list<std::string_view> keys) {
  for (const yaml::Entry& entry : node.entries)
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end())
      throw file.error(entry.key_place, "unknown key '" + entry.key + "'");
}

motion::FingerSizes finger_sizes(const Document& file, const Node& node) {
  only(file, node, {"base", "knuckle", "lengths", "radii", "roll"});
  motion::FingerSizes out;
  out.base = vector(file, member(file, node, "base"));
  out.knuckle = vector(file, member(file, node, "knuckle"));
  const auto lengths = numbers(file, member(file, node, "lengths"), 3);
  const auto radii = numbers(file, member(file, node, "radii"), 4);
  std::copy(lengths.begin(), lengths.end(), out.lengths.begin());
  std::copy(radii.begin(), radii.end(), out.radii.begin());
  for (const float v : lengths)
    if (v <= 0.0f) throw file.error(node.place, "a bone needs a length above 0");
  out.roll_deg = number(file, member(file, node, "roll"));
  return out;
}

constexpr std::string_view finger_names[] = {"index", "middle", "ring", "little"};

HandPose pose_of(const Document& file, const Node& node) {
  only(file, node, {"index", "middle", "ring", "little", "thumb", "wrist", "cup", "elbow"});
  HandPose out;
  for (size_t i = 0; i < 4; ++i) {
    const auto v = numbers(file, member(file, node, finger_names[i]), 4);
    out.fingers[i] = {v[0], v[1], v[2], v[3]};
  }
  const auto thumb = numbers(file, member(file, node, "thumb"), 5),
             wrist = numbers(file, member(file, node, "wrist"), 2);
  out.thumb = {thumb[0], thumb[1], thumb[2], thumb[3], thumb[4]};
  out.wrist_flexion = wrist[0];
  out.wrist_deviation = wrist[1];
  out.cup = number(file, member(file, node, "cup"));
  if (const Node* elbow = node.find("elbow")) out.elbow_flexion = number(file, *elbow);
  if (!motion::within_limits(out)) throw file.error(node.place, "a joint is bent further than joints go");
  return out;
}

template <class Value>
Value choice(const Document& file, const Node& node, std::initializer_list<std::pair<std::string_view, Value>> words) {
  for (const auto& [word, value] : words)
    if (node.text == word) return value;
  throw file.error(node.place, "unknown word '" + node.text + "'");
}

motion::Grip grip_of(const Document& file, const std::string& tool, const Node& node) {
  only(file, node,
       {"pose", "mesh", "held", "conform", "second", "at", "point", "out", "heading", "across", "turn", "over"});
  motion::Grip out;
  out.tool = tool;
  const auto text = [&](std::string_view key) { return node.find(key) ? node.find(key)->text : std::string(); };
  out.pose = text("pose");
  out.mesh = text("mesh");
  out.held = text("held");
  if (const Node* v = node.find("conform"))
    out.conform = choice<motion::Conform>(file, *v,
                                          {{"drape", motion::Conform::drape},
                                           {"tips", motion::Conform::tips},
                                           {"hang", motion::Conform::hang},
                                           {"rigid", motion::Conform::rigid}});
  if (const Node* v = node.find("second"))
    out.second = choice<motion::Second>(
        file, *v,
        {{"none", motion::Second::none}, {"on_top", motion::Second::on_top}, {"beside", motion::Second::beside}});
  if (const Node* v = node.find("at")) {
    out.load_bone = -1;
    for (int b = 0; b < motion::bone_count; ++b)
      if (motion::bone_name(b) == v->text) out.load_bone = b;
    if (out.load_bone < 0) throw file.error(v->place, "unknown bone '" + v->text + "'");
  }
  if (const Node* v = node.find("point")) out.load_point = vector(file, *v);
  if (const Node* v = node.find("out")) out.load_normal = normalize_or(vector(file, *v), Vec3(0, 0, 1));
  if (const Node* v = node.find("heading")) out.heading = normalize_or(vector(file, *v), Vec3(0, 1, 0));
  if (const Node* v = node.find("across")) out.across = choice<bool>(file, *v, {{"true", true}, {"false", false}});
  if (const Node* v = node.find("turn")) out.turn_deg = number(file, *v);
  if (const Node* v = node.find("over")) out.averaging_mm = number(file, *v);
  return out;
}

}  // namespace

motion::HandSizes read_hand_sizes(const std::filesystem::path& path) {
  const Document file = yaml::read_yaml(path);
  motion::HandSizes out;
  const Node& fingers = member(file, file.root, "fingers");
  for (size_t i = 0; i < 4; ++i) out.fingers[i] = finger_sizes(file, member(file, fingers, finger_names[i]));
  out.thumb = finger_sizes(file, member(file, file.root, "thumb"));
  for (const Node& row : member(file, file.root, "forearm").items) {
    const auto v = numbers(file, row, 3);
    if (!out.forearm.empty() && v[0] <= out.forearm.back().along_mm)
      throw file.error(row.place, "sections of the forearm go from the wrist to the elbow");
    out.forearm.push_back({v[0], v[1], v[2]});
  }
  if (out.forearm.size() < 2) throw file.error(file.root.place, "the forearm needs two sections or more");
  out.elbow_mm = number(file, member(file, file.root, "elbow"));
  return out;
}

motion::HandPoses read_hand_poses(const std::filesystem::path& folder) {
  const Document file = yaml::read_yaml(folder / "poses.yaml");
  motion::HandPoses out;
  out.sizes = read_hand_sizes(folder / "sizes.yaml");
  for (const yaml::Entry& entry : member(file, file.root, "poses").entries)
    out.poses.emplace(entry.key, pose_of(file, entry.value));
  for (const yaml::Entry& entry : member(file, file.root, "grips").entries) {
    out.grips.push_back(grip_of(file, entry.key, entry.value));
    const motion::Grip& grip = out.grips.back();
    if (!grip.mesh.empty() && !out.poses.contains(grip.pose))
      throw file.error(entry.value.place, "unknown pose '" + grip.pose + "'");
  }
  return out;
}

}  // namespace palpate
