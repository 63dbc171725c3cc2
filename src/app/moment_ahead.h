#pragma once
// Moments of a playing lesson, worked out on another core while the picture before is drawn.

#include <future>
#include <memory>
#include <optional>

#include "session/document.h"
#include "session/moment.h"
#include "session/settings.h"
#include "session/view.h"

namespace palpate::app {

class MomentAhead {
 public:
  struct Wanted {
    std::shared_ptr<const session::Document> document;
    const session::View& view;
    const session::Settings& settings;
    double time_s = 0.0;
    double max_age_s = 0.0;  ///< of fields that may be kept from the moment before
    bool goes_on = false;    ///< a next one will be asked for, as much later as this one is than the one before
  };
  MomentAhead() = default;
  ~MomentAhead();
  MomentAhead(const MomentAhead&) = delete;
  MomentAhead& operator=(const MomentAhead&) = delete;

  /// Where playback goes on: the moment begun before, when it is of this document and within `tolerance_s` of the time
  /// asked for; else that very moment, worked out now.
  std::shared_ptr<const session::Moment> take(const Wanted& wanted);
  /// Begins with the next one, if the last wanted goes on. Called when the picture begins to be drawn.
  void begin_next();
  /// Waits for what was begun.
  void settle();
  /// Half the time between two pictures of a slow machine: nobody sees it.
  static constexpr double tolerance_s = 0.025;

 private:
  struct Next {
    std::shared_ptr<const session::Document> document;
    session::View view;
    session::Settings settings;
    double time_s = 0.0, max_age_s = 0.0;
  };
  std::shared_ptr<const session::Document> document_;  ///< of `last_`
  std::shared_ptr<const session::Moment> last_;
  double last_time_s_ = 0.0;
  std::optional<Next> next_;
  std::future<std::shared_ptr<const session::Moment>> coming_;
  std::shared_ptr<const session::Document> coming_document_;
  double coming_time_s_ = 0.0;
};

}  // namespace palpate::app
