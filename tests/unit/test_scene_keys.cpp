#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "io/quantity.h"
#include "io/scene_keys.h"
#include "technique/vocabulary.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// With PALPATE_UPDATE set, the file is rewritten instead: that is how the shipped copies are made.
void keep_equal(const fs::path& file, const std::string& wanted) {
  if (std::getenv("PALPATE_UPDATE")) std::ofstream(file) << wanted;
  CHECK_MESSAGE(text_of(file) == wanted, file.filename().string(),
                " differs from the key table: run the unit tests with PALPATE_UPDATE=1");
}

}  // namespace

TEST_CASE("the JSON Schema and the documentation say what the reader's table says") {
  const fs::path root = PALPATE_SOURCE_DIR;
  keep_equal(root / "scenes" / "scene.schema.json", scene_schema());
  const fs::path page = root / "docs" / "scenes.md";
  std::string text = text_of(page);
  const std::string begin = "<!-- keys: begin -->\n", end = "<!-- keys: end -->";
  const size_t from = text.find(begin), to = text.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  text.replace(from + begin.size(), to - from - begin.size(), "\n" + scene_key_tables() + "\n");
  keep_equal(page, text);
}

TEST_CASE("quantities carry their unit") {
  CHECK(parse_quantity("25 N", UnitKind::force).value == 25.0);
  CHECK(parse_quantity("2.5cm", UnitKind::length).value == 25.0);
  CHECK(parse_quantity("80 /min", UnitKind::rate).value == doctest::Approx(80.0 / 60.0));
  CHECK(parse_quantity("35 %", UnitKind::percent).value == doctest::Approx(0.35));
  CHECK(parse_quantity("45 degC", UnitKind::temperature).value == 45.0);
  CHECK(parse_quantity("4 min", UnitKind::time).value == 240.0);
  CHECK(parse_quantity("25", UnitKind::force).code == "missing-unit");
  CHECK(parse_quantity("25 cm", UnitKind::force).code == "wrong-unit");
  CHECK(parse_quantity("N", UnitKind::force).code == "bad-number");
  CHECK(parse_quantity("inf N", UnitKind::force).code == "bad-number");
  CHECK(parse_quantity("nan s", UnitKind::time).code == "bad-number");
  CHECK(parse_quantity("3 N", UnitKind::none).code == "wrong-unit");
  CHECK(parse_quantity("15 furlongs", UnitKind::speed).problem.find("cm/s") != std::string::npos);
}

TEST_CASE("every key has a meaning, every choice its words, and a thousandfold value leaves its range") {
  for (const KeyRow& row : scene_keys()) {
    CAPTURE(row.key);
    CHECK_FALSE(row.doc.empty());
    if (row.type == KeyType::choice) CHECK_FALSE(words_of(row.choices).empty());
    if (row.type == KeyType::quantity) {
      CHECK(row.hi < 1000.0 * parse_quantity(row.example, row.unit).value);
      const double example = parse_quantity(row.example, row.unit).value;
      CHECK((row.lo <= example && example <= row.hi));
    }
    if (row.object == "action") CHECK(row.uses != 0);
    CHECK((row.needs & ~row.uses) == 0);
  }
}

TEST_CASE("Walton levels rise with force and fall with area; a level's own force lies inside it") {
  CHECK(technique::walton_level(0.0f, 0.0f) == 0);
  CHECK(technique::walton_level(18.0f, 1.5f) == 1);
  CHECK(technique::walton_level(150.0f, 250.0f) == 5);
  for (int level = 1; level <= 5; ++level) {
    for (const float area : {2.0f, 12.0f, 60.0f, 150.0f}) {
      const float force = technique::walton_force_N(level, area);
      CHECK(technique::walton_level(force, 10.0f * force / area) == level);
    }
  }
}
