#include "core/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>

namespace palpate {

void parallel_for(size_t count, size_t grain, const std::function<void(size_t, size_t)>& body) {
  if (count == 0) return;
  tbb::parallel_for(tbb::blocked_range<size_t>(0, count, grain == 0 ? 1 : grain),
                    [&body](const tbb::blocked_range<size_t>& range) { body(range.begin(), range.end()); });
}

size_t thread_count() { return static_cast<size_t>(tbb::info::default_concurrency()); }

}  // namespace palpate
