#include "io/vertex_order.h"

namespace palpate {

std::vector<uint32_t> order_by_first_use(std::vector<uint32_t>& triangles, size_t vertex_count) {
  constexpr uint32_t unused = 0xFFFFFFFFu;
  std::vector<uint32_t> place(vertex_count, unused), order;
  order.reserve(vertex_count);
  for (uint32_t& index : triangles) {
    if (place[index] == unused) {
      place[index] = static_cast<uint32_t>(order.size());
      order.push_back(index);
    }
    index = place[index];
  }
  return order;
}

}  // namespace palpate
