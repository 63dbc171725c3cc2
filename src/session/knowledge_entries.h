#pragma once
// What is known, arranged for reading and searching: claims, points, causes, when to see a doctor, whom to go to.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anatomy/catalogue.h"
#include "knowledge/library.h"

namespace palpate::session {

enum class KnowledgeTab { claims, points, causes, doctor, practitioner };
constexpr std::array<std::string_view, 5> kKnowledgeTabs = {"Claims", "Points", "Causes and states",
                                                            "When to see a doctor", "Choosing a practitioner"};

/// How tense one muscle is in a starting state; 0 at rest .. 1 in spasm, a teaching scale.
struct TenseEntry {
  std::string name;
  double tension = 0.0;
  std::string why;
};

/// One thing that is known, in the order in which it is read.
struct KnowledgeEntry {
  struct Row {
    std::string_view label;  ///< "Size"
    std::string text;
  };
  std::string id = {}, group = {}, title = {}, text = {};
  std::optional<knowledge::Badge> badge = {};
  bool contested = false;
  std::vector<Row> rows = {};
  std::vector<TenseEntry> tense = {};
  std::string source = {};    ///< never empty
  std::string standing = {};  ///< how the source came to us: "source read", "unverified, from memory", …
};

/// English name of a structure, a group or both sides of a structure; a readable id without a catalogue.
std::string muscle_name(const std::string& id, const anatomy::Catalogue* catalogue);

/// How a source came to us, in words for a reader; only what was read is called read.
std::string_view standing_of(knowledge::Confidence confidence);

/// Everything of one tab in reading order. Without a catalogue muscles go by their ids.
std::vector<KnowledgeEntry> knowledge_entries(KnowledgeTab tab, const knowledge::Library& library,
                                              const anatomy::Catalogue* catalogue);

/// Those that fit what was typed, best first; all of them in their order for an empty query. Slips are forgiven.
std::vector<KnowledgeEntry> search_entries(const std::vector<KnowledgeEntry>& entries, std::string_view query);

}  // namespace palpate::session
