#include "ui/widgets.h"

#include <fmt/format.h>
#include <cmath>

#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "session/commands.h"

namespace palpate::ui {
namespace {

const char* end_of(std::string_view text) {
  return text.data() + text.size();
}

}  // namespace

std::map<std::string, MarkedRect>& marks() {
  static std::map<std::string, MarkedRect> rects;
  return rects;
}

void mark(std::string_view name) {
  const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
  marks()[std::string(name)] = {lo.x, lo.y, hi.x - lo.x, hi.y - lo.y};
}

void wrapped(std::string_view text) {
  ImGui::PushTextWrapPos(0.0f);
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopTextWrapPos();
}

void wrapped_faint(std::string_view text) {
  ImGui::PushStyleColor(ImGuiCol_Text, palette().faint);
  wrapped(text);
  ImGui::PopStyleColor();
}

void faint(std::string_view text) {
  ImGui::PushStyleColor(ImGuiCol_Text, palette().faint);
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopStyleColor();
}

void strong(std::string_view text) {
  ImGui::PushFont(fonts().strong);
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopFont();
}

void strong_wrapped(std::string_view text) {
  ImGui::PushFont(fonts().strong);
  wrapped(text);
  ImGui::PopFont();
}

void empty_state(std::string_view what, std::string_view cure) {
  ImGui::Dummy({0, px(2)});
  wrapped_faint(what);
  if (!cure.empty()) wrapped_faint(cure);
  ImGui::Dummy({0, px(4)});
}

bool section(const char* title, bool open_at_first) {
  const bool first = ImGui::GetCursorPosY() <= ImGui::GetStyle().WindowPadding.y + 1.0f;  // in its panel: no line above
  if (!first) ImGui::Dummy({0, px(2)});
  ImGui::PushID(title);
  ImGuiStorage* storage = ImGui::GetStateStorage();
  const ImGuiID key = ImGui::GetID("open");
  bool open = storage->GetBool(key, open_at_first);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetFontSize() + px(10);
  if (ImGui::InvisibleButton("header", {std::max(width, 1.0f), height})) {
    open = !open;
    storage->SetBool(key, open);
  }
  mark(fmt::format("section.{}", to_id(title)));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool hot = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  if (hot) list->AddRectFilled(at, {at.x + width, at.y + height}, colour(palette().accent, 0.08f), px(5));
  if (!first) list->AddLine({at.x, at.y - px(3)}, {at.x + width, at.y - px(3)}, colour(palette().line), 1.0f);
  draw_icon(list, open ? Icon::chevron_down : Icon::chevron_right, {at.x + px(7), at.y + height * 0.5f}, px(10),
            colour(palette().faint));
  list->AddText(fonts().strong, ImGui::GetFontSize(), {at.x + px(18), at.y + px(5)}, colour(palette().text), title);
  ImGui::PopID();
  return open;
}

bool icon_button(const char* id, Icon icon, std::string_view hint, bool active, bool enabled, float size) {
  const float side = size > 0.0f ? size : px(28);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  if (!enabled) ImGui::BeginDisabled();
  const bool clicked = ImGui::InvisibleButton(id, {side, side});
  if (!enabled) ImGui::EndDisabled();
  const bool hot = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to{at.x + side, at.y + side};
  if (enabled && (hot || active)) {
    list->AddRectFilled(at, to,
                        colour(palette().accent, ImGui::IsItemActive() ? 0.30f
                                                 : active              ? 0.18f
                                                                       : 0.12f),
                        px(5));
  }
  const ImVec4& ink = active ? palette().accent : palette().text;
  draw_icon(list, icon, {at.x + side * 0.5f, at.y + side * 0.5f}, side * 0.52f, colour(ink, enabled ? 1.0f : 0.35f));
  if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled) && !hint.empty()) tooltip(hint);
  return clicked && enabled;
}

bool command_button(session::Session& session, std::string_view command, Icon icon, bool active, float size) {
  const session::Command* row = session::find_command(command);
  const std::string id(command);
  const bool clicked = icon_button(id.c_str(), icon, hint_of(command), active, row && row->enabled(session), size);
  mark(command);
  if (clicked) session::run_command(session, command);
  return clicked;
}

