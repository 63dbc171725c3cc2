#include "ui/icons.h"

#include <algorithm>
#include <cmath>

namespace palpate::ui {
namespace {

constexpr float kPi = 3.14159265f;

struct Pen {
  ImDrawList* list;
  ImVec2 centre;
  float half;
  ImU32 colour;
  float width;

  ImVec2 at(float x, float y) const { return {centre.x + x * half, centre.y + y * half}; }
  void line(float x0, float y0, float x1, float y1) const { list->AddLine(at(x0, y0), at(x1, y1), colour, width); }
  void triangle(float x0, float y0, float x1, float y1, float x2, float y2) const {
    list->AddTriangleFilled(at(x0, y0), at(x1, y1), at(x2, y2), colour);
  }
  void bar(float x0, float y0, float x1, float y1) const {
    list->AddRectFilled(at(x0, y0), at(x1, y1), colour, half * 0.12f);
  }
  void ring(float x, float y, float radius) const { list->AddCircle(at(x, y), radius * half, colour, 0, width); }
  void disc(float x, float y, float radius) const { list->AddCircleFilled(at(x, y), radius * half, colour); }
  void arc(float x, float y, float radius, float from, float to) const {
    list->PathArcTo(at(x, y), radius * half, from, to, 20);
    list->PathStroke(colour, 0, width);
  }
};

void draw_eye(const Pen& pen) {
  pen.list->PathArcTo(pen.at(0, 0.55f), pen.half * 1.05f, -kPi * 0.83f, -kPi * 0.17f, 16);
  pen.list->PathStroke(pen.colour, 0, pen.width);
  pen.list->PathArcTo(pen.at(0, -0.55f), pen.half * 1.05f, kPi * 0.17f, kPi * 0.83f, 16);
  pen.list->PathStroke(pen.colour, 0, pen.width);
  pen.disc(0, 0, 0.3f);
}

void draw_transport(const Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::play:
      pen.triangle(-0.55f, -0.8f, -0.55f, 0.8f, 0.85f, 0);
      break;
    case Icon::pause:
      pen.bar(-0.65f, -0.75f, -0.2f, 0.75f), pen.bar(0.2f, -0.75f, 0.65f, 0.75f);
      break;
    case Icon::previous:
      pen.bar(-0.8f, -0.7f, -0.55f, 0.7f), pen.triangle(0.7f, -0.7f, 0.7f, 0.7f, -0.45f, 0);
      break;
    case Icon::next:
      pen.bar(0.55f, -0.7f, 0.8f, 0.7f), pen.triangle(-0.7f, -0.7f, -0.7f, 0.7f, 0.45f, 0);
      break;
    case Icon::frame_back:
      pen.triangle(0.1f, -0.5f, 0.1f, 0.5f, -0.65f, 0), pen.bar(0.4f, -0.55f, 0.6f, 0.55f);
      break;
    case Icon::frame_forward:
      pen.triangle(-0.1f, -0.5f, -0.1f, 0.5f, 0.65f, 0), pen.bar(-0.6f, -0.55f, -0.4f, 0.55f);
      break;
    case Icon::loop_step:
      pen.disc(0, 0, 0.22f);
      [[fallthrough]];
    case Icon::loop:
      pen.arc(0, 0, 0.72f, -kPi * 0.35f, kPi * 1.3f);
      pen.triangle(0.05f, -0.98f, 0.05f, -0.3f, -0.5f, -0.66f);
      break;
    default:
      break;
  }
}

void draw_badge(const Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::check:
      pen.line(-0.6f, 0.05f, -0.15f, 0.5f);
      pen.line(-0.15f, 0.5f, 0.65f, -0.5f);
      break;
    case Icon::half:
      pen.ring(0, 0, 0.7f);
      pen.list->PathArcTo(pen.centre, pen.half * 0.7f, kPi * 0.5f, kPi * 1.5f, 16);
      pen.list->PathFillConvex(pen.colour);
      break;
    case Icon::slash:
      pen.ring(0, 0, 0.7f), pen.line(-0.5f, 0.5f, 0.5f, -0.5f);
      break;
    case Icon::diamond:
      pen.list->AddQuad(pen.at(0, -0.8f), pen.at(0.8f, 0), pen.at(0, 0.8f), pen.at(-0.8f, 0), pen.colour, pen.width);
      break;
    case Icon::ring:
      pen.ring(0, 0, 0.7f);
      break;
    case Icon::dot:
      pen.disc(0, 0, 0.5f);
      break;
    case Icon::warning:
      pen.list->AddTriangle(pen.at(0, -0.85f), pen.at(0.9f, 0.75f), pen.at(-0.9f, 0.75f), pen.colour, pen.width);
      pen.line(0, -0.25f, 0, 0.25f);
      pen.disc(0, 0.5f, 0.11f);
      break;
    case Icon::forbidden:
      pen.ring(0, 0, 0.8f), pen.bar(-0.45f, -0.14f, 0.45f, 0.14f);
      break;
    default:
      break;
  }
}

}  // namespace

