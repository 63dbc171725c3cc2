#include "ui/stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/commands.h"
#include "session/figures.h"
#include "session/frame_builder.h"
#include "ui/section_panel.h"
#include "ui/tools.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

// Comes after every control that lies on the picture: what is made first takes the pointer.
void read_mouse(session::Session& session, UiState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  StageMouse& mouse = state.mouse;
  mouse = {};
  ImGui::SetCursorPos({0, 0});
  ImGui::InvisibleButton(
      "picture", {state.stage.width, state.stage.height},
      ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight | ImGuiButtonFlags_MouseButtonMiddle);
  mark("stage");
  mouse.over = ImGui::IsItemHovered();
  mouse.x = io.MousePos.x - state.stage.x;
  mouse.y = io.MousePos.y - state.stage.y;
  if (mouse.over) mouse.wheel = io.MouseWheel;
  mouse.pressed = ImGui::IsItemActivated() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
  mouse.held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
  mouse.released = ImGui::IsItemDeactivated() && ImGui::IsMouseReleased(ImGuiMouseButton_Left);
  if (item_dragged()) {
    const auto with = [](ImGuiMouseButton b) { return ImGui::IsMouseDown(b) || ImGui::IsMouseReleased(b); };
    mouse.pan = with(ImGuiMouseButton_Right) || with(ImGuiMouseButton_Middle) || io.KeyShift;
    mouse.drag_x = io.MouseDelta.x;
    mouse.drag_y = io.MouseDelta.y;
    mouse.dragging = mouse.drag_x != 0.0f || mouse.drag_y != 0.0f;
  }
  if (ImGui::IsItemDeactivated()) {
    session.end_gesture();
    const float slack = px(4) * px(4);
    // A whole drag may fall into one slow frame, in which Dear ImGui has not seen it move: the places tell.
    const float x = io.MousePos.x - io.MouseClickedPos[0].x, y = io.MousePos.y - io.MouseClickedPos[0].y;
    mouse.clicked =
        ImGui::IsMouseReleased(ImGuiMouseButton_Left) && std::max(io.MouseDragMaxDistanceSqr[0], x * x + y * y) < slack;
  }
  mouse.double_clicked = mouse.over && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
}

void wiper_handle(session::Session& session, const UiState& state) {
  if (session.compare.kind != session::Beside::before || !session.compare.ready) return;
  const StageRect& stage = state.stage;
  const float x = stage.x + session.compare.wipe * stage.width;
  ImGui::SetCursorScreenPos({x - px(17), stage.y + 0.5f * stage.height - px(17)});
  ImGui::InvisibleButton("wiper", {px(34), px(34)});
  mark("compare.wiper");
  if (item_dragged()) {
    session.compare.wipe =
        std::clamp((ImGui::GetIO().MousePos.x - stage.x) / std::max(stage.width, 1.0f), 0.02f, 0.98f);
  }
}

/// Text on a translucent plate. `x` is the middle, `top` the upper edge.
void plate(ImDrawList* list, float x, float top, float width, ImFont* font, float size, const ImVec4& ink,
           std::string_view text, float alpha) {
  const char* end = text.data() + text.size();
  const ImVec2 extent = font->CalcTextSizeA(size, 1e9f, width, text.data(), end);
  const float pad_x = px(16), pad_y = px(9);
  const ImVec2 lo{x - extent.x * 0.5f - pad_x, top}, hi{x + extent.x * 0.5f + pad_x, top + extent.y + 2 * pad_y};
  list->AddRectFilled(lo, hi, colour(palette().raised, alpha), px(8));
  list->AddText(font, size, {lo.x + pad_x, lo.y + pad_y}, colour(ink), text.data(), end, width);
}

/// Of the picture's height that captions may cover.
constexpr float kCaptionShare = 0.36f;
/// Words of the smallest size may cover that much more.
constexpr float kCaptionSlack = 1.3f;

struct CaptionLine {
  ImFont* font;
  float size;
  ImVec4 ink;
  std::string text;
};

/// All of the words, or the least of them: one wording, without the technique's name.
std::vector<CaptionLine> caption_lines(const session::Session& session, const session::Moment& moment, bool all) {
  const std::string& words = session.settings.text("text.register");
  const float body = ImGui::GetFontSize(), large = fonts().large->FontSize;
  std::vector<CaptionLine> lines;
  std::string head =
      fmt::format("{} of {}   {}", moment.state.step + 1, session.playback.steps().size(), moment.step_name);
  if (all && words != "plain" && !moment.technique_name.empty()) head += "   ·   " + moment.technique_name;
  lines.push_back({fonts().strong, body, palette().accent, head});
  const bool plain = words != "professional" && !moment.say.empty();
  if (plain) lines.push_back({fonts().large, large, palette().text, moment.say});
  if (words != "plain" && !moment.say_professional.empty()) {
    if (!plain) {
      lines.push_back({fonts().large, large, palette().text, moment.say_professional});
    } else if (all) {
      lines.push_back({fonts().body, body, palette().faint, moment.say_professional});
    }
  }
  if (!moment.greyed.empty()) lines.push_back({fonts().strong, body, palette().caution, moment.greyed});
  return lines;
}