bool row_button(const char* id, std::string_view text, std::string_view detail, bool active, bool enabled) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  const float detail_width =
      detail.empty()
          ? 0.0f
          : fonts().figures->CalcTextSizeA(ImGui::GetFontSize(), 1e9f, 0.0f, detail.data(), end_of(detail)).x + px(10);
  const float text_width = std::max(width - px(20) - detail_width, px(40));
  const ImVec2 size = ImGui::CalcTextSize(text.data(), end_of(text), false, text_width);
  const float height = size.y + px(9);
  const bool clicked = ImGui::InvisibleButton(id, {width, height});
  const bool hot = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (active || hot) {
    list->AddRectFilled(at, {at.x + width, at.y + height}, colour(palette().accent, active ? 0.15f : 0.07f), px(5));
  }
  if (active) list->AddRectFilled(at, {at.x + px(3), at.y + height}, colour(palette().accent), px(2));
  const ImU32 ink = colour(enabled ? palette().text : palette().faint);
  ImFont* font = active ? fonts().strong : ImGui::GetFont();
  list->AddText(font, ImGui::GetFontSize(), {at.x + px(11), at.y + px(4)}, ink, text.data(), end_of(text), text_width);
  if (!detail.empty()) {
    list->AddText(fonts().figures, ImGui::GetFontSize(), {at.x + width - detail_width, at.y + px(4)},
                  colour(palette().faint), detail.data(), end_of(detail));
  }
  return clicked;
}

bool slider(const char* id, float* value, float low, float high, const char* format) {
  const bool moved = ImGui::SliderFloat(id, value, low, high, format, ImGuiSliderFlags_AlwaysClamp);
  if (ImGui::IsItemActive() && ImGui::GetIO().WantTextInput) return moved;  // a number is being typed
  char words[64];
  std::snprintf(words, sizeof words, format, static_cast<double>(*value));
  const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
  const ImVec2 size = ImGui::CalcTextSize(words);
  const ImVec2 at{lo.x + 0.5f * (hi.x - lo.x - size.x), lo.y + 0.5f * (hi.y - lo.y - size.y)};
  // Once more where Dear ImGui puts its grip: two pixels within the frame.
  constexpr float border = 2.0f;
  const float grip = std::min(ImGui::GetStyle().GrabMinSize, hi.x - lo.x - 2.0f * border);
  const float share = high > low ? std::clamp((*value - low) / (high - low), 0.0f, 1.0f) : 0.0f;
  const float left = lo.x + border + share * (hi.x - lo.x - 2.0f * border - grip);
  if (left > at.x + size.x || left + grip < at.x) return moved;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({left, lo.y + border}, {left + grip, hi.y - border}, colour(palette().accent),
                      ImGui::GetStyle().GrabRounding);
  list->PushClipRect({left, lo.y}, {left + grip, hi.y}, true);
  list->AddText(at, colour(palette().on_accent), words);
  list->PopClipRect();
  return moved;
}

bool chip_button(const std::string& word, bool chosen) {
  ImGui::PushStyleColor(ImGuiCol_Button, chosen ? ImGui::GetStyle().Colors[ImGuiCol_TabActive]
                                                : ImGui::GetStyle().Colors[ImGuiCol_FrameBg]);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(px(8), px(2)));
  const bool clicked = ImGui::Button(word.c_str());
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  return clicked;
}

float pill_width(std::string_view text) {
  return ImGui::CalcTextSize(text.data(), end_of(text)).x + px(32);
}

void flow(float width) {
  const float right = ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x + width;
  if (right < ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x) ImGui::SameLine();
}

void pill(Icon icon, std::string_view text, const ImVec4& tint, bool filled) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size{pill_width(text), ImGui::GetFontSize() + px(6)};
  ImGui::Dummy(size);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to{at.x + size.x, at.y + size.y};
  list->AddRectFilled(at, to, colour(tint, filled ? 0.20f : 0.10f), size.y * 0.5f);
  draw_icon(list, icon, {at.x + px(13), at.y + size.y * 0.5f}, px(12), colour(tint));
  list->AddText({at.x + px(23), at.y + px(3)}, colour(tint), text.data(), end_of(text));
}