void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour) {
  const Pen pen{list,
                {std::round(centre.x) + 0.0f, std::round(centre.y) + 0.0f},
                size * 0.5f,
                colour,
                std::max(1.4f, size * 0.1f)};
  switch (icon) {
    case Icon::eye:
      draw_eye(pen);
      break;
    case Icon::eye_off:
      draw_eye(pen), pen.line(-0.7f, 0.7f, 0.7f, -0.7f);
      break;
    case Icon::isolate:
      pen.ring(0, 0, 0.75f), pen.disc(0, 0, 0.35f);
      break;
    case Icon::ghost:
      pen.disc(0, 0, 0.35f);
      for (int i = 0; i < 6; ++i)
        pen.arc(0, 0, 0.8f, static_cast<float>(i) * kPi / 3, static_cast<float>(i) * kPi / 3 + 0.55f);
      break;
    case Icon::search:
      pen.ring(-0.15f, -0.15f, 0.5f), pen.line(0.22f, 0.22f, 0.75f, 0.75f);
      break;
    case Icon::close:
      pen.line(-0.5f, -0.5f, 0.5f, 0.5f), pen.line(-0.5f, 0.5f, 0.5f, -0.5f);
      break;
    case Icon::expand:
      pen.line(-0.75f, -0.25f, -0.75f, -0.75f), pen.line(-0.75f, -0.75f, -0.25f, -0.75f);
      pen.line(0.75f, 0.25f, 0.75f, 0.75f), pen.line(0.75f, 0.75f, 0.25f, 0.75f);
      pen.line(0.25f, -0.75f, 0.75f, -0.75f), pen.line(0.75f, -0.75f, 0.75f, -0.25f);
      pen.line(-0.25f, 0.75f, -0.75f, 0.75f), pen.line(-0.75f, 0.75f, -0.75f, 0.25f);
      break;
    case Icon::camera:
      pen.list->AddRect(pen.at(-0.85f, -0.5f), pen.at(0.85f, 0.65f), colour, pen.half * 0.2f, 0, pen.width);
      pen.ring(0, 0.08f, 0.3f);
      pen.bar(-0.3f, -0.75f, 0.3f, -0.5f);
      break;
    case Icon::follow:
      pen.ring(0, 0, 0.45f), pen.line(0, -0.9f, 0, -0.45f), pen.line(0, 0.45f, 0, 0.9f);
      pen.line(-0.9f, 0, -0.45f, 0), pen.line(0.45f, 0, 0.9f, 0);
      break;
    case Icon::chevron_right:
      pen.line(-0.25f, -0.5f, 0.3f, 0), pen.line(0.3f, 0, -0.25f, 0.5f);
      break;
    case Icon::chevron_down:
      pen.line(-0.5f, -0.25f, 0, 0.3f), pen.line(0, 0.3f, 0.5f, -0.25f);
      break;
    case Icon::question:
      pen.arc(0, -0.3f, 0.38f, -kPi, kPi * 0.45f), pen.line(0.0f, 0.08f, 0, 0.3f), pen.disc(0, 0.62f, 0.12f);
      break;
    case Icon::sliders:
      for (const float y : {-0.55f, 0.0f, 0.55f}) pen.line(-0.8f, y, 0.8f, y);
      pen.disc(-0.3f, -0.55f, 0.22f), pen.disc(0.35f, 0, 0.22f), pen.disc(-0.1f, 0.55f, 0.22f);
      break;
    case Icon::play:
    case Icon::pause:
    case Icon::previous:
    case Icon::next:
    case Icon::frame_back:
    case Icon::frame_forward:
    case Icon::loop:
    case Icon::loop_step:
      draw_transport(pen, icon);
      break;
    default:
      draw_badge(pen, icon);
      break;
  }
}

}  // namespace palpate::ui
