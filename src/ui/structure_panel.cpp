// The structures by layer, with search; the card of the selected one.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "session/attachments.h"
#include "session/branches.h"
#include "session/figures.h"
#include "session/frame_builder.h"
#include "session/search.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using anatomy::Structure;

std::string name_of(const session::Session& session, const anatomy::StructureInfo& info) {
  return session.settings.text("view.names") == "latin" && !info.latin.empty() ? info.latin : info.name;
}

void row(session::Session& session, const Structure& structure) {
  const std::string& id = structure.info.id;
  const session::View& view = session.view();
  const bool hidden = !session::is_shown(view, id);
  ImGui::PushID(id.c_str());
  const float side = ImGui::GetFontSize() + px(9);
  if (icon_button("eye", hidden ? Icon::eye_off : Icon::eye, hidden ? "Show" : "Hide", false, true, side))
    session.set_hidden(id, !hidden);
  mark("tree.eye." + id);
  ImGui::SameLine(0, px(2));
  const std::string name = name_of(session, structure.info);
  // Whoever searched in Latin, or for a group, sees why it was found.
  const bool both = session.settings.text("view.names") == "both" && name != structure.info.latin;
  std::string under = both                     ? structure.info.latin
                      : session.search.empty() ? ""
                                               : session::reason_of_match(session.search, structure.info);
  if (under == name) under.clear();
  if (row_button("row", name, {}, view.selected == id, !hidden)) session.select(view.selected == id ? "" : id);
  mark("tree." + id);
  if (ImGui::IsItemHovered()) {
    session.hovered = id;
    const std::string& latin = structure.info.latin;
    if (!latin.empty() && under.empty()) tooltip(name == latin ? structure.info.name : latin);
  }
  if (!under.empty()) {
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - px(8));  // nearer to its own than to the next
    ImGui::Indent(side + px(13));
    wrapped_faint(under);
    ImGui::Unindent(side + px(13));
  }
  ImGui::PopID();
}

/// Head of a branch that holds `ids`.
void layer_head(session::Session& session, const std::vector<std::string>& ids, int layer, const std::string& title,
                bool& open) {
  const bool all_hidden = std::none_of(ids.begin(), ids.end(),
                                       [&](const std::string& id) { return session::is_shown(session.view(), id); });
  ImGui::PushID(layer);
  const float side = ImGui::GetFontSize() + px(9);
  if (icon_button("eye", all_hidden ? Icon::eye_off : Icon::eye, all_hidden ? "Show the layer" : "Hide the layer",
                  false, true, side)) {
    session.set_hidden(ids, !all_hidden, all_hidden ? "show layer" : "hide layer");
  }
  mark(fmt::format("tree.layer.eye.{}", layer));
  ImGui::SameLine(0, px(2));
  ImGuiStorage* storage = ImGui::GetStateStorage();
  const ImGuiID key = ImGui::GetID("open");
  open = storage->GetBool(key, false);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  if (row_button("head", title, fmt::format("{}", ids.size()), false)) storage->SetBool(key, !open);
  draw_icon(ImGui::GetWindowDrawList(), open ? Icon::chevron_down : Icon::chevron_right,
            {at.x + px(4), at.y + px(4) + 0.5f * ImGui::GetFontSize()}, px(9), colour(palette().faint));
  mark(fmt::format("tree.layer.{}", layer));
  ImGui::PopID();
}

void peel_slider(session::Session& session) {
  float peel = session.view().peel;
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("Peel");
  ImGui::SameLine(px(64));
  ImGui::SetNextItemWidth(-1);
  if (slider("##peel", &peel, 0.0f, session.peel_limit(), "%.1f layers off")) session.set_peel(peel);
  mark("peel");
  if (ImGui::IsItemDeactivated()) session.end_gesture();
  if (ImGui::IsItemHovered()) tooltip("Takes layers off from outside  (P and Shift+P)");
}

void search_field(session::Session& session, PanelState& state) {
  const float side = ImGui::GetFrameHeight();
  ImGui::SetNextItemWidth(session.search.empty() ? -1.0f : -side - px(2));
  if (state.focus_search) {
    ImGui::SetKeyboardFocusHere();
    state.focus_search = false;
  }
  ImGui::InputTextWithHint("##search", "Search, English or Latin", &session.search);
  mark("search");
  if (session.search.empty()) return;
  ImGui::SameLine(0, px(2));
  if (icon_button("clear", Icon::close, "Empty the search", false, true, side)) session.search.clear();
  mark("search.clear");
}

