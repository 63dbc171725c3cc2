#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "io/yaml.h"

using namespace palpate;
using yaml::parse_yaml;

namespace {

// What the reader says about a text, or "" where it is content.
std::string complaint(const std::string& text) {
  try {
    parse_yaml(text, "a.yaml");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

bool begins(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

}  // namespace

TEST_CASE("a tree knows its order, kinds, quotes and places") {
  const yaml::Document d =
      parse_yaml("title: Strokes\nforce: \"20\"\nsteps:\n  - name: é\n    for: 4 s\n  - [1, 2]\nempty:\n", "a.yaml");
  REQUIRE(d.root.is_mapping());
  REQUIRE(d.root.entries.size() == 4);
  CHECK(d.root.entries[2].key == "steps");
  CHECK(d.root.entries[2].key_place.line == 3);
  CHECK(d.root.find("title")->text == "Strokes");
  CHECK_FALSE(d.root.find("title")->quoted);
  CHECK(d.root.find("title")->place.column == 8);
  CHECK(d.root.find("force")->quoted);
  const yaml::Node& steps = *d.root.find("steps");
  REQUIRE(steps.items.size() == 2);
  CHECK(steps.items[0].find("name")->text == "é");
  CHECK(steps.items[0].find_entry("for")->key_place.line == 5);
  CHECK(steps.items[0].find_entry("for")->key_place.column == 5);
  CHECK(steps.items[0].find("for")->place.column == 10);
  CHECK(steps.items[1].items[1].place.line == 6);
  CHECK(steps.items[1].items[1].place.column == 9);
  CHECK(d.root.find("empty")->is_null());
  CHECK(d.root.find("nothing") == nullptr);
  CHECK(d.at(d.root.find("title")->place) == "a.yaml:1:8");
}

TEST_CASE("an empty file is a null document, folded and block text are unfolded") {
  CHECK(parse_yaml("", "a").root.is_null());
  CHECK(parse_yaml("# only a word\n", "a").root.is_null());
  CHECK(parse_yaml("a: >\n  one\n  two\n", "a").root.find("a")->text == "one two\n");
  CHECK(parse_yaml("a: 'it''s'\n", "a").root.find("a")->text == "it's");
}

TEST_CASE("what could surprise is refused where it stands") {
  CHECK(begins(complaint("a: 1\nb: &x 2\n"), "a.yaml:2:"));
  CHECK(begins(complaint("a: &x 1\nb: *x\n"), "a.yaml:1:"));
  CHECK(begins(complaint("a: 1\nb: *x\n"), "a.yaml:2:4: aliases"));
  CHECK(begins(complaint("a: !int 1\n"), "a.yaml:1:"));
  CHECK(begins(complaint("a:\n  <<: {b: 1}\n"), "a.yaml:2:3: merge keys"));
  CHECK(begins(complaint("a: 1\nb: 2\na: 3\n"), "a.yaml:3:1: 'a' is given twice (first in line 1)"));
  CHECK(begins(complaint("a: {b: 1, b: 2}\n"), "a.yaml:1:11: 'b' is given twice"));
  CHECK(begins(complaint("a: 1\n---\nb: 2\n"), "a.yaml:2:"));
  CHECK(begins(complaint("%YAML 1.2\n---\na: 1\n"), "a.yaml:"));
  CHECK(begins(complaint("? [a]\n: 1\n"), "a.yaml:1:3: a list or mapping cannot be a key"));
  CHECK(begins(complaint("a: caf\xE9\n"), "a.yaml:1:7: is not UTF-8"));
  CHECK(begins(complaint("a: 1\nb: x\x01y\n"), "a.yaml:2:5: control byte 0x01"));
  CHECK(begins(complaint(std::string("a: \0", 4)), "a.yaml:1:4"));
}

TEST_CASE("broken syntax is told with its line") {
  CHECK(begins(complaint("a: 1\nb: \"never closed\n"), "a.yaml:"));
  CHECK(begins(complaint("a: [1, 2\nb: 3\n"), "a.yaml:"));
  CHECK(begins(complaint("a: 1\n b: 2\n"), "a.yaml:1:4: "));
  CHECK(begins(complaint("a: b: c\n"), "a.yaml:1:"));
  CHECK(begins(complaint("\ta: 1\n"), "a.yaml:1:"));
  CHECK(begins(complaint("a:\n  - 1\n b: 1\n"), "a.yaml:"));
}

TEST_CASE("depth and size are bounded") {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '[') + std::string(static_cast<size_t>(depth), ']');
  };
  CHECK(complaint(nested(32)).empty());
  CHECK(complaint(nested(33)).find("levels deep") != std::string::npos);
  CHECK_FALSE(complaint(std::string(100000, '[')).empty());
  CHECK_FALSE(complaint(std::string(100000, '{')).empty());
  CHECK(complaint("a: " + std::string(yaml::max_bytes, 'x')).find("larger than 4 MiB") != std::string::npos);
}

TEST_CASE("a checker gets a Problem with a code instead of an exception") {
  std::vector<Problem> problems;
  const yaml::Document d = parse_yaml("a: 1\na: 2\n", "s.yaml", problems);
  REQUIRE(problems.size() == 1);
  CHECK(to_string(problems[0]) ==
        "s.yaml:2:1: error: 'a' is given twice (first in line 1) (keep one of them) [yaml-duplicate-key]");
  CHECK(d.root.is_null());
}

TEST_CASE("damaged texts are refused or read, never fatal") {
  const std::string whole =
      "title: \"A \\\"word\\\"\"\nsteps:\n  - {name: x, for: 3 s}\n  - name: >-\n      folded\n      text\n    at: [1, "
      "2, 'three']\n# end\n";
  std::mt19937 random(7);  // fixed: a failure repeats
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole;
    for (int k = 0; k < 1 + i % 4; ++k) {
      const size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = "[]{}:,-&*!|>'\"%@#?\n\t \xC3\x01x"[random() % 24];
          break;
        case 1:
          text.erase(at, 1 + random() % 5);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 20));
      }
      if (text.empty()) text = " ";
    }
    complaint(text);
  }
}

TEST_CASE("files that cannot be read say why") {
  const auto words = [](const std::filesystem::path& p, size_t limit) {
    try {
      read_text_file(p, limit);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  const auto folder = std::filesystem::temp_directory_path();
  CHECK(words(folder / "no_such_file.yaml", 10).find("no such file") != std::string::npos);
  CHECK(words(folder, 10).find("is a folder") != std::string::npos);
  const auto path = folder / "palpate_test_text.txt";
  std::ofstream(path) << "0123456789a";
  CHECK(words(path, 10).find("larger than") != std::string::npos);
  CHECK(read_text_file(path, 11) == "0123456789a");
  std::filesystem::remove(path);
}
