#include "session/knowledge_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "session/search.h"

namespace palpate::session {

std::string muscle_name(const std::string& id, const anatomy::Catalogue* catalogue) {
  std::string name = id;
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  if (!catalogue) return name;
  if (const anatomy::StructureInfo* info = catalogue->find(id)) return info->name;
  if (const auto group = catalogue->groups().find(id); group != catalogue->groups().end()) return group->second;
  const std::vector<std::string> sides = catalogue->expand(id);
  if (sides.empty() || sides.size() > 2) return name;
  const std::string& first = catalogue->find(sides.front())->name;
  return first.substr(0, first.rfind(", "));
}

namespace {

using knowledge::Library;

void add(KnowledgeEntry& entry, std::string_view label, const std::string& text) {
  if (!text.empty()) entry.rows.push_back({label, text});
}

void add_source(KnowledgeEntry& entry, const std::string& source, knowledge::Confidence confidence) {
  entry.source = source;
  entry.standing = standing_of(confidence);
}

std::vector<KnowledgeEntry> claims(const Library& library) {
  std::vector<KnowledgeEntry> entries;
  for (const knowledge::Claim& claim : library.claims) {
    KnowledgeEntry entry{claim.id, claim.topic, claim.claim, claim.finding, claim.badge};
    add(entry, "Size", claim.size);
    add(entry, "Lasts", claim.duration);
    add(entry, "Strength", claim.strength);
    add(entry, "Studied", claim.site);
    add_source(entry, claim.source, claim.confidence);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<KnowledgeEntry> points(const Library& library, const anatomy::Catalogue* catalogue) {
  std::vector<KnowledgeEntry> entries;
  for (const knowledge::Point& point : library.points) {
    const bool trigger = point.kind == knowledge::PointKind::trigger_point;
    KnowledgeEntry entry{
        point.id, trigger ? "Trigger points, as commonly described" : "Acupoints, by tradition", point.name, {}};
    entry.contested = point.contested;
    add(entry, "Where", point.location.rule);
    if (!point.structure.empty()) add(entry, "Muscle", muscle_name(point.structure, catalogue));
    add(entry, "Referral", point.referral);
    add(entry, trigger ? "Kept up by" : "Used for", point.use);
    add(entry, "Caution", point.caution);
    add_source(entry, point.source, point.confidence);
    entries.push_back(std::move(entry));
  }
  return entries;
}

void add_state(KnowledgeEntry& entry, const knowledge::StartingState& state, const anatomy::Catalogue* catalogue) {
  for (const knowledge::Tense& tense : state.tense)
    entry.tense.push_back({muscle_name(tense.structure, catalogue), tense.tension, tense.why});
  add(entry, "Tension", fmt::format("{}: {}", knowledge::to_string(state.basis), state.source));
}

std::vector<KnowledgeEntry> causes(const Library& library, const anatomy::Catalogue* catalogue) {
  std::vector<KnowledgeEntry> entries;
  std::set<std::string> shown;
  for (const knowledge::Cause& cause : library.causes) {
    KnowledgeEntry entry{cause.id, "Causes", cause.name, cause.text};
    if (const knowledge::StartingState* state = library.starting_state(cause.starting_state)) {
      add(entry, "On the body", fmt::format("{}. {}", state->name, state->text));
      add_state(entry, *state, catalogue);
      shown.insert(state->id);
    }
    add_source(entry, cause.source, cause.confidence);
    entries.push_back(std::move(entry));
  }
  for (const knowledge::StartingState& state : library.starting_states) {
    if (shown.contains(state.id)) continue;
    KnowledgeEntry entry{state.id, "Other starting states", state.name, state.text};
    for (const knowledge::Tense& tense : state.tense)
      entry.tense.push_back({muscle_name(tense.structure, catalogue), tense.tension, tense.why});
    entry.source = state.source.empty() ? "no source found" : state.source;
    entry.standing = knowledge::to_string(state.basis);
    entries.push_back(std::move(entry));
  }
  return entries;
}

void add_advice(std::vector<KnowledgeEntry>& entries, const Library& library, std::string_view topic,
                const std::string& group) {
  for (const knowledge::Advice& advice : library.advice) {
    if (advice.topic != topic) continue;
    KnowledgeEntry entry{advice.id, group, advice.text, {}};
    add_source(entry, advice.source, advice.confidence);
    entries.push_back(std::move(entry));
  }
}

std::vector<KnowledgeEntry> doctor(const Library& library) {
  std::vector<KnowledgeEntry> entries;
  add_advice(entries, library, "see_a_doctor", "When");
  for (const knowledge::Screening& question : library.screening) {
    if (question.kind != knowledge::ScreenKind::red_flag) continue;
    KnowledgeEntry entry{question.id, "Red flags asked for before every session", question.ask, {}};
    add(entry, "Then", question.then);
    add_source(entry, question.source, question.confidence);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<KnowledgeEntry> practitioner(const Library& library) {
  std::vector<KnowledgeEntry> entries;
  add_advice(entries, library, "choosing_a_practitioner", "Choosing");
  add_advice(entries, library, "before_a_session", "Before a session");
  add_advice(entries, library, "after_a_session", "After a session");
  return entries;
}

/// Everything that can be read in an entry, as one text.
std::string all_words(const KnowledgeEntry& entry) {
  std::string words = fmt::format("{} {} {} {} {}", entry.title, entry.group, entry.text, entry.source, entry.standing);
  for (const KnowledgeEntry::Row& row : entry.rows) words += ' ' + row.text;
  for (const TenseEntry& tense : entry.tense) words += ' ' + tense.name + ' ' + tense.why;
  if (entry.contested) words += " contested";
  if (entry.badge) words += fmt::format(" {}", knowledge::to_string(*entry.badge));
  return words;
}

}  // namespace

std::string_view standing_of(knowledge::Confidence confidence) {
  switch (confidence) {
    case knowledge::Confidence::seen:
      return "source read";
    case knowledge::Confidence::seen_secondary:
      return "read second-hand";
    case knowledge::Confidence::partly:
      return "partly read";
    case knowledge::Confidence::from_memory:
      return "unverified, from memory";
    case knowledge::Confidence::estimate:
      return "design estimate";
    case knowledge::Confidence::none:
      return "no source read";
  }
  return "";
}

std::vector<KnowledgeEntry> knowledge_entries(KnowledgeTab tab, const Library& library,
                                              const anatomy::Catalogue* catalogue) {
  switch (tab) {
    case KnowledgeTab::claims:
      return claims(library);
    case KnowledgeTab::points:
      return points(library, catalogue);
    case KnowledgeTab::causes:
      return causes(library, catalogue);
    case KnowledgeTab::doctor:
      return doctor(library);
    case KnowledgeTab::practitioner:
      return practitioner(library);
  }
  return {};
}

std::vector<KnowledgeEntry> search_entries(const std::vector<KnowledgeEntry>& entries, std::string_view query) {
  if (query.find_first_not_of(' ') == std::string_view::npos) return entries;
  std::vector<std::pair<int, const KnowledgeEntry*>> hits;
  for (const KnowledgeEntry& entry : entries) {
    const int in_title = match(query, entry.title), anywhere = match(query, all_words(entry));
    if (anywhere > 0) hits.emplace_back(2 * in_title + anywhere, &entry);
  }
  std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<KnowledgeEntry> found;
  for (const auto& [score, entry] : hits) {
    // Where something fits the letter, what fits only with slips is noise.
    if (score > 3 || hits.front().first <= 3) found.push_back(*entry);
  }
  return found;
}

}  // namespace palpate::session
