#include "ui/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace palpate::ui {
namespace fs = std::filesystem;
namespace {

Palette current_palette;
Fonts current_fonts;
float current_scale = 1.0f;

ImVec4 hex(unsigned rgb, float alpha = 1.0f) {
  return {static_cast<float>(rgb >> 16 & 255u) / 255.0f, static_cast<float>(rgb >> 8 & 255u) / 255.0f,
          static_cast<float>(rgb & 255u) / 255.0f, alpha};
}

Palette day() {
  return {hex(0xE6E2DC), hex(0xF4F1EC), hex(0xE9E5DE), hex(0xFCFBF8), hex(0xD6D0C6), hex(0x2C2925),
          hex(0x6B655C), hex(0x0E7680), hex(0xFFFFFF), hex(0x9A6200), hex(0xA8A196)};
}

Palette projection() {
  return {hex(0x0C0B0A), hex(0x171614), hex(0x0F0E0D), hex(0x23211E), hex(0x37332E), hex(0xECE7DF),
          hex(0xA39C91), hex(0x4FBAC4), hex(0x06181A), hex(0xE0A53A), hex(0x6B665E)};
}

void set_colours(const Palette& p) {
  ImVec4* c = ImGui::GetStyle().Colors;
  const auto mix = [](const ImVec4& a, const ImVec4& b, float t) {
    return ImVec4(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, a.w + (b.w - a.w) * t);
  };
  const auto with = [](ImVec4 v, float alpha) { return ImVec4(v.x, v.y, v.z, alpha); };
  c[ImGuiCol_Text] = p.text;
  c[ImGuiCol_TextDisabled] = p.faint;
  c[ImGuiCol_WindowBg] = p.panel;
  c[ImGuiCol_ChildBg] = with(p.panel, 0.0f);
  c[ImGuiCol_PopupBg] = p.raised;
  c[ImGuiCol_Border] = p.line;
  c[ImGuiCol_BorderShadow] = with(p.line, 0.0f);
  c[ImGuiCol_FrameBg] = p.sunken;
  c[ImGuiCol_FrameBgHovered] = mix(p.sunken, p.accent, 0.12f);
  c[ImGuiCol_FrameBgActive] = mix(p.sunken, p.accent, 0.2f);
  c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = c[ImGuiCol_TitleBgCollapsed] = p.panel;
  c[ImGuiCol_MenuBarBg] = p.panel;
  c[ImGuiCol_ScrollbarBg] = with(p.panel, 0.0f);
  c[ImGuiCol_ScrollbarGrab] = with(p.grey, 0.45f);
  c[ImGuiCol_ScrollbarGrabHovered] = with(p.grey, 0.75f);
  c[ImGuiCol_ScrollbarGrabActive] = p.grey;
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = p.accent;
  c[ImGuiCol_Button] = p.sunken;
  c[ImGuiCol_ButtonHovered] = mix(p.sunken, p.accent, 0.18f);
  c[ImGuiCol_ButtonActive] = mix(p.sunken, p.accent, 0.32f);
  c[ImGuiCol_Header] = with(p.accent, 0.14f);
  c[ImGuiCol_HeaderHovered] = with(p.accent, 0.10f);
  c[ImGuiCol_HeaderActive] = with(p.accent, 0.22f);
  c[ImGuiCol_Separator] = p.line;
  c[ImGuiCol_SeparatorHovered] = c[ImGuiCol_SeparatorActive] = p.accent;
  c[ImGuiCol_ResizeGrip] = c[ImGuiCol_ResizeGripHovered] = c[ImGuiCol_ResizeGripActive] = with(p.accent, 0.0f);
  c[ImGuiCol_Tab] = with(p.panel, 0.0f);
  c[ImGuiCol_TabHovered] = with(p.accent, 0.12f);
  c[ImGuiCol_TabActive] = with(p.accent, 0.16f);
  c[ImGuiCol_TabUnfocused] = c[ImGuiCol_Tab];
  c[ImGuiCol_TabUnfocusedActive] = c[ImGuiCol_TabActive];
  c[ImGuiCol_TableHeaderBg] = p.sunken;
  c[ImGuiCol_TableBorderLight] = c[ImGuiCol_TableBorderStrong] = p.line;
  c[ImGuiCol_TextSelectedBg] = with(p.accent, 0.25f);
  c[ImGuiCol_NavHighlight] = p.accent;
  c[ImGuiCol_ModalWindowDimBg] = ImVec4(0.05f, 0.05f, 0.05f, 0.35f);
}

/// One face: regular letters, then what it lacks from another.
ImFont* add_face(const fs::path& file, const fs::path& fallback, float size_px) {
  static const ImWchar rest[] = {0x20,   0x17F,  0x370,  0x3FF,  0x2010, 0x2027, 0x2030, 0x205E, 0x2070, 0x209F,
                                 0x20AC, 0x20AC, 0x2190, 0x2199, 0x2212, 0x2212, 0x2248, 0x2265, 0};
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  ImFontConfig config;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = true;
  ImFont* font = atlas->AddFontFromFileTTF(file.string().c_str(), size_px, &config, rest);
  config.MergeMode = true;
  if (!fallback.empty()) atlas->AddFontFromFileTTF(fallback.string().c_str(), size_px, &config, rest);
  return font;
}

/// Figures stand in columns: all get the width of the widest, each in the middle of its own. After the faces are built.
void even_figures(ImFont* font) {
  float widest = 0.0f;
  for (ImWchar digit = '0'; digit <= '9'; ++digit) widest = std::max(widest, font->FindGlyph(digit)->AdvanceX);
  for (ImFontGlyph& glyph : font->Glyphs) {
    if (glyph.Codepoint < '0' || glyph.Codepoint > '9') continue;
    const float aside = std::floor(0.5f * (widest - glyph.AdvanceX));
    glyph.X0 += aside, glyph.X1 += aside;
    glyph.AdvanceX = widest;
  }
  font->BuildLookupTable();
}

}  // namespace

