// What lies under the hand, skin to bone, with the figures that belong to each layer.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/figures.h"
#include "ui/panels.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using anatomy::Tissue;

/// Muted tissue colours of the gauge, near those of the picture.
ImVec4 tissue_colour(Tissue tissue) {
  switch (tissue) {
    case Tissue::skin:
      return {0.86f, 0.68f, 0.58f, 1};
    case Tissue::fat:
      return {0.91f, 0.80f, 0.52f, 1};
    case Tissue::fascia:
      return {0.83f, 0.83f, 0.80f, 1};
    case Tissue::muscle:
      return {0.66f, 0.33f, 0.29f, 1};
    case Tissue::tendon:
    case Tissue::ligament:
      return {0.85f, 0.82f, 0.74f, 1};
    case Tissue::bone:
      return {0.89f, 0.85f, 0.74f, 1};
    case Tissue::disc:
    case Tissue::cartilage:
      return {0.70f, 0.77f, 0.80f, 1};
    case Tissue::organ:
      return {0.56f, 0.36f, 0.34f, 1};
    default:
      return {0.70f, 0.68f, 0.65f, 1};
  }
}

/// Figure and unit over a faint word.
void figure(std::string_view value, std::string_view unit, std::string_view word, float width) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float size = ImGui::GetFontSize();
  const float large = std::min(fonts().large->FontSize, size * 1.5f);
  list->AddText(fonts().large, large, at, colour(palette().text), value.data(), value.data() + value.size());
  const float value_width = fonts().large->CalcTextSizeA(large, 1e9f, 0, value.data(), value.data() + value.size()).x;
  list->AddText({at.x + value_width + px(4), at.y + large - size - px(1)}, colour(palette().faint), unit.data(),
                unit.data() + unit.size());
  list->AddText({at.x, at.y + large + px(1)}, colour(palette().faint), word.data(), word.data() + word.size());
  ImGui::Dummy({width, large + size + px(4)});
}

void walton(int level) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float side = px(9), gap = px(5), height = ImGui::GetFontSize();
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int i = 0; i < 5; ++i) {
    const ImVec2 centre{at.x + side * 0.5f + static_cast<float>(i) * (side + gap), at.y + height * 0.55f};
    if (i < level) {
      list->AddCircleFilled(centre, side * 0.5f, colour(palette().accent), 20);
    } else {
      list->AddCircle(centre, side * 0.45f, colour(palette().grey), 20, px(1));
    }
  }
  ImGui::Dummy({5 * (side + gap), height});
  ImGui::SameLine();
  faint(level > 0 ? fmt::format("Walton pressure {} of 5", level) : "Walton pressure: –");
}

void basis_line(const session::HandReading& hand) {
  const bool published = hand.basis == "published";
  pill(published ? Icon::check : Icon::ring, hand.basis.empty() ? "design estimate" : hand.basis,
       published ? palette().accent : palette().faint);
  if (ImGui::IsItemHovered()) {
    tooltip(hand.source.empty() ? std::string("Chosen by us to be plausible; no measurement behind it.") : hand.source);
  }
}

/// The text as far as it fits into `width`, with an ellipsis where something is cut off.
std::string fitting(const std::string& text, ImFont* font, float size, float width) {
  const auto wide = [&](const std::string& words) { return font->CalcTextSizeA(size, 1e9f, 0, words.c_str()).x; };
  if (wide(text) <= width) return text;
  std::string kept = text;
  while (!kept.empty() && wide(kept + "…") > width) {
    while (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0u) == 0x80u) kept.pop_back();  // UTF-8 tails
    if (!kept.empty()) kept.pop_back();
  }
  return kept + "…";
}

