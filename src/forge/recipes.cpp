#include "forge/recipe.h"

namespace palpate::forge {

std::vector<Recipe> recipes() {
  std::vector<Recipe> list;
  add_vertebrae(list);
  return list;
}

}  // namespace palpate::forge
