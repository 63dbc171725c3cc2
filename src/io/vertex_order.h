#pragma once
// Files keep vertices in the order in which their triangles first name them. Newer versions of Assimp put them in that
// order when they read glTF, older ones leave them as they are: written so, both give the same lists back.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace palpate {

/// Renumbers `triangles` (each < `vertex_count`) by first use. Gives, for each new vertex, its old index; vertices that
/// no triangle names are left out.
std::vector<uint32_t> order_by_first_use(std::vector<uint32_t>& triangles, size_t vertex_count);

/// `values[order[i]]` for each i; an empty list stays empty.
template <class Value>
std::vector<Value> in_order(const std::vector<Value>& values, const std::vector<uint32_t>& order) {
  std::vector<Value> out;
  if (values.empty()) return out;
  out.reserve(order.size());
  for (const uint32_t i : order) out.push_back(values[i]);
  return out;
}

/// Each list in its new order.
template <class... Lists>
void put_in_order(const std::vector<uint32_t>& order, Lists&... lists) {
  ((lists = in_order(lists, order)), ...);
}

}  // namespace palpate