std::string key_words(std::string_view keys) {
  std::string words;
  for (const std::string& chord : split(keys, ' ')) {
    if (chord.empty()) continue;
    if (!words.empty()) words += "  or  ";
    for (const std::string& part : split(chord, '+')) {
      static const std::map<std::string_view, std::string_view> kWords = {
          {"PageUp", "PgUp"},    {"PageDown", "PgDn"}, {"Left", "←"},   {"Right", "→"},   {"Up", "↑"},
          {"Down", "↓"},         {"Comma", ","},       {"Period", "."}, {"Slash", "/"},   {"LeftBracket", "["},
          {"RightBracket", "]"}, {"Plus", "+"},        {"Minus", "-"},  {"Escape", "Esc"}};
      const auto known = kWords.find(part);
      if (!words.empty() && !words.ends_with(' ')) words += '+';
      words += known == kWords.end() ? std::string_view(part) : known->second;
    }
  }
  return words;
}

std::string hint_of(std::string_view command) {
  const session::Command* row = session::find_command(command);
  if (!row) return {};
  if (row->keys.empty()) return std::string(row->name);
  return fmt::format("{}  ({})", row->name, key_words(row->keys.substr(0, row->keys.find(' '))));
}

bool item_dragged() {
  return (ImGui::IsItemActive() && !ImGui::IsItemActivated()) || ImGui::IsItemDeactivated();
}

void tooltip(std::string_view text) {
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(px(340));
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void setting_widget(session::Session& session, std::string_view key, float label_width) {
  const session::SettingSpec& spec = *session::find_setting(key);
  const session::Settings& settings = session.settings;
  const std::string label(spec.name), id = fmt::format("##{}", key);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(label.c_str());
  if (ImGui::IsItemHovered()) tooltip(fmt::format("{}\n{}", spec.doc, key));
  ImGui::SameLine(label_width);
  ImGui::SetNextItemWidth(-1.0f);
  using enum session::SettingType;
  if (spec.type == toggle) {
    bool on = settings.on(key);
    if (ImGui::Checkbox(id.c_str(), &on)) session.change(key, on);
  } else if (spec.type == choice) {
    if (ImGui::BeginCombo(id.c_str(), settings.text(key).c_str())) {
      for (const std::string_view word : spec.choices) {
        if (ImGui::Selectable(std::string(word).c_str(), word == settings.text(key)))
          session.change(key, std::string(word));
      }
      ImGui::EndCombo();
    }
  } else if (spec.type == text) {
    std::string value = settings.text(key);
    if (ImGui::InputText(id.c_str(), &value)) session.change(key, value);
  } else {
    const bool automatic =
        spec.low == 0.0 && settings.number(key) == 0.0 && spec.doc.find("0 ") != std::string_view::npos;
    const bool percent = spec.low == 0.0 && spec.high == 1.0 && spec.unit.empty();
    float value = static_cast<float>(settings.number(key) * (percent ? 100.0 : 1.0));
    const float factor = percent ? 100.0f : 1.0f;
    const std::string format = automatic           ? "automatic"
                               : percent           ? "%.0f %%"
                               : spec.high > 10.0  ? fmt::format("%.0f {}", spec.unit)
                               : spec.unit.empty() ? "%.2f"
                                                   : fmt::format("%.2f {}", spec.unit);
    if (slider(id.c_str(), &value, static_cast<float>(spec.low) * factor, static_cast<float>(spec.high) * factor,
               format.c_str())) {
      const double rounded = spec.type == whole ? std::round(static_cast<double>(value))
                                                : static_cast<double>(value) / static_cast<double>(factor);
      session.change(key, rounded);
    }
    if (ImGui::IsItemDeactivated()) session.end_gesture();
  }
  mark(fmt::format("setting.{}", key));
}

}  // namespace palpate::ui
