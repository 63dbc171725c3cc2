// What lies over everything for a moment: keys, about, settings, opening a file. And the menus and the problems panel.

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "session/commands.h"
#include "ui/panels.h"
#include "ui/sheet.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

void key_line(std::string_view keys, std::string_view name, float column) {
  ImGui::PushStyleColor(ImGuiCol_Text, palette().accent);
  ImGui::TextUnformatted(keys.data(), keys.data() + keys.size());
  ImGui::PopStyleColor();
  ImGui::SameLine(column);
  wrapped(name);
}

void keys_of_menu(std::string_view menu, float column) {
  ImGui::Dummy({0, px(2)});
  strong(menu);
  for (const session::Command& command : session::command_table()) {
    if (command.menu != menu || command.keys.empty()) continue;
    key_line(key_words(command.keys), command.name, column);
  }
}

}  // namespace

void help_overlay(session::Session& session) {
  if (begin_sheet(session, "Keys", 1120, 690)) {
    sheet_title(session, "Keys and mouse");
    if (ImGui::BeginTable("keys", 3, ImGuiTableFlags_SizingStretchSame)) {
      const std::vector<std::string_view> menus = session::menu_names();
      const float column = px(158);
      const std::vector<std::vector<std::string_view>> columns = {
          {"Playback", "File", "Edit"}, {"View", "Structure"}, {"Window", "Help"}};
      for (size_t c = 0; c < columns.size(); ++c) {
        ImGui::TableNextColumn();
        ImGui::BeginGroup();
        ImGui::PushID(static_cast<int>(c));
        for (const std::string_view menu : columns[c]) keys_of_menu(menu, column);
        if (c == 2) {
          ImGui::Dummy({0, px(2)});
          strong("Mouse");
          key_line("left drag", "turn the body", column);
          key_line("right drag", "move it (or middle, or Shift)", column);
          key_line("wheel", "closer, to the pointer", column);
          key_line("click", "select a structure", column);
          key_line("double click", "isolate it", column);
          key_line("Tab", "reach the panels by keyboard", column);
        }
        ImGui::PopID();
        ImGui::EndGroup();
      }
      ImGui::EndTable();
    }
  }
  end_sheet();
}

void about_overlay(session::Session& session, const PanelInput& input) {
  if (begin_sheet(session, "About", 620, 560)) {
    sheet_title(session, "Palpate");
    wrapped("See what the hand does to every layer.");
    faint(fmt::format("Version {}", input.version));
    ImGui::Dummy({0, px(4)});
    strong("What this is, and is not");
    wrapped(
        "A teaching program. The tissue model is illustrative; every figure says whether it was published or is a "
        "design estimate. It gives no medical "
        "advice and promises no cure. Ask a health-care provider first.");
    ImGui::Dummy({0, px(4)});
    strong("Atlas");
    if (const auto& atlas = session.document().atlas) {
      wrapped(
          fmt::format("{} ({} structures)", atlas->name.empty() ? "Unnamed" : atlas->name, atlas->structures.size()));
      if (!atlas->licence.empty()) wrapped_faint(fmt::format("Licence: {}", atlas->licence));
      if (!atlas->attribution.empty()) wrapped_faint(atlas->attribution);
      if (!atlas->rest_pose.empty()) wrapped_faint(fmt::format("Rest pose: {}", atlas->rest_pose));
      if (!atlas->source.empty()) wrapped_faint(atlas->source);
    } else {
      wrapped_faint("None is open.");
    }
    ImGui::Dummy({0, px(4)});
    strong("Licence");
    wrapped("The program is free software under the MIT licence; its text lies beside it in the file LICENSE.");
    ImGui::Dummy({0, px(4)});
    strong("Drawn with");
    wrapped_faint(input.driver);
    wrapped_faint(fmt::format("Letters: {}. {}", fonts().family, fonts().message));
  }
  end_sheet();
}

