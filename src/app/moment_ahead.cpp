#include "app/moment_ahead.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "session/evaluate.h"

namespace palpate::app {
namespace {

constexpr double kShortest_s = 0.004, kLongest_s = 0.25;  // between two pictures; beyond that nothing can be foretold

}  // namespace

MomentAhead::~MomentAhead() {
  settle();
}

void MomentAhead::settle() {
  if (coming_.valid()) coming_.wait();
}

std::shared_ptr<const session::Moment> MomentAhead::take(const Wanted& wanted) {
  const double before_s = last_time_s_;
  const bool same = wanted.document == document_;
  std::shared_ptr<const session::Moment> moment;
  if (coming_.valid()) {
    auto made = coming_.get();
    if (wanted.goes_on && coming_document_ == wanted.document &&
        std::abs(coming_time_s_ - wanted.time_s) <= tolerance_s)
      moment = std::move(made);
  }
  if (!moment) {
    const session::FieldReuse reuse{same ? last_.get() : nullptr, wanted.max_age_s};
    moment = std::make_shared<const session::Moment>(
        session::evaluate(*wanted.document, wanted.view, wanted.settings, wanted.time_s, reuse));
  }
  document_ = wanted.document, last_ = moment, last_time_s_ = wanted.time_s;
  const double step_s = wanted.time_s - before_s;
  next_.reset();
  if (wanted.goes_on && same && step_s >= kShortest_s && step_s <= kLongest_s)
    next_ = Next{wanted.document, wanted.view, wanted.settings, wanted.time_s + step_s, wanted.max_age_s};
  return moment;
}

void MomentAhead::begin_next() {
  if (!next_) return;
  coming_document_ = next_->document, coming_time_s_ = next_->time_s;
  coming_ = std::async(std::launch::async, [next = std::move(*next_), previous = last_] {
    return std::make_shared<const session::Moment>(
        session::evaluate(*next.document, next.view, next.settings, next.time_s, {previous.get(), next.max_age_s}));
  });
  next_.reset();
}

}  // namespace palpate::app
