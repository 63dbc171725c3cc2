#pragma once
// Small parts that every panel is made of: headings, icon buttons bound to commands, pills, bars, quiet text.

#include <map>
#include <string>
#include <string_view>

#include "session/session.h"
#include "ui/icons.h"
#include "ui/theme.h"

namespace palpate::ui {

/// Where things were drawn in the last frame, by name: for tests, and for tours that point at a control.
struct MarkedRect {
  float x = 0, y = 0, width = 0, height = 0;
};
std::map<std::string, MarkedRect>& marks();
/// Remembers the last item under a name.
void mark(std::string_view name);

/// Text that wraps at the panel's edge.
void wrapped(std::string_view text);
void wrapped_faint(std::string_view text);
void faint(std::string_view text);
void strong(std::string_view text);
/// Strong text that wraps.
void strong_wrapped(std::string_view text);
/// A quiet line for a panel with nothing to show, and what to do about it.
void empty_state(std::string_view what, std::string_view cure = {});

/// A section that folds; `open` is remembered by ImGui under the title.
bool section(const char* title, bool open_at_first = true);

/// A button with a sign. Shows `hint` under the pointer.
bool icon_button(const char* id, Icon icon, std::string_view hint, bool active = false, bool enabled = true,
                 float size = 0.0f);
/// A sign that runs a command: hint, key and enabled state come from the command's row.
bool command_button(session::Session& session, std::string_view command, Icon icon, bool active = false,
                    float size = 0.0f);
/// A flat button of text that fills the width; true when clicked.
bool row_button(const char* id, std::string_view text, std::string_view detail, bool active, bool enabled = true);

/// A slider whose words stay readable where the grip lies on them. As wide as the next item.
bool slider(const char* id, float* value, float low, float high, const char* format);
/// A small button of a word, one of several of which one is chosen.
bool chip_button(const std::string& word, bool chosen);

/// A word in a rounded frame, with a sign; never colour alone. Flows like text.
void pill(Icon icon, std::string_view text, const ImVec4& tint, bool filled = false);
/// Puts the next item on the same line when `width` still fits.
void flow(float width);
float pill_width(std::string_view text);

/// "Play or pause (Space)": name and first key of a command.
std::string hint_of(std::string_view command);
/// A chord for people: "PageDown" -> "PgDn".
std::string key_words(std::string_view keys);
void tooltip(std::string_view text);

/// Whether the pointer's movement of this frame drags the last item. A slow frame may bring the way there together with
/// the press, which is no drag, or the last of the way together with the release, which is one.
bool item_dragged();

/// A slider bound to a setting's row.
void setting_widget(session::Session& session, std::string_view key, float label_width);

}  // namespace palpate::ui
