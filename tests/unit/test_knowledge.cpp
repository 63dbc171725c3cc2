#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/text.h"
#include "io/catalogue_file.h"
#include "io/knowledge_file.h"
#include "io/yaml.h"

using namespace palpate;
using namespace palpate::knowledge;
namespace fs = std::filesystem;

namespace {

const fs::path source_dir = PALPATE_SOURCE_DIR;

const Library& library() {
  static const anatomy::Catalogue catalogue = read_catalogue(source_dir / "assets/anatomy");
  static const Library lib = read_knowledge(source_dir / "assets/knowledge", &catalogue);
  return lib;
}

// Rows of a comma-separated table with quoted cells, header first.
std::vector<std::vector<std::string>> read_csv(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream all;
  all << in.rdbuf();
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (const char c : all.str()) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().push_back("");
    } else if (c == '\n' && !quoted) {
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  if (rows.back().size() == 1) rows.pop_back();
  return rows;
}

size_t column(const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  REQUIRE(found != header.end());
  return static_cast<size_t>(found - header.begin());
}

}  // namespace

TEST_CASE("the shipped knowledge is whole and names only structures and landmarks that exist") {
  const Library& lib = library();
  CHECK(lib.techniques.size() >= 24);
  CHECK(lib.points.size() >= 51);
  CHECK(lib.claims.size() >= 48);
  CHECK(lib.starting_states.size() >= 7);
  std::set<std::string> families;
  for (const Technique& t : lib.techniques) families.insert(t.lesson_family);
  CHECK(families.size() == lesson_families().size());
}

TEST_CASE("every claim has a badge, a finding and a source, and nothing from memory looks established") {
  for (const Claim& c : library().claims) {
    CAPTURE(c.id);
    CHECK_FALSE(c.source.empty());
    CHECK_FALSE(c.finding.empty());
    if (c.source.find("from memory") != std::string::npos || c.source.find("not read") != std::string::npos) {
      CHECK(c.confidence != Confidence::seen);
    }
    if (c.source == "no source found") CHECK(c.badge != Badge::supported);
  }
}

TEST_CASE("verdicts of the table of effects become badges as the contract says") {
  CHECK(badge_for_verdict("yes") == Badge::supported);
  CHECK(badge_for_verdict("yes (skin)") == Badge::supported);
  CHECK(badge_for_verdict("yes but small and short") == Badge::mixed);
  CHECK(badge_for_verdict("skin only") == Badge::mixed);
  CHECK(badge_for_verdict("association only") == Badge::mixed);
  CHECK(badge_for_verdict("no - contradicted") == Badge::not_supported);
  CHECK(badge_for_verdict("unproven") == Badge::not_supported);
  CHECK(badge_for_verdict("not supported alone") == Badge::not_supported);
  CHECK(badge_for_verdict("as quoted") == Badge::no_source);
  CHECK_FALSE(badge_for_verdict("context"));
}

TEST_CASE("names of badges, confidence and basis survive the way to text and back") {
  for (const Badge b : {Badge::supported, Badge::mixed, Badge::not_supported, Badge::tradition, Badge::no_source}) {
    CHECK(badge_from(to_string(b)) == b);
  }
  CHECK(confidence_from("from memory") == Confidence::from_memory);
  CHECK(basis_from(to_string(Basis::design_estimate)) == Basis::design_estimate);
  CHECK_FALSE(badge_from("proven"));
}

TEST_CASE("one table maps our slugs to the facts; it covers every effect, with the badge its verdict asks for") {
  fs::path facts = source_dir.parent_path() / "shared/reference/facts";
  if (!fs::exists(facts))
    facts = source_dir.parent_path().parent_path() / "shared/reference/facts";  // a checkout in a subfolder
  if (!fs::exists(facts)) {
    MESSAGE("skipped: no facts tables beside the project");
    return;
  }
  const Library& lib = library();
  const std::set<std::string> not_ours{"mll_rabbit", "CUN"};  // an animal protocol and a note on units
  for (const std::string table : {"techniques", "points", "effects"}) {
    const auto rows = read_csv(facts / (table + ".csv"));
    std::map<std::string, std::vector<std::string>> by_key;
    for (size_t i = 1; i < rows.size(); ++i) by_key[rows[i][0]] = rows[i];
    std::set<std::string> covered;
    for (const auto& [slug, keys] : lib.facts_keys.at(table)) {
      CAPTURE(slug);
      CHECK((lib.technique(slug) || lib.point(slug) || lib.claim(slug) || lib.screen(slug)));
      for (const std::string& key : keys) {
        CHECK(by_key.contains(key));
        CHECK(covered.insert(key).second);
        if (const Claim* claim = lib.claim(slug); claim && table == "effects" && by_key.contains(key)) {
          const auto badge = badge_for_verdict(by_key[key][column(rows[0], "supported")]);
          if (badge) CHECK(to_string(claim->badge) == to_string(*badge));
        }
      }
    }
    for (const auto& [key, row] : by_key) {
      CAPTURE(table);
      CAPTURE(key);
      CHECK((covered.contains(key) || not_ours.contains(key)));
    }
  }
}

TEST_CASE("pain leads to points, trigger points first, and those to a technique") {
  const auto points = library().points_for_pain("buttock");
  REQUIRE(points.size() >= 4);
  CHECK(points.front()->kind == PointKind::trigger_point);
  CHECK(points.back()->kind == PointKind::acupoint);
  CHECK(library().points_for_pain("nose").empty());
}

TEST_CASE("the check refuses doubles, unknown references, missing sources and ranges out of order") {
  const auto broken = [](auto&& change) {
    Library lib = library();
    change(lib);
    CHECK_THROWS_AS(check(lib), Error);
  };
  CHECK_NOTHROW(check(library()));
  broken([](Library& l) { l.claims.push_back(l.claims.front()); });
  broken([](Library& l) { l.points.push_back(l.points.front()); });
  broken([](Library& l) { l.claims.front().source = " "; });
  broken([](Library& l) { l.techniques.front().claims.push_back("nothing"); });
  broken([](Library& l) { l.techniques.front().force_N->low = 1e3; });
  broken([](Library& l) { l.techniques.front().lesson_family = "swedisch"; });
  broken([](Library& l) { l.cautions.front().gentler.clear(); });
  broken([](Library& l) { l.starting_states.back().tense.front().tension = 1.5; });
}

TEST_CASE("a mistyped key is named with its place") {
  const fs::path folder = fs::temp_directory_path() / "palpate_knowledge_test";
  fs::remove_all(folder);
  fs::copy(source_dir / "assets/knowledge", folder);
  const std::string text = read_text_file(folder / "screening.yaml");
  std::string bad = text;
  bad.replace(bad.find("extent:"), 7, "extend:");
  std::ofstream(folder / "screening.yaml") << bad;
  try {
    read_knowledge(folder);
    FAIL("accepted a mistyped key");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("screening.yaml:3:") != std::string::npos);
    CHECK(std::string(error.what()).find("extent") != std::string::npos);
  }
  fs::remove_all(folder);
}

TEST_CASE("nothing a reader sees about cautions promises harmlessness") {
  for (const auto& file : fs::directory_iterator(source_dir / "assets/knowledge")) {
    const std::string text = to_lower(read_text_file(file.path()));
    CAPTURE(file.path().filename().string());
    CHECK(text.find("safe") == std::string::npos);
    CHECK(text.find("safely") == std::string::npos);
  }
}