/// Height of the plate that holds the lines; `extents` gets the size of each.
float measure(const std::vector<CaptionLine>& lines, float width, std::vector<ImVec2>& extents) {
  extents.clear();
  float height = 2 * px(12) - px(5);
  for (const CaptionLine& line : lines) {
    extents.push_back(line.font->CalcTextSizeA(line.size, 1e9f, width, line.text.c_str()));
    height += extents.back().y + px(5);
  }
  return height;
}

/// What the step says, in one plate at the foot of the picture. The body comes first: words that would cover it lose
/// their second wording, then are set smaller bit by bit, then only the step's name is left, and in a slit of a picture
/// nothing.
/// Returns the height from the picture's lower edge that it takes.
float caption(const session::Session& session, const PanelInput& input, const StageRect& stage) {
  const session::Moment& moment = input.moment;
  if (!session.settings.on("panel.captions") || moment.step_name.empty()) return 0.0f;
  const float line = 34.5f * fonts().large->FontSize;  // of letters: longer ones lose the eye
  const float width = std::max(std::min(stage.width - px(64), line), px(20)), most = stage.height * kCaptionShare;
  std::vector<ImVec2> extents;
  std::vector<CaptionLine> lines = caption_lines(session, moment, true);
  float height = measure(lines, width, extents);
  if (height > most) {
    lines = caption_lines(session, moment, false);
    height = measure(lines, width, extents);
  }
  for (float size = fonts().large->FontSize; height > most && size > ImGui::GetFontSize();) {
    size = std::max(size - px(1), ImGui::GetFontSize());
    for (CaptionLine& words : lines) words.size = std::min(words.size, size);
    height = measure(lines, width, extents);
  }
  if (height > kCaptionSlack * most) {
    lines.resize(1);
    height = measure(lines, width, extents);
    if (height > kCaptionSlack * most) return 0.0f;
  }
  float widest = 0;
  for (const ImVec2& extent : extents) widest = std::max(widest, extent.x);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float pad_x = px(18), middle = stage.x + stage.width * 0.5f, bottom = stage.y + stage.height - px(14);
  const ImVec2 lo{middle - widest * 0.5f - pad_x, bottom - height}, hi{middle + widest * 0.5f + pad_x, bottom};
  list->AddRectFilled(lo, hi, colour(palette().raised, 0.88f), px(9));
  marks()["stage.caption"] = {lo.x, lo.y, hi.x - lo.x, hi.y - lo.y};
  float y = lo.y + px(12);
  for (size_t i = 0; i < lines.size(); ++i) {
    list->AddText(lines[i].font, lines[i].size, {lo.x + pad_x, y}, colour(lines[i].ink), lines[i].text.c_str(), nullptr,
                  width);
    y += extents[i].y + px(5);
  }
  return stage.y + stage.height - lo.y;
}

/// Skin to bone under the pointer, with depths.
void probe_under_pointer(const UiState& state) {
  ImGui::BeginTooltip();
  strong("Under this place");
  const float start = ImGui::GetCursorPosX(), column = ImGui::CalcTextSize("888 mm").x;
  for (const session::ProbeLayer& layer : state.probe) {
    const std::string depth = fmt::format("{:.0f} mm", layer.depth_mm);
    ImGui::SetCursorPosX(start + column - ImGui::CalcTextSize(depth.c_str()).x);
    faint(depth);
    ImGui::SameLine(start + column + px(12));
    ImGui::TextUnformatted(layer.name.c_str());
    if (layer.thickness_mm < 0.5) continue;
    ImGui::SameLine(0, px(8));
    faint(fmt::format("{:.0f} mm thick", layer.thickness_mm));
  }
  faint("as modelled, straight in from the skin");
  ImGui::EndTooltip();
}

void name_under_pointer(const session::Session& session, const UiState& state) {
  if (session.tools.kind != session::Tool::none) return;
  if (state.mouse.over && !state.mouse.dragging && !state.probe.empty()) {
    probe_under_pointer(state);
    return;
  }
  if (!state.mouse.over || state.mouse.dragging || session.hovered.empty() || !session.settings.on("view.hover") ||
      !session.document().atlas)
    return;
  const anatomy::Structure* structure = session.document().atlas->find(session.hovered);
  if (!structure) return;
  ImGui::BeginTooltip();
  strong(structure->info.name.empty() ? structure->info.id : structure->info.name);
  if (!structure->info.latin.empty()) faint(structure->info.latin);
  ImGui::EndTooltip();
}

