// Every key of every lesson deleted, mistyped, given a wrong unit, made a thousandfold: an error at that line, or a key
// the table lists as optional.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <algorithm>

#include <chrono>
#include <regex>

#include "io/scene_file.h"
#include "io/scene_keys.h"
#include "io/yaml.h"
#include "synthetic_back.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

const fs::path scenes = fs::path(PALPATE_SOURCE_DIR) / "scenes";

// A tree written with every key on a line of its own, so that a mutation has a line.
struct Written {
  std::string text;
  int line = 1;
  std::map<const yaml::Entry*, int> line_of;
  std::map<const yaml::Node*, std::pair<int, int>> block_of;  ///< first and last line of a mapping
};

std::string scalar_text(const yaml::Node& n) {
  static const std::regex plain("[A-Za-z0-9][A-Za-z0-9 _/.%-]*");
  if (!n.quoted && std::regex_match(n.text, plain)) return n.text;
  std::string out = "\"";
  for (const char c : n.text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

void write(const yaml::Node& node, int indent, Written& out) {
  const auto new_line = [&](const std::string& s) {
    out.text += std::string(static_cast<size_t>(indent), ' ') + s + "\n", ++out.line;
  };
  const auto child = [&](const std::string& head, const yaml::Node& value) {
    if (value.is_scalar()) {
      new_line(head + " " + scalar_text(value));
    } else {
      new_line(head);
      write(value, indent + 2, out);
    }
  };
  const int first = out.line;
  for (const yaml::Entry& e : node.entries) {
    out.line_of[&e] = out.line;
    child(e.key + ":", e.value);
  }
  for (const yaml::Node& item : node.items) child("-", item);
  if (node.is_mapping()) out.block_of[&node] = {first, out.line - 1};
}

Written written(const yaml::Node& root) {
  Written out;
  write(root, 0, out);
  return out;
}

std::vector<Problem> errors_of(const std::string& text) {
  std::vector<Problem> problems;
  parse_scene(text, "m.yaml", test::catalogue(), test::library(), problems);
  std::erase_if(problems, [](const Problem& p) { return p.severity != Severity::error; });
  return problems;
}

bool error_at(const std::vector<Problem>& errors, int first, int last) {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const Problem& p) { return first <= p.line && p.line <= last && p.column >= 1; });
}

std::string told(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& p : problems) all += to_string(p) + "\n";
  return all;
}

// What the table says of an entry: which object its mapping is.
struct Role {
  std::string object;  ///< "scene", …, "layers" or "" (the mapping that names an action)
  std::optional<technique::ActionKind> action;
};

const KeyRow* row_of(const Role& role, const std::string& key) {
  return find_key(role.object, key);
}

class Mutator {
 public:
  explicit Mutator(yaml::Node root) : root_(std::move(root)) {}
  void run() {
    REQUIRE(told(errors_of(written(root_).text)) == "");
    visit(root_, {"scene", {}});
  }
  int mutations = 0, optional = 0;

 private:
  void visit(yaml::Node& node, const Role& role) {
    for (size_t i = 0; i < node.entries.size(); ++i) {
      mutate(node, i, role);
      yaml::Entry& e = node.entries[i];
      if (role.object == "scene" && e.key == "record") visit(e.value, {"record", {}});
      if (role.object == "scene" && e.key == "steps") each(e.value, {"step", {}});
      if (role.object == "step" && e.key == "do") each(e.value, {"", {}});
      if (role.object == "step" && e.key == "view" && e.value.is_mapping()) visit(e.value, {"view", {}});
      if (role.object == "step" && e.key == "layers") visit(e.value, {"layers", {}});
      if (role.object.empty()) {
        for (const technique::ActionKind kind : all_actions()) {
          if (technique::to_string(kind) == e.key) visit(e.value, {"action", kind});
        }
      }
    }
  }
  void each(yaml::Node& list, const Role& role) {
    for (yaml::Node& item : list.items) visit(item, role);
  }