/// All that was found, in one go: a muscle often lies there in several parts.
void found_together(session::Session& session, const std::vector<std::string>& ids) {
  const session::View& view = session.view();
  const bool alone = view.isolated == std::set<std::string>(ids.begin(), ids.end());
  const auto button = [&](const char* id, Icon icon, const char* hint, bool ghosts) {
    const bool on = alone && view.ghost_others == ghosts;
    if (icon_button(id, icon, hint, on, true, ImGui::GetFontSize() + px(9))) session.isolate(ids, ghosts);
    mark(fmt::format("search.{}", id));
    ImGui::SameLine(0, px(2));
  };
  button("only", Icon::isolate, "Show only these; again shows all", false);
  button("among", Icon::ghost, "These among faint others; again shows all", true);
  ImGui::AlignTextToFramePadding();
  faint(fmt::format("all {} together", ids.size()));
}

void found(session::Session& session, const anatomy::Atlas& atlas) {
  std::vector<std::pair<int, const Structure*>> hits;
  for (const Structure& structure : atlas.structures) {
    if (const int how = session::match_structure(session.search, structure.info)) hits.emplace_back(-how, &structure);
  }
  std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (hits.empty())
    empty_state(fmt::format("Nothing is called '{}' here.", session.search),
                "Try a part of the name, in English or Latin.");
  if (hits.size() > 1) {
    std::vector<std::string> ids;
    for (const auto& hit : hits) ids.push_back(hit.second->info.id);
    found_together(session, ids);
  }
  for (const auto& hit : hits) row(session, *hit.second);
}

std::string layer_name(const session::Document& document, const anatomy::Atlas& atlas, int layer) {
  if (document.catalogue) {
    if (const anatomy::Layer* known = document.catalogue->layer_at(layer)) return known->name;
  }
  for (const Structure& structure : atlas.structures) {
    if (structure.info.layer == layer) return fmt::format("Layer {}", layer);
  }
  return {};
}

void fact(const char* word, const std::string& text) {
  if (text.empty()) return;
  faint(word);
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() - px(5));  // nearer to its own words than to the next
  std::string words = text;
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  wrapped(words);
}

}  // namespace

namespace {

void facts(const anatomy::StructureInfo& info) {
  fact("Origin", info.origin);
  fact("Insertion", info.insertion);
  fact("Innervation", info.innervation);
  fact("Action", info.action);
  fact("To palpate", info.palpation);
  fact("Note", info.note);
}

void sources(const Structure& structure, const anatomy::Atlas& atlas) {
  const anatomy::StructureInfo& info = structure.info;
  if (structure.volume_mm3 > 0)
    fact("Volume", session::with_unit(structure.volume_mm3 / 1000.0, "cm³") + " as modelled");
  fact("Fascicles", session::fascicle_words(structure, atlas));
  fact("Facts from", info.source.empty() ? ""
                                         : fmt::format("{}{}", info.source,
                                                       info.confidence.empty() ? "" : " (" + info.confidence + ")"));
  fact("Shape from", structure.provenance.empty() ? atlas.name : structure.provenance);
}

void tree_tabs(session::Session& session, const std::string& by) {
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + px(2));  // as high as the words of the buttons
  faint("by");
  for (const char* word : {"layer", "region", "system"}) {
    ImGui::SameLine(0, px(5));
    const bool active = by == word;
    if (word == std::string_view("layer")) ImGui::SetCursorPosY(ImGui::GetCursorPosY() - px(2));
    if (chip_button(word, active) && !active) session.settings.set_value("panel.tree", std::string(word));
    mark(fmt::format("tree.by.{}", word));
  }
  ImGui::Dummy({0, px(2)});
}

/// Views kept by name: a click shows one, the name can be changed in place.
void kept_views(session::Session& session) {
  if (!section("Kept views", true)) return;
  if (session.saved_views.empty()) empty_state("No view is kept yet.", "Ctrl+B keeps what is shown, by name.");
  for (size_t i = 0; i < session.saved_views.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const float side = ImGui::GetFontSize() + px(9);
    if (icon_button("show", Icon::camera, "Show this view", false, true, side)) session.show_kept_view(i);
    mark(fmt::format("kept.show.{}", i));
    ImGui::SameLine(0, px(2));
    std::string name = session.saved_views[i].name;
    ImGui::SetNextItemWidth(std::max(px(60), ImGui::GetContentRegionAvail().x - side - px(6)));
    // At every letter: a field left by a click elsewhere has forgotten what was typed.
    if (ImGui::InputText("##name", &name)) session.rename_kept_view(i, name);
    mark(fmt::format("kept.name.{}", i));
    ImGui::SameLine(0, px(2));
    const bool forget = icon_button("forget", Icon::close, "Forget this view", false, true, side);
    mark(fmt::format("kept.forget.{}", i));
    ImGui::PopID();
    if (forget) {
      session.forget_kept_view(i);
      break;
    }
  }
}

}  // namespace

