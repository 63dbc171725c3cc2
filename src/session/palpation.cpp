#include "session/palpation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "tissue/stack.h"

namespace palpate::session {
namespace {

constexpr double kThinnest_mm = 3.0, kDeepest_mm = 80.0;
constexpr size_t kChoices = 4;

struct Ground {
  std::string_view landmark;
  float lateral_from, lateral_to, up_from, up_to;  ///< mm over the skin from the landmark
};
/// Where students learn to find things; offsets are design estimates.
constexpr std::array<Ground, 4> kGrounds{{{"spinous_process_l3", 15.0f, 90.0f, -60.0f, 50.0f},
                                          {"spinous_process_l4", 12.0f, 70.0f, -40.0f, 30.0f},
                                          {"sacral_base", 12.0f, 60.0f, -50.0f, 0.0f},
                                          {"sacral_base", 70.0f, 120.0f, -110.0f, -20.0f}}};

std::string without_side(const std::string& name) {
  const size_t comma = name.rfind(", ");
  const std::string end = comma == std::string::npos ? "" : name.substr(comma + 2);
  return end == "left" || end == "right" ? name.substr(0, comma) : name;
}

std::string name_of(const Document& document, const std::string& id) {
  const anatomy::Structure* structure = document.atlas->find(id);
  return structure && !structure->info.name.empty() ? without_side(structure->info.name) : id;
}

bool may_be_asked(const tissue::StackLayer& layer) {
  return layer.tissue != anatomy::Tissue::skin && layer.tissue != anatomy::Tissue::fat &&
         layer.thickness_mm >= kThinnest_mm && layer.depth_mm <= kDeepest_mm;
}

tissue::Stack stack_at(const Document& document, const Vec3& at, const Vec3& normal) {
  technique::Contact finger;
  finger.tool = "fingertips";
  finger.position_mm = at, finger.normal = normal, finger.push = -normal;
  finger.direction = normalize_or(glm::cross(normal, Vec3(1, 0, 0)), Vec3(0, 1, 0));
  finger.area_cm2 = 5.0f, finger.force_N = 5.0f, finger.pressure_kPa = 10.0f;
  return tissue::stack_under(*document.body, finger, tissue::make_properties(*document.library), document.tissue);
}

/// Names that could be confused with the answer: its neighbours in the stack first, then muscles and bones of the
/// atlas, nearest layers first.
std::vector<std::string> decoys(const Document& document, const tissue::Stack& stack, const std::string& answer,
                                std::mt19937& random) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (name != answer && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const tissue::StackLayer& layer : stack.layers) {
    if (may_be_asked(layer)) add(name_of(document, layer.structure));
  }
  std::vector<std::string> others;
  for (const anatomy::Structure& structure : document.atlas->structures) {
    const anatomy::Tissue tissue = structure.info.tissue;
    if (tissue == anatomy::Tissue::muscle || tissue == anatomy::Tissue::bone)
      others.push_back(without_side(structure.info.name.empty() ? structure.info.id : structure.info.name));
  }
  std::shuffle(others.begin(), others.end(), random);
  for (const std::string& name : others) add(name);
  return names;
}

}  // namespace

std::optional<PalpationQuestion> palpation_question(const Document& document, const Vec3& at_mm, const Vec3& normal,
                                                    uint32_t seed) {
  if (!document.body || !document.library || !document.atlas) return std::nullopt;
  const tissue::Stack stack = stack_at(document, at_mm, normal);
  std::vector<const tissue::StackLayer*> asked;
  for (const tissue::StackLayer& layer : stack.layers) {
    if (may_be_asked(layer)) asked.push_back(&layer);
  }
  if (asked.empty()) return std::nullopt;
  std::mt19937 random(seed);
  const tissue::StackLayer& layer = *asked[random() % asked.size()];
  PalpationQuestion question;
  question.at_mm = at_mm, question.normal = normal;
  question.structure = layer.structure;
  question.depth_mm = std::round(layer.depth_mm + 0.5 * std::min(layer.thickness_mm, 12.0));
  const std::string answer = name_of(document, layer.structure);
  question.choices = decoys(document, stack, answer, random);
  question.choices.resize(std::min(question.choices.size(), kChoices - 1));
  question.choices.push_back(answer);
  std::shuffle(question.choices.begin(), question.choices.end(), random);
  question.right = static_cast<size_t>(std::find(question.choices.begin(), question.choices.end(), answer) -
                                       question.choices.begin());
  for (const tissue::StackLayer& passed : stack.layers) {
    if (passed.depth_mm > question.depth_mm) break;
    question.layers.push_back(fmt::format("{}, {:.0f} to {:.0f} mm", name_of(document, passed.structure),
                                          passed.depth_mm, passed.depth_mm + passed.thickness_mm));
  }
  return question;
}

std::optional<technique::ChartPoint> palpation_place(const Document& document, uint32_t seed) {
  if (!document.skin || document.skin->empty() || !document.atlas) return std::nullopt;
  std::mt19937 random(seed);
  const Ground& ground = kGrounds[random() % kGrounds.size()];
  const auto mark = document.atlas->landmarks.find(std::string(ground.landmark));
  if (mark == document.atlas->landmarks.end()) return std::nullopt;
  const auto along = [&](float from, float to) {
    return glm::mix(from, to, static_cast<float>(random() % 1024u) / 1023.0f);
  };
  technique::ChartPoint at = document.skin->above(mark->second);
  at.lateral += along(ground.lateral_from, ground.lateral_to) * (random() % 2u ? 1.0f : -1.0f);
  at.height += along(ground.up_from, ground.up_to);
  return at;
}

}  // namespace palpate::session
