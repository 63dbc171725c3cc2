#pragma once
// Sorting things that hang on vertices (edges, triangles): dealt out to the vertex first, then sorted in small heaps.
// Several times as fast as sorting the whole list.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace palpate {

/// Sorts `list` by `bucket_of` (0 to `buckets` - 1), then by `less`, which must tell any two of one bucket apart or
/// treat them as alike.
template <class T, class BucketOf, class Less>
void bucket_sort(std::vector<T>& list, size_t buckets, const BucketOf& bucket_of, const Less& less) {
  std::vector<size_t> begin(buckets + 1, 0);
  for (const T& one : list) ++begin[static_cast<size_t>(bucket_of(one)) + 1];
  for (size_t b = 1; b <= buckets; ++b) begin[b] += begin[b - 1];
  std::vector<T> sorted(list.size());
  std::vector<size_t> next(begin.begin(), begin.end() - 1);
  for (const T& one : list) sorted[next[static_cast<size_t>(bucket_of(one))]++] = one;
  for (size_t b = 0; b < buckets; ++b)
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(begin[b]),
              sorted.begin() + static_cast<std::ptrdiff_t>(begin[b + 1]), less);
  list = std::move(sorted);
}

/// The same for edges as numbers, the smaller vertex in the upper half.
inline void sort_edges(std::vector<uint64_t>& edges, size_t vertices) {
  bucket_sort(edges, vertices, [](uint64_t e) { return e >> 32; }, std::less<>());
}

}  // namespace palpate
