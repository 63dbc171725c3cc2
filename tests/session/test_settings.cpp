#include <doctest/doctest.h>

#include <set>

#include "core/error.h"
#include "session/settings.h"

using namespace palpate;
using namespace palpate::session;

TEST_CASE("every row of the settings table is complete and its default lies in its domain") {
  std::set<std::string_view> keys;
  for (const SettingSpec& spec : setting_table()) {
    CAPTURE(spec.key);
    CHECK(keys.insert(spec.key).second);
    CHECK(spec.key.find('.') != std::string_view::npos);
    CHECK(!spec.name.empty());
    CHECK(spec.doc.ends_with('.'));
    CHECK(!domain_of(spec).empty());
    if (spec.type == SettingType::choice) CHECK(spec.choices.size() >= 2);
    if (spec.type == SettingType::number || spec.type == SettingType::whole) CHECK(spec.low < spec.high);
    CHECK_NOTHROW(parse_setting(spec, spec.initial));
  }
}

TEST_CASE("values survive writing and reading") {
  for (const SettingSpec& spec : setting_table()) {
    CAPTURE(spec.key);
    const SettingValue value = parse_setting(spec, spec.initial);
    CHECK(parse_setting(spec, format_setting(spec, value)) == value);
  }
}

TEST_CASE("settings are parsed strictly, with suggestions") {
  Settings settings;
  settings.set("view.skin_opacity", "35 %");
  CHECK(settings.number("view.skin_opacity") == doctest::Approx(0.35));
  settings.set("tissue.fat_thickness", "20 mm");
  CHECK(settings.number("tissue.fat_thickness") == doctest::Approx(20));
  CHECK_THROWS_WITH_AS(settings.set("view.skin_opacty", "1"), doctest::Contains("did you mean 'view.skin_opacity'"),
                       Error);
  CHECK_THROWS_WITH_AS(settings.set("window.theme", "drk"), doctest::Contains("did you mean 'dark'"), Error);
  CHECK_THROWS_WITH_AS(settings.set("view.skin_opacity", "2"), doctest::Contains("0 .. 1"), Error);
  for (const char* bad : {"", "nan", "inf", "1e999", "0.5x", "0,5", "--1", "35 mm"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(settings.set("view.skin_opacity", bad), Error);
  }
  CHECK_THROWS_AS(settings.set("window.width", "100.5"), Error);
  CHECK_THROWS_AS(settings.apply_override("view.skin_opacity"), Error);
  CHECK(settings.number("view.skin_opacity") == doctest::Approx(0.35));
}

TEST_CASE("an override is for this run until the user changes the value") {
  Settings settings;
  settings.apply_override("view.legend=off");
  CHECK(!settings.on("view.legend"));
  CHECK(settings.is_override("view.legend"));
  settings.toggle("view.legend");
  CHECK(!settings.is_override("view.legend"));
}
