#pragma once
// Blind palpation: the skin alone is shown; what lies at this place, at this depth? Then the body is peeled to check.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "session/document.h"

namespace palpate::session {

struct PalpationQuestion {
  Vec3 at_mm{0.0f}, normal{0.0f, 0.0f, -1.0f};  ///< on the skin, outward
  double depth_mm = 0.0;                        ///< straight in from the skin
  std::string structure;                        ///< id of what lies there
  std::vector<std::string> choices;             ///< names without sides, in the order shown
  size_t right = 0;                             ///< index of the true one
  std::vector<std::string> layers;              ///< "Skin, 0 to 2 mm", … down to the answer: for afterwards
};

/// A question for a place on the skin. Layers thinner than 3 mm, skin and fat are not asked for. Nothing where no
/// other layer lies under the place. Equal seeds give equal questions.
std::optional<PalpationQuestion> palpation_question(const Document& document, const Vec3& at_mm, const Vec3& normal,
                                                    uint32_t seed);
/// A place on the back that a seed stands for: beside the spine, over the crest or on the buttock.
std::optional<technique::ChartPoint> palpation_place(const Document& document, uint32_t seed);

}  // namespace palpate::session
