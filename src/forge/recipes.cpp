#include "forge/recipe.h"

namespace palpate::forge {

std::vector<Recipe> recipes() {
  std::vector<Recipe> list;
  add_vertebrae(list);
  add_sacrum(list);
  add_discs(list);
  add_hip_bones(list);
  add_femurs(list);
  add_ribs(list);
  add_ligaments(list);
  add_pelvic_ligaments(list);
  add_skin(list);
  add_fasciae(list);
  add_superficial_muscles(list);
  add_wall_muscles(list);
  add_gluteal_muscles(list);
  add_back_muscles(list);
  add_front_muscles(list);
  add_piriformis(list);
  add_intercostals(list);
  add_deep_fasciae(list);
  add_soft_parts(list);
  return list;
}

}  // namespace palpate::forge
