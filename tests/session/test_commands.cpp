#include <doctest/doctest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "session/commands.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

TEST_CASE("command ids and keys are unique, rows complete") {
  std::set<std::string_view> ids;
  std::map<std::string, std::string> keys;
  for (const Command& command : command_table()) {
    CAPTURE(command.id);
    CHECK(ids.insert(command.id).second);
    CHECK(!command.name.empty());
    CHECK(command.doc.ends_with('.'));
    for (const KeyChord& chord : command.chords()) {
      const std::string name =
          (chord.ctrl ? "C" : "") + std::string(chord.shift ? "S" : "") + (chord.alt ? "A" : "") + chord.key;
      const auto [at, fresh] = keys.emplace(name, command.id);
      CAPTURE(name);
      CAPTURE(at->second);
      CHECK(fresh);
    }
  }
}

TEST_CASE("presenting works with three keys alone") {
  for (const char* key : {"PageUp", "PageDown", "Space"}) {
    const Command* command = command_for(parse_chord(key));
    REQUIRE(command);
    CHECK(command->when_presenting);
  }
}

TEST_CASE("every command can be asked whether it is enabled, and run, without a document") {
  Session session;
  for (const Command& command : command_table()) {
    CAPTURE(command.id);
    CHECK_NOTHROW(run_command(session, command.id));
  }
}

TEST_CASE("an unknown command is named with the nearest one") {
  Session session;
  CHECK_THROWS_WITH_AS(run_command(session, "play.togle"), doctest::Contains("play.toggle"), Error);
}
