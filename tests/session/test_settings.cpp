#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/error.h"
#include "session/settings.h"
#include "session/settings_file.h"

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

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    static int count = 0;
    path = std::filesystem::temp_directory_path() /
           ("palpate_settings_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("remembered settings survive a round trip, overrides and unknown keys too") {
  Folder folder;
  const auto path = folder.path / "deep" / "settings.yaml";
  {
    Settings settings;
    SettingsFile file(path);
    CHECK(file.load(settings).empty());
    settings.set("window.theme", "dark");
    settings.set("view.skin_opacity", "0.35");
    settings.set("play.speed", "2");  // not remembered
    file.save(settings);
  }
  {
    std::ofstream(path, std::ios::app) << "later.version: [1, 2]\n";
    Settings settings;
    SettingsFile file(path);
    const auto problems = file.load(settings);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == "unknown-setting");
    CHECK(settings.text("window.theme") == "dark");
    CHECK(settings.number("view.skin_opacity") == doctest::Approx(0.35));
    CHECK(settings.number("play.speed") == 1.0);
    settings.apply_override("window.theme=day");
    settings.set("view.legend", "off");
    file.save(settings);
  }
  Settings settings;
  SettingsFile file(path);
  file.load(settings);
  CHECK(settings.text("window.theme") == "dark");
  CHECK(!settings.on("view.legend"));
  CHECK(text_of(path).find("later.version: [1, 2]") != std::string::npos);
}

TEST_CASE("a damaged settings file is a warning and is put aside, not lost") {
  Folder folder;
  const auto path = folder.path / "settings.yaml";
  std::ofstream(path) << "window.theme: \"dark\n";
  Settings settings;
  SettingsFile file(path);
  CHECK(file.load(settings).size() == 1);
  settings.set("view.legend", "off");
  file.save(settings);
  CHECK(std::filesystem::exists(path.string() + ".broken"));
  Settings again;
  CHECK(SettingsFile(path).load(again).empty());
  CHECK(!again.on("view.legend"));
}

TEST_CASE("a run without a window takes --config and --set, nothing remembered") {
  Folder folder;
  const auto path = folder.path / "mine.yaml";
  std::ofstream(path) << "view.skin_opacity: 0.5\n";
  const Settings settings = settings_for_run(path, {"view.skin_opacity=0.25", "view.labels=few"});
  CHECK(settings.number("view.skin_opacity") == doctest::Approx(0.25));
  CHECK(settings.text("view.labels") == "few");
  CHECK_THROWS_AS(settings_for_run(folder.path / "none.yaml", {}), Error);
  CHECK_THROWS_AS(settings_for_run({}, {"view.labels=lots"}), Error);
}
