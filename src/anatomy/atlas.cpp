#include "anatomy/atlas.h"

#include <algorithm>

namespace palpate::anatomy {

int Atlas::index_of(std::string_view id) const {
  const auto found = std::find_if(structures.begin(), structures.end(), [&](const Structure& s) { return s.info.id == id; });
  return found == structures.end() ? -1 : static_cast<int>(found - structures.begin());
}

const Structure* Atlas::find(std::string_view id) const {
  const int index = index_of(id);
  return index < 0 ? nullptr : &structures[static_cast<size_t>(index)];
}

Box3 Atlas::bounds() const {
  Box3 box;
  for (const Structure& s : structures) box.add(s.bounds);
  return box;
}

size_t Atlas::triangle_count(size_t level) const {
  size_t count = 0;
  for (const Structure& s : structures) count += s.levels[std::min(level, s.levels.size() - 1)].triangle_count();
  return count;
}

}  // namespace palpate::anatomy
