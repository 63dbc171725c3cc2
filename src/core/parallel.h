#pragma once
// Parallel loops. The result never depends on the number of threads: each index writes its own place.

#include <cstddef>
#include <functional>

namespace palpate {

/// Calls body(begin, end) over disjoint ranges covering [0, count), `grain` indices or more at a time. Exceptions pass out.
void parallel_for(size_t count, size_t grain, const std::function<void(size_t begin, size_t end)>& body);

/// Number of threads that parallel_for may use.
size_t thread_count();

}  // namespace palpate