/// Returns where the picture is free below it.
float follow_chip(session::Session& session, const StageRect& stage) {
  const float top = stage.y + px(12);
  // A tool gives the camera back by itself.
  if (!session.view().camera_taken || session.playback.steps().empty() || !session.settings.on("play.follow_camera") ||
      session.tools.kind != session::Tool::none)
    return top;
  // In the middle: labels and the figure of directions stand at the sides.
  const char* words = "Follow the lesson's view";
  const float width = ImGui::CalcTextSize(words).x + 2.0f * ImGui::GetStyle().FramePadding.x;
  ImGui::SetCursorScreenPos({stage.x + std::round(0.5f * std::max(stage.width - width, 0.0f)), top});
  ImGui::PushStyleColor(ImGuiCol_Button, palette().raised);
  if (ImGui::Button(words)) session::run_command(session, "view.follow");
  mark("stage.follow");
  ImGui::PopStyleColor();
  if (ImGui::IsItemHovered()) tooltip(hint_of("view.follow"));
  return top + ImGui::GetItemRectSize().y + px(8);
}

void loading_plate(session::Session& session, const StageRect& stage) {
  if (!session.loading.active) return;
  const float width = std::min(px(380), stage.width - px(20)), height = px(104);
  const ImVec2 lo{stage.x + (stage.width - width) * 0.5f, stage.y + (stage.height - height) * 0.5f};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(lo, {lo.x + width, lo.y + height}, colour(palette().raised, 0.95f), px(9));
  ImGui::SetCursorScreenPos({lo.x + px(18), lo.y + px(14)});
  ImGui::BeginGroup();
  strong(fmt::format("Opening {}", session.loading.what));
  faint(session.loading.doing.empty() ? "…" : session.loading.doing);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float bar = width - px(120);
  list->AddRectFilled({at.x, at.y + px(8)}, {at.x + bar, at.y + px(14)}, colour(palette().sunken), px(3));
  list->AddRectFilled({at.x, at.y + px(8)},
                      {at.x + bar * std::clamp(session.loading.fraction, 0.02f, 1.0f), at.y + px(14)},
                      colour(palette().accent), px(3));
  ImGui::SetCursorScreenPos({at.x + bar + px(12), at.y - px(4)});
  if (ImGui::Button("Cancel")) session::run_command(session, "file.cancel");
  mark("loading.cancel");
  ImGui::EndGroup();
}

void empty_stage(const session::Session& session, const StageRect& stage) {
  if (session.document().atlas || session.loading.active) return;
  plate(ImGui::GetWindowDrawList(), stage.x + stage.width * 0.5f, stage.y + stage.height * 0.5f, stage.width - px(60),
        fonts().body, ImGui::GetFontSize(), palette().faint,
        "Nothing is open. Choose a lesson, press Ctrl+O, or drop a file here.", 0.0f);
}

}  // namespace

void stage_window(session::Session& session, const PanelInput& input, UiState& state, ImTextureID picture) {
  const StageRect& stage = state.stage;
  ImGui::SetNextWindowPos({stage.x, stage.y});
  ImGui::SetNextWindowSize({stage.width, stage.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::Begin("Stage", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 lo{stage.x, stage.y}, hi{stage.x + stage.width, stage.y + stage.height};
  if (picture) {
    if (state.beside && session.compare.ready) {
      comparison(session, stage, picture, state.beside);
    } else {
      list->AddImage(picture, lo, hi, {0, 1}, {1, 0});
    }
  } else {
    list->AddRectFilled(lo, hi, colour(palette().stage));
  }
  wiper_handle(session, state);
  section_handle(session, input, stage, state.covered_bottom);
  empty_stage(session, stage);
  tool_overlay(session, stage, state.camera);
  state.covered_bottom = session.tools.kind == session::Tool::none ? caption(session, input, stage) : 0.0f;
  state.covered_top = rhythm_cue(session, input, stage);
  const float free_top = follow_chip(session, stage);
  loading_plate(session, stage);
  if (!session.notice.text.empty()) {
    plate(list, stage.x + stage.width * 0.5f, free_top, stage.width - px(60), fonts().body, ImGui::GetFontSize(),
          session.notice.bad ? palette().caution : palette().text, session.notice.text, 0.95f);
  }
  read_mouse(session, state);
  name_under_pointer(session, state);
  ImGui::End();
}

}  // namespace palpate::ui
