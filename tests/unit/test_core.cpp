#include <doctest/doctest.h>

#include "core/error.h"
#include "core/text.h"

using namespace palpate;

TEST_CASE("an error reads where, what and cure") {
  const Error e("a.yaml:3:7", "unknown structure 'multifidis'", "did you mean 'multifidus'?");
  CHECK(std::string(e.what()) == "a.yaml:3:7: unknown structure 'multifidis' (did you mean 'multifidus'?)");
  CHECK(std::string(Error("", "no file").what()) == "no file");
}

TEST_CASE("suggestions find slips of the finger and nothing far away") {
  const std::vector<std::string> names{"multifidus", "quadratus_lumborum", "skin"};
  CHECK(nearest("multifidis", names) == "multifidus");
  CHECK(nearest("qadratus_lumborum", names) == "quadratus_lumborum");
  CHECK(nearest("sikn", names) == "skin");
  CHECK(nearest("femur", names).empty());
}

TEST_CASE("ids are lower snake case") {
  CHECK(to_id("Vertebra L3 (left)") == "vertebra_l3_left");
  CHECK(to_id("__Äx--1") == "x_1");
  CHECK(to_id("").empty());
}

TEST_CASE("UTF-8 is checked strictly") {
  CHECK(is_utf8("caf\xC3\xA9"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));              // overlong
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));          // surrogate
  CHECK_FALSE(is_utf8("\xF5\x80\x80\x80"));      // beyond U+10FFFF
  CHECK_FALSE(is_utf8("\xE2\x82"));              // cut off
  CHECK_FALSE(is_utf8(std::string_view("a\0b", 3)));
}