void structure_panel(session::Session& session, PanelState& state) {
  const auto& atlas = session.document().atlas;
  if (!atlas) {
    empty_state("No atlas is open.", "Press Ctrl+O, or drop an atlas folder or mesh files on the window.");
    return;
  }
  search_field(session, state);
  peel_slider(session);
  section_controls(session);
  command_button(session, "structure.hide", Icon::eye_off);
  ImGui::SameLine(0, px(3));
  command_button(session, "structure.isolate", Icon::isolate);
  ImGui::SameLine(0, px(3));
  command_button(session, "structure.ghost", Icon::ghost);
  ImGui::SameLine(0, px(3));
  command_button(session, "view.frame", Icon::search);
  ImGui::SameLine(0, px(3));
  command_button(session, "structure.show_all", Icon::eye);
  ImGui::Separator();
  begin_child("tree", {0, 0});
  if (!session.search.empty()) {
    found(session, *atlas);
  } else {
    const std::string& by = session.settings.text("panel.tree");
    tree_tabs(session, by);
    std::map<int, std::vector<const Structure*>> branches;
    for (const Structure& structure : atlas->structures)
      branches[session::branch_of(*atlas, structure, by)].push_back(&structure);
    ImGui::PushID(by.c_str());
    for (const auto& [branch, members] : branches) {
      std::vector<std::string> ids;
      for (const Structure* structure : members) ids.push_back(structure->info.id);
      const std::string title = by == "layer" ? layer_name(session.document(), *atlas, branch)
                                              : std::string(session::branch_name(by, branch));
      bool open = false;
      layer_head(session, ids, branch, title, open);
      if (!open && branches.size() > 1) continue;
      ImGui::Indent(px(12));
      for (const Structure* structure : members) row(session, *structure);
      ImGui::Unindent(px(12));
    }
    ImGui::PopID();
    kept_views(session);
  }
  ImGui::EndChild();
}

void structure_card(session::Session& session, const PanelInput& input, PanelState& state) {
  const auto& atlas = session.document().atlas;
  const Structure* structure = atlas ? atlas->find(session.view().selected) : nullptr;
  if (!structure) return;
  const anatomy::StructureInfo& info = structure->info;
  ImGui::PushFont(fonts().strong);
  ImGui::PushTextWrapPos(ImGui::GetWindowContentRegionMax().x - px(30));
  ImGui::TextUnformatted(info.name.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopFont();
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - px(24));
  if (icon_button("close card", Icon::close, "Deselect  (Esc)", false, true, px(24))) session.select("");
  mark("card.close");
  if (!info.latin.empty()) faint(info.latin);
  float opacity = session::shown_opacity(session, info.id) * 100.0f;
  ImGui::SetNextItemWidth(-1);
  if (slider("##opacity", &opacity, 0.0f, 100.0f, "opacity %.0f %%")) session.set_opacity(info.id, opacity / 100.0f);
  mark("card.opacity");
  if (ImGui::IsItemDeactivated()) session.end_gesture();
  command_button(session, "structure.hide", Icon::eye_off);
  ImGui::SameLine(0, px(3));
  command_button(session, "structure.isolate", Icon::isolate);
  ImGui::SameLine(0, px(3));
  command_button(session, "structure.ghost", Icon::ghost);
  ImGui::SameLine(0, px(3));
  command_button(session, "view.frame", Icon::search);
  if (session::has_fascicles(session.document(), info.id)) {
    const bool playing = session.muscle_play.on();
    ImGui::SameLine(0, px(3));
    command_button(session, "structure.action", playing ? Icon::pause : Icon::play, playing);
  }
  if (section("Facts")) facts(info);
  muscle_panel(session, input, state);
  if (section("Sources")) sources(*structure, *atlas);
}

}  // namespace palpate::ui