const Palette& palette() {
  return current_palette;
}
const Fonts& fonts() {
  return current_fonts;
}
float px(float design) {
  return std::round(design * current_scale);
}

ImU32 colour(const ImVec4& value, float alpha) {
  return ImGui::ColorConvertFloat4ToU32(ImVec4(value.x, value.y, value.z, value.w * alpha));
}

fs::path find_font(const std::string& file_name) {
  std::vector<fs::path> folders;
  if (const char* own = std::getenv("PALPATE_FONTS"); own && *own) folders.emplace_back(own);
  if (const char* home = std::getenv("HOME"); home && *home) folders.push_back(fs::path(home) / ".local/share/fonts");
  for (const char* folder : {"/usr/share/fonts/opentype/inter", "/usr/share/fonts/truetype/noto",
                             "/usr/share/fonts/truetype/dejavu", "/usr/local/share/fonts", "/usr/share/fonts"}) {
    folders.emplace_back(folder);
  }
  std::error_code ignored;
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / file_name, ignored)) return folder / file_name;
  }
  return {};
}

void apply_theme(bool dark, float scale) {
  current_palette = dark ? projection() : day();
  current_scale = scale;
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {14, 12};
  style.FramePadding = {9, 5};
  style.ItemSpacing = {8, 7};
  style.ItemInnerSpacing = {7, 5};
  style.IndentSpacing = 14;
  style.ScrollbarSize = 11;
  style.GrabMinSize = 12;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.WindowRounding = 0;
  style.ChildRounding = 6;
  style.FrameRounding = 5;
  style.PopupRounding = 6;
  style.ScrollbarRounding = 6;
  style.GrabRounding = 6;
  style.TabRounding = 5;
  style.WindowMenuButtonPosition = ImGuiDir_None;
  style.ScaleAllSizes(scale);
  set_colours(current_palette);
}

void build_fonts(float scale, float caption_scale) {
  struct Family {
    const char *name, *regular, *strong;
  };
  static constexpr std::array<Family, 3> kFamilies = {{{"Inter", "Inter-Regular.otf", "Inter-SemiBold.otf"},
                                                       {"Noto Sans", "NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"},
                                                       {"DejaVu Sans", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"}}};
  const float body_px = std::round(15.0f * scale), large_px = std::round(22.0f * scale * caption_scale);
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  io.Fonts->TexDesiredWidth = 2048;
  current_fonts = {};
  for (const Family& family : kFamilies) {
    const fs::path regular = find_font(family.regular);
    if (regular.empty()) continue;
    fs::path strong = find_font(family.strong);
    if (strong.empty()) strong = regular;
    const fs::path fallback = regular.filename() == "DejaVuSans.ttf" ? fs::path{} : find_font("DejaVuSans.ttf");
    current_fonts.family = family.name;
    current_fonts.body = add_face(regular, fallback, body_px);
    current_fonts.strong = add_face(strong, fallback, body_px);
    current_fonts.figures = add_face(regular, {}, body_px);
    current_fonts.large = add_face(regular, fallback, large_px);
    io.FontDefault = current_fonts.body;
    io.Fonts->Build();
    even_figures(current_fonts.figures);
    return;
  }
  ImFontConfig config;
  config.SizePixels = body_px;
  current_fonts.body = current_fonts.strong = current_fonts.figures = io.Fonts->AddFontDefault(&config);
  config.SizePixels = large_px;
  current_fonts.large = io.Fonts->AddFontDefault(&config);
  current_fonts.family = "ImGui default";
  current_fonts.message = "no font found: letters will look coarse (install fonts-inter or fonts-noto-core)";
}

}  // namespace palpate::ui
