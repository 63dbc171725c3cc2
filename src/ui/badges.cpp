#include "ui/badges.h"

#include <string_view>

#include "ui/widgets.h"

namespace palpate::ui {
namespace {

struct BadgeLook {
  Icon icon;
  std::string_view word;
};

BadgeLook look_of(knowledge::Badge badge) {
  switch (badge) {
    case knowledge::Badge::supported:
      return {Icon::check, "supported"};
    case knowledge::Badge::mixed:
      return {Icon::half, "mixed"};
    case knowledge::Badge::not_supported:
      return {Icon::slash, "not supported"};
    case knowledge::Badge::tradition:
      return {Icon::diamond, "tradition"};
    case knowledge::Badge::no_source:
      return {Icon::ring, "no source found"};
  }
  return {Icon::ring, "no source found"};
}

}  // namespace

void badge_pill(knowledge::Badge badge) {
  const BadgeLook look = look_of(badge);
  pill(look.icon, look.word, badge == knowledge::Badge::supported ? palette().accent : palette().faint);
}

}  // namespace palpate::ui
