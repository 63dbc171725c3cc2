#include <doctest/doctest.h>

#include "render/views.h"
#include "technique/vocabulary.h"

using namespace palpate;

TEST_CASE("the views that scenes may name are the views that pictures know, in the same order") {
  const auto ids = technique::view_ids();
  const auto& views = render::views();
  REQUIRE(ids.size() == views.size());
  for (size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == views[i].id);
}