void layer_row(session::Session& session, const session::LayerReading& layer, float bar_width, float height) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f), size = ImGui::GetFontSize();
  ImGui::PushID(layer.id.c_str());
  if (ImGui::InvisibleButton("layer", {width, height})) session.select(layer.id);
  mark("gauge." + layer.id);
  const bool hot = ImGui::IsItemHovered() || session.view().selected == layer.id;
  ImGui::PopID();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec4 tint = tissue_colour(layer.tissue);
  list->AddRectFilled(at, {at.x + bar_width, at.y + height - px(1)}, colour(tint));
  // Compression is drawn as the part of the layer's thickness that gives way.
  const float gone = std::clamp(static_cast<float>(layer.compression_percent) / 100.0f, 0.0f, 0.95f) * (height - px(1));
  list->AddRectFilled(at, {at.x + bar_width, at.y + gone}, colour(palette().text, 0.28f));
  if (hot)
    list->AddRectFilled({at.x + bar_width, at.y}, {at.x + width, at.y + height - px(1)},
                        colour(palette().accent, 0.08f));
  const float x = at.x + bar_width + px(9);
  list->PushClipRect(at, {at.x + width, at.y + height}, true);
  const std::string name = fitting(layer.name, fonts().strong, size, at.x + width - x);
  if (name != layer.name && ImGui::IsItemHovered()) tooltip(layer.name);
  list->AddText(fonts().strong, size, {x, at.y + px(2)}, colour(palette().text), name.c_str());
  const std::string depth = fmt::format("{} mm deep, {} mm thick", session::two_figures(layer.depth_mm),
                                        session::two_figures(layer.thickness_mm));
  list->AddText({x, at.y + px(3) + size}, colour(palette().faint), depth.c_str());
  std::string answer = fmt::format("{} kPa", session::two_figures(layer.stress_kPa));
  if (layer.tissue != Tissue::bone)
    answer += fmt::format(", gives {} %", session::two_figures(layer.compression_percent));
  if (layer.fibre_angle_deg >= 0) answer += ", " + session::fibre_words(layer.fibre_angle_deg);
  list->AddText({x, at.y + px(4) + 2 * size}, colour(palette().text), answer.c_str());
  list->PopClipRect();
}

void hand_tabs(const std::vector<session::HandReading>& hands, PanelState& state) {
  if (hands.size() < 2) return;
  for (size_t i = 0; i < hands.size(); ++i) {
    if (i) flow(pill_width(hands[i].title));
    const bool active = static_cast<int>(i) == state.gauge_hand;
    if (active) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyle().Colors[ImGuiCol_ButtonActive]);
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Button(hands[i].title.c_str())) state.gauge_hand = static_cast<int>(i);
    mark(fmt::format("gauge.hand.{}", i));
    ImGui::PopID();
    if (active) ImGui::PopStyleColor();
  }
}

}  // namespace

void depth_gauge(session::Session& session, const PanelInput& input, PanelState& state) {
  const auto& hands = input.moment.hands;
  if (hands.empty()) {
    empty_state(session.document().lesson ? "No hand is on the body now."
                                          : "Open a lesson to see what lies under the hand.");
    return;
  }
  state.gauge_hand = std::clamp(state.gauge_hand, 0, static_cast<int>(hands.size()) - 1);
  hand_tabs(hands, state);
  const session::HandReading& hand = hands[static_cast<size_t>(state.gauge_hand)];
  strong(hand.title);
  ImGui::SameLine();
  faint(hand.doing);
  const float third = ImGui::GetContentRegionAvail().x / 3.05f;
  figure(session::two_figures(hand.force_N), "N", "force", third);
  ImGui::SameLine(0, 0);
  figure(session::two_figures(hand.pressure_kPa), "kPa", "pressure", third);
  ImGui::SameLine(0, 0);
  figure(session::two_figures(hand.area_cm2), "cm²", "area", third);
  walton(hand.walton);
  if (hand.speed_cm_s > 0) faint(fmt::format("moving {} cm/s", session::two_figures(hand.speed_cm_s)));
  if (hand.temperature_C > 0) faint(fmt::format("{} °C", session::two_figures(hand.temperature_C)));
  basis_line(hand);
  ImGui::Dummy({0, px(2)});
  double thickness = 0;
  for (const session::LayerReading& layer : hand.stack) thickness += std::sqrt(std::max(layer.thickness_mm, 0.0));
  const float least = 3 * ImGui::GetFontSize() + px(9), spare = px(110);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  for (const session::LayerReading& layer : hand.stack) {
    const double share = thickness > 0 ? std::sqrt(std::max(layer.thickness_mm, 0.0)) / thickness : 0;
    layer_row(session, layer, px(34), least + spare * static_cast<float>(share));
  }
  ImGui::PopStyleVar();
  ImGui::Dummy({0, px(3)});
  wrapped_faint("Illustrative tissue model. Darker part of a layer: how far it gives way.");
}

}  // namespace palpate::ui