  void mutate(yaml::Node& node, size_t i, const Role& role) {
    const std::string key = node.entries[i].key;
    CAPTURE(role.object);
    CAPTURE(key);
    remove(node, i, role);

    std::string& own_key = node.entries[i].key;
    own_key += "x";
    expect_at(node.entries[i], "mistyped key");
    own_key = key;

    yaml::Node& value = node.entries[i].value;
    if (!value.is_scalar()) return;
    const KeyRow* row = row_of(role, key);
    const bool share = role.object == "layers";
    if (!row && !share) return;
    const std::string before = value.text;
    static const std::regex with_unit("^([0-9.]+) ?([^0-9 ]+)$"),
        offset("([0-9.]+) (cm|mm) (lateral|medial|cranial|caudal)");
    std::smatch m;
    const KeyType type = share ? KeyType::quantity : row->type;
    if (type == KeyType::quantity && std::regex_match(before, m, with_unit)) {
      change(node.entries[i], m[1].str() + " furlongs", "wrong unit");
      change(node.entries[i], m[1].str(), "no unit");
      if (std::stod(m[1].str()) != 0.0)
        change(node.entries[i], fmt::format("{} {}", std::stod(m[1].str()) * 1000.0, m[2].str()), "a thousandfold");
    }
    if ((type == KeyType::place || type == KeyType::offset) && std::regex_search(before, m, offset)) {
      change(node.entries[i], m.prefix().str() + m[1].str() + " furlongs " + m[3].str(), "wrong unit");
      change(node.entries[i],
             fmt::format("{}{} {} {}", m.prefix().str(), std::stod(m[1].str()) * 1000.0, m[2].str(), m[3].str()),
             "a thousandfold");
    }
    if (type == KeyType::integer || type == KeyType::number)
      change(node.entries[i], fmt::format("{}", std::stod(before) * 1000.0), "a thousandfold");
    if (type != KeyType::text && type != KeyType::texts) change(node.entries[i], before + "x", "mistyped value");
  }

  void change(yaml::Entry& e, const std::string& text, const char* what) {
    const std::string before = e.value.text;
    e.value.text = text;
    CAPTURE(text);
    expect_at(e, what);
    e.value.text = before;
  }

  void expect_at(const yaml::Entry& e, const char* what) {
    ++mutations;
    const Written out = written(root_);
    const auto errors = errors_of(out.text);
    const int line = out.line_of.at(&e);
    CHECK_MESSAGE(error_at(errors, line, line), what, " at line ", line, ", told: ", told(errors));
  }

  void remove(yaml::Node& node, size_t i, const Role& role) {
    ++mutations;
    const yaml::Entry kept = node.entries[i];
    const bool last = node.entries.size() == 1;
    const Written whole = written(root_);
    node.entries.erase(node.entries.begin() + static_cast<std::ptrdiff_t>(i));
    const Written out = written(root_);
    const auto errors = last ? std::vector<Problem>() : errors_of(out.text);
    if (!last && errors.empty()) {
      const KeyRow* row = row_of(role, kept.key);
      const bool needed = row && (role.action ? row->needed_by(*role.action) : row->required);
      CHECK_MESSAGE(!needed, "a needed key was missed by nobody");
      ++optional;
    } else if (!last) {
      const auto [from, to] = out.block_of.at(&node);
      // The record is checked as a whole, so what it misses in the lesson is told at the record.
      const bool by_record =
          std::any_of(errors.begin(), errors.end(), [](const Problem& p) { return p.code == "incomplete-record"; });
      // An optional key's default may make the step too long: one hand then does the work of two.
      const bool by_default =
          std::any_of(errors.begin(), errors.end(), [](const Problem& p) { return p.code == "too-long"; });
      CHECK_MESSAGE((error_at(errors, from, to) || by_record || by_default), "deleted; told: ", told(errors));
      CHECK_MESSAGE((by_default || told(errors).find(kept.key) != std::string::npos),
                    "the message does not name the key: ", told(errors));
    }
    node.entries.insert(node.entries.begin() + static_cast<std::ptrdiff_t>(i), kept);
  }