void settings_overlay(session::Session& session, PanelState& state) {
  if (begin_sheet(session, "Settings", 620, 620)) {
    sheet_title(session, "Settings");
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##filter", "Find a setting", &state.settings_filter);
    begin_child("rows", {0, 0});
    std::string_view group;
    const std::string wanted = to_lower(state.settings_filter);
    for (const session::SettingSpec& spec : session::setting_table()) {
      const std::string text = to_lower(fmt::format("{} {} {}", spec.key, spec.name, spec.doc));
      if (!spec.shown || (!wanted.empty() && text.find(wanted) == std::string::npos)) continue;
      if (spec.group() != group) {
        group = spec.group();
        ImGui::Dummy({0, px(4)});
        std::string title(group);
        title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
        strong(title);
      }
      setting_widget(session, spec.key, px(200));
      wrapped_faint(spec.doc);
    }
    ImGui::EndChild();
  }
  end_sheet();
}

void open_overlay(session::Session& session, PanelState& state) {
  if (begin_sheet(session, "Open", 620, 250)) {
    sheet_title(session, "Open");
    wrapped(
        "A lesson (.yaml), an atlas folder, or a mesh (.glb, .obj, .stl, .ply, .fbx …). Files dropped on the window "
        "open too.");
    ImGui::Dummy({0, px(4)});
    ImGui::SetNextItemWidth(-1);
    if (state.focus_open) {
      ImGui::SetKeyboardFocusHere();
      state.focus_open = false;
    }
    const bool entered = ImGui::InputTextWithHint("##path", "Path, e.g. ~/lessons/calm_back.yaml", &state.open_path,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    mark("open.path");
    ImGui::Dummy({0, px(2)});
    if ((ImGui::Button("Open") || entered) && !trim(state.open_path).empty()) {
      session.request(session::RequestKind::open, std::string(trim(state.open_path)));
      session.overlay = session::Overlay::none;
    }
    mark("open.button");
    ImGui::SameLine();
    if (ImGui::Button("Cancel")) session.overlay = session::Overlay::none;
  }
  end_sheet();
}

void problems_panel(session::Session& session) {
  const std::vector<Problem> problems = session.problems();
  strong(problems.empty() ? "Problems" : fmt::format("Problems ({})", problems.size()));
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - px(24));
  if (icon_button("close problems", Icon::close, "Close  (F8)", false, true, px(24)))
    session.settings.set_value("panel.problems", false);
  mark("problems.close");
  if (problems.empty()) {
    empty_state("Nothing is wrong with the open files.");
    return;
  }
  if (session.last_open_failed())
    wrapped_faint(problems.front().code == "shader" ? "The last shaders that compiled stay in use."
                                                    : "The file was not opened; what was open before stays.");
  begin_child("list", {0, 0});
  for (const Problem& problem : problems) {
    const bool bad = problem.severity == Severity::error;
    pill(bad ? Icon::forbidden : Icon::warning, to_string(problem.severity), bad ? palette().caution : palette().faint,
         bad);
    ImGui::SameLine();
    if (!problem.file.empty())
      faint(problem.line ? fmt::format("{}:{}:{}", problem.file, problem.line, problem.column) : problem.file);
    wrapped(problem.message);
  }
  ImGui::EndChild();
}

void menu_bar(session::Session& session) {
  for (const std::string_view menu : session::menu_names()) {
    const std::string title(menu);
    const bool open = ImGui::BeginMenu(title.c_str());
    if (!open) {
      mark(fmt::format("menu.{}", menu));
      continue;
    }
    for (const session::Command& command : session::command_table()) {
      if (command.menu != menu) continue;
      if (command.begins_group) ImGui::Separator();
      std::string name(command.name);
      if (command.id == "edit.undo" && !session.undo_stack().undo_name().empty())
        name += ": " + session.undo_stack().undo_name();
      if (command.id == "edit.redo" && !session.undo_stack().redo_name().empty())
        name += ": " + session.undo_stack().redo_name();
      const std::string keys = key_words(command.keys.substr(0, command.keys.find(' ')));
      const bool ticked = command.checked && command.checked(session);
      if (ImGui::MenuItem(name.c_str(), keys.c_str(), ticked, command.enabled(session)))
        session::run_command(session, command.id);
      mark(fmt::format("menu.item.{}", command.id));
      if (ImGui::IsItemHovered()) tooltip(command.doc);
    }
    ImGui::EndMenu();
  }
}

}  // namespace palpate::ui