  yaml::Node root_;
};

}  // namespace

TEST_CASE("no key of any lesson can be spoilt in silence") {
  int mutations = 0, optional = 0;
  for (const fs::path& file : shipped_lessons(scenes)) {
    CAPTURE(file.string());
    Mutator mutator(yaml::read_yaml(file).root);
    mutator.run();
    mutations += mutator.mutations, optional += mutator.optional;
  }
  MESSAGE(mutations, " mutations, ", optional, " of them deletions of optional keys");
}

TEST_CASE("a lesson of 500 steps is read and checked; the time is told, not judged") {
  std::string text = "palpate: 1\ntitle: Long\nsummary: Long\nfamily: swedish\nclient: prone\nsteps:\n";
  for (int i = 0; i < 500; ++i) {
    text += fmt::format(
        "  - name: Step {}\n    technique: effleurage_light\n    say: One more stroke.\n    say-professional: "
        "Effleurage.\n    for: 12 s\n    layers: "
        "{{skin: 35 %, erector_spinae: 80 %}}\n    do:\n      - glide: {{tool: palms, hands: both, side: both, along: "
        "paraspinal_line, from: "
        "sacral_base, to: spinous_process_t12, force: 20 N, speed: 12 cm/s, repeat: 2}}\n",
        i);
  }
  std::vector<Problem> problems;
  test::catalogue(), test::library();
  const auto begin = std::chrono::steady_clock::now();
  const auto scene = parse_scene(text, "long.yaml", test::catalogue(), test::library(), problems);
  const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  REQUIRE(scene);
  CHECK(scene->steps.size() == 500);
  MESSAGE("500 steps read and checked in ", ms, " ms");
}

TEST_CASE("messages carry place, cause and cure") {
  const auto only_error = [](const std::string& text) {
    const auto errors = errors_of(text);
    return errors.empty() ? std::string("none") : to_string(errors.front());
  };
  const std::string head =
      "palpate: 1\ntitle: T\nsummary: S\nfamily: swedish\nclient: prone\nsteps:\n  - name: N\n    technique: "
      "petrissage\n"
      "    say: a\n    say-professional: b\n    for: 10 s\n    do:\n";
  const std::string wait = "      - wait: {for: 3 s}\n";
  CHECK(only_error(head + wait) == "none");
  CHECK(only_error("") == "m.yaml:1:1: error: the file is empty; a scene begins with 'palpate: 1' [empty-file]");
  CHECK(only_error("titel: x\n" + head + wait) ==
        "m.yaml:1:1: error: unknown key 'titel' (did you mean 'title'?) [unknown-key]");
  CHECK(only_error(head + "      - wait: {for: 12 s}\n")
            .find("the actions need at least 12.0 s, more than the step's 10 s") != std::string::npos);
  const std::string press =
      "      - press: {tool: thum, side: left, at: spinus_process_l4, force: 25 N, ramp: 1 s, hold: 3 s, release: 1 "
      "s}\n";
  const auto errors = errors_of(head + press);
  CHECK(told(errors).find("m.yaml:13:23: error: unknown tool 'thum' (did you mean 'thumb'?) [unknown-tool]") !=
        std::string::npos);
  CHECK(told(errors).find("unknown landmark or structure 'spinus_process_l4' (did you mean 'spinous_process_l4'?)") !=
        std::string::npos);
  CHECK(only_error(head + "      - prss: {for: 3 s}\n").find("unknown action 'prss' (did you mean 'press'?)") !=
        std::string::npos);
  CHECK(only_error(
            head +
            "      - press: {tool: thumb, side: midline, at: psis, force: 25 N, ramp: 1 s, hold: 3 s, release: 1 s}\n")
            .find("needs-side") != std::string::npos);
  CHECK(
      only_error(
          head +
          "      - press: {tool: thumb, side: left, at: point/bl40, force: 25 N, ramp: 1 s, hold: 3 s, release: 1 s}\n")
          .find("point-elsewhere") != std::string::npos);
}
