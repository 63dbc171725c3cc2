// The muscles and fasciae that show when skin and fat are gone. Nets are given for the left side, in the body frame,
// from origin to insertion; their places follow the sites named in the table of structures, the rest is chosen by eye.

#include <algorithm>
#include <cmath>
#include <set>

#include "forge/hull_sheet.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

using Rows = std::vector<std::vector<Vec3>>;

/// The same places on either side differ a little, as they do in a person.
Rows sided(Rows rows, bool left, const std::string& id, float by = 1.6f) {
  for (size_t j = 0; j < rows.size(); ++j)
    for (size_t i = 0; i < rows[j].size(); ++i) {
      const std::string key = id + (left ? "l" : "r") + std::to_string(j) + "." + std::to_string(i);
      rows[j][i].y += by * whim(key);
      if (!left) rows[j][i].x = -rows[j][i].x;
    }
  return rows;
}

float rise(float x, float width) {
  return smoothstep(0.0f, width, x);
}
/// 1 in the middle, falling to 0 at both ends over `width`.
float plateau(float x, float first, float last) {
  return rise(x, first) * rise(1.0f - x, last);
}

Obstacles obstacles(const Bench& b, const std::vector<std::string>& above, const std::vector<std::string>& below,
                    float gap = 0.7f) {
  Obstacles out;
  out.gap = gap;
  for (const std::string& id : above) out.above.emplace_back(b.input(id).mesh);
  for (const std::string& id : below) out.below.emplace_back(b.input(id).mesh);
  return out;
}

struct Sheet {
  std::string base, provenance;
  std::vector<std::string> above, below;  ///< base ids of paired structures, or whole ids of single ones
  Rows rows;
  SheetStyle style;
};

std::string on_side(const std::string& id, bool left) {
  static const std::set<std::string> single = {"sacrum", "coccyx"};
  return single.count(id) ? id : id + (left ? "_left" : "_right");
}

void add_sheet(std::vector<Recipe>& list, const Sheet& sheet) {
  for (const bool left : {true, false}) {
    const std::string id = on_side(sheet.base, left);
    std::vector<std::string> above, below, inputs = {"fascia_form"};
    for (const auto& name : sheet.above) above.push_back(on_side(name, left));
    for (const auto& name : sheet.below) below.push_back(on_side(name, left));
    inputs.insert(inputs.end(), above.begin(), above.end());
    inputs.insert(inputs.end(), below.begin(), below.end());
    list.push_back({id, inputs, "muscle_superficial,hull_sheet,spine", [=](const Bench& b) {
                      SheetStyle style = sheet.style;
                      style.seed = left ? 17u : 91u;
                      style.crop_top = b.figure("skin.top") - 0.6f;
                      Piece piece;
                      piece.mesh =
                          sheet_under(b.input("fascia_form").volume, SheetNet{sided(sheet.rows, left, sheet.base)},
                                      style, obstacles(b, above, below));
                      piece.provenance = sheet.provenance;
                      return piece;
                    }});
  }
}

/// Midline places at which the superficial lamina begins, and those at which latissimus takes over: {midline y, edge}.
const std::vector<std::pair<float, Vec3>> rhomboid = {
    {-82, {30, -52, -72}}, {-62, {40, -28, -72}}, {-38, {47, -5, -72}},  {-8, {66, 20, -58}},
    {18, {90, 37, -40}},   {48, {106, 66, -18}},  {80, {101, 106, -25}}, {112, {85, 143, -40}},
    {150, {62, 180, -55}}, {192, {36, 216, -58}}, {238, {9, 250, -55}}};

Sheet lamina_superficial() {
  Sheet s;
  s.base = "thoracolumbar_fascia_posterior_superficial";
  for (const auto& [y, edge] : rhomboid) {
    // Beside the supraspinous ligament, and at the midline where that has ended.
    const Vec3 middle(0.3f + 2.2f * smoothstep(36.0f, 48.0f, y), y, -70);
    // It runs on over the beginnings of latissimus.
    const Vec3 out = edge + 9.0f * normalize_or(Vec3(edge.x - middle.x, edge.y - middle.y, 0.0f), Vec3(1, 0, 0)) *
                                smoothstep(20.0f, 60.0f, y);
    s.rows.push_back({out, glm::mix(edge, middle, 0.5f), middle});
  }
  s.style.top = [](float, float) { return 0.15f; };
  s.style.thickness = [](float u, float v) {
    return 0.75f * (0.75f + 0.25f * plateau(u, 0.1f, 0.05f)) + 0.2f * (1.0f - v);
  };
  s.style.tendon = [](float, float) { return 1.0f; };
  s.style.groove = 0.0f, s.style.fascicles = 24, s.style.spacing_along = 4.0f, s.style.spacing_across = 3.2f;
  s.style.teeth_origin = 15.0f;
  s.above = {"trapezius_ascending"};
  s.provenance =
      "Rhomboid sheet under the body's outer fascia, 0.6 to 0.9 mm (Barker and Briggs 1999; Willard 2012, as "
      "remembered); "
      "fibres run caudomedially from latissimus dorsi to the spinous processes; outline by design estimate.";
  return s;
}

Sheet lamina_deep() {
  Sheet s;
  s.base = "thoracolumbar_fascia_posterior_deep";
  const std::vector<std::pair<float, Vec3>> lines = {
      {-70, {26, -84, -70}}, {-40, {40, -50, -72}}, {-15, {46, -25, -72}}, {12, {50, -4, -72}},
      {40, {68, 20, -58}},   {72, {82, 45, -50}},   {108, {84, 82, -45}},  {145, {78, 120, -48}},
      {185, {72, 162, -52}}, {225, {66, 205, -55}}, {262, {60, 246, -58}}, {299, {56, 285, -60}}};
  for (const auto& [y, edge] : lines) {
    const Vec3 middle(0.5f + 2.2f * smoothstep(36.0f, 48.0f, y), y, -70);
    s.rows.push_back({middle, glm::mix(edge, middle, 0.5f), edge});
  }
  s.style.top = [](float, float) { return 1.55f; };
  s.style.thickness = [](float, float v) { return 0.5f + 0.2f * (1.0f - v); };
  s.style.tendon = [](float, float) { return 1.0f; };
  s.style.groove = 0.0f, s.style.fascicles = 24, s.style.spacing_along = 4.0f, s.style.spacing_across = 4.0f;
  s.style.teeth_insertion = 6.0f;
  s.provenance =
      "Thin sheet under the superficial lamina, over the erector spinae; fibres run caudolaterally from the spinous "
      "processes (Willard 2012, as remembered); outline by design estimate.";
  return s;
}

Sheet latissimus() {
  Sheet s;
  s.base = "latissimus_dorsi";
  s.rows = {{{119, 42, 16}, {130, 130, 12}, {141, 215, 16}, {151, 322, 24}},
            {{112, 43, 2}, {126, 130, -4}, {140, 215, 4}, {151, 322, 12}},
            {{105, 58, -20}, {119, 138, -22}, {135, 218, -8}, {150, 322, 0}},
            {{100, 103, -25}, {114, 165, -34}, {131, 232, -22}, {147, 322, -12}},
            {{84, 141, -42}, {103, 190, -46}, {123, 245, -36}, {142, 322, -24}},
            {{61, 178, -56}, {85, 212, -58}, {110, 254, -50}, {134, 322, -38}},
            {{35, 213, -62}, {62, 236, -64}, {92, 266, -60}, {122, 322, -50}},
            {{9, 246, -58}, {36, 260, -66}, {66, 278, -68}, {100, 322, -60}},
            {{3.4f, 275, -58}, {25, 290, -64}, {48, 305, -66}, {72, 322, -66}},
            {{3.2f, 302, -58}, {13, 308, -60}, {24, 315, -62}, {36, 322, -66}}};
  s.style.top = [](float, float) { return 0.3f; };
  s.style.thickness = [](float u, float v) {
    const float belly = 0.9f + 4.6f * rise(u, 0.4f) * plateau(v, 0.06f, 0.2f);
    return belly + 2.4f * plateau(v, 0.05f, 0.9f) * rise(u, 0.3f) * (1.0f - rise(v, 0.35f));
  };
  s.style.tendon = [](float u, float) { return 1.0f - rise(u, 0.10f); };
  s.style.bundle = 9.0f, s.style.groove = 0.8f, s.style.teeth_origin = 3.0f, s.style.spacing_across = 2.7f,
  s.style.spacing_along = 3.6f;
  s.style.fascicles = 14;
  s.above = {"trapezius_ascending", "thoracolumbar_fascia_posterior_superficial"};
  s.provenance =
      "Sheet under the outer fascia from the lateral edge of the thoracolumbar fascia, the crest and the lower spinous "
      "processes upwards, cropped with the picture; thickness 4 (SD 2) mm near T12 (as remembered), outline by design "
      "estimate.";
  return s;
}

Sheet trapezius() {
  Sheet s;
  s.base = "trapezius_ascending";
  s.rows = {{{2.6f, 172, -55}, {18, 222, -60}, {38, 272, -64}, {58, 322, -66}},
            {{2.6f, 205, -55}, {15, 244, -60}, {31, 283, -64}, {47, 322, -66}},
            {{2.6f, 246, -55}, {11, 271, -60}, {22, 296, -62}, {34, 322, -64}},
            {{2.6f, 284, -55}, {7, 297, -58}, {13, 309, -60}, {19, 322, -62}},
            {{2.6f, 316, -55}, {3.4f, 318, -56}, {4.2f, 320, -56}, {5, 322, -58}}};
  s.style.top = [](float, float) { return 0.2f; };
  s.style.thickness = [](float u, float v) {
    return 0.8f + 3.0f * rise(u, 0.45f) * (0.55f + 0.45f * plateau(v, 0.12f, 0.3f));
  };
  s.style.tendon = [](float u, float v) { return (1.0f - rise(u, 0.22f)) * (1.0f - 0.4f * v); };
  s.style.bundle = 5.0f, s.style.groove = 0.4f, s.style.teeth_origin = 5.0f, s.style.fascicles = 8;
  s.style.spacing_across = 1.8f;
  s.provenance =
      "Sheet from the spinous processes T9 to T12 upwards and outwards, cropped with the picture; thickness 4 (SD 1.5) "
      "mm "
      "(as remembered), outline by design estimate.";
  return s;
}

Sheet external_oblique() {
  Sheet s;
  s.base = "external_oblique";
  s.rows = {{{94, 134, -28}, {105, 105, -14}, {112, 70, -2}, {117, 36, 16}},
            {{118, 160, -8}, {124, 118, 8}, {129, 68, 22}, {133, 22, 40}},
            {{132, 196, 2}, {134, 130, 24}, {133, 54, 46}, {131, -8, 66}},
            {{141, 236, 8}, {138, 160, 44}, {128, 60, 76}, {112, -34, 84}},
            {{146, 272, 14}, {142, 190, 66}, {120, 90, 108}, {62, -72, 98}},
            {{148, 322, 24}, {140, 230, 90}, {96, 130, 130}, {10, -60, 110}},
            {{146, 322, 60}, {122, 252, 116}, {70, 180, 142}, {6, 90, 138}},
            {{120, 322, 118}, {95, 292, 140}, {50, 262, 158}, {5, 225, 164}},
            {{70, 322, 150}, {48, 316, 160}, {25, 312, 168}, {4, 308, 174}}};
  s.style.top = [](float, float) { return 0.4f; };
  s.style.thickness = [](float u, float v) {
    return 0.9f + 5.2f * plateau(u, 0.12f, 0.35f) * rise(v, 0.10f) * (1.0f - 0.6f * rise(v - 0.6f, 0.3f));
  };
  s.style.tendon = [](float u, float v) {
    return std::max(rise(u - 0.62f + 0.3f * (1.0f - rise(v, 0.5f)), 0.16f) * rise(v - 0.3f, 0.2f),
                    1.0f - rise(u, 0.05f));
  };
  s.style.bundle = 10.0f, s.style.groove = 0.7f, s.style.teeth_origin = 8.0f, s.style.teeth_insertion = 0.5f;
  s.style.fascicles = 12, s.style.spacing_along = 6.0f, s.style.spacing_across = 4.6f;
  s.above = {"latissimus_dorsi"};
  s.below = {"hip_bone", "rib_8", "rib_9", "rib_10", "rib_11", "rib_12"};
  s.provenance =
      "Sheet from the lower ribs down and forward to the crest and the front, free hind border from rib 12 to the "
      "crest; "
      "thickness 7 (SD 2) mm (as remembered), outline by design estimate.";
  return s;
}

Sheet gluteus_maximus() {
  Sheet s;
  s.base = "gluteus_maximus";
  s.rows = {{{77, 25, -38}, {104, -8, -42}, {130, -52, -26}, {149, -98, -6}},
            {{62, 10, -56}, {94, -26, -62}, {126, -72, -44}, {152, -124, -10}},
            {{50, -8, -70}, {88, -48, -78}, {124, -96, -60}, {151, -150, -14}},
            {{40, -32, -72}, {78, -72, -88}, {116, -122, -72}, {147, -176, -16}},
            {{30, -58, -72}, {68, -96, -92}, {108, -146, -80}, {141, -200, -18}},
            {{17, -86, -64}, {42, -142, -92}, {88, -194, -82}, {133, -236, -12}},
            {{9, -112, -60}, {27, -172, -84}, {70, -226, -74}, {124, -266, -8}}};
  s.style.top = [](float u, float v) {
    // The borders round off below the fascia.
    const float edge = std::min(v, 1.0f - v) * 2.0f;
    return 0.4f + 7.0f * std::pow(1.0f - std::min(1.0f, 3.2f * edge), 2.0f) * (v > 0.5f ? 1.0f : 0.25f) +
           2.5f * rise(u - 0.8f, 0.2f);
  };
  s.style.thickness = [](float u, float v) {
    const float across = std::pow(std::max(0.0f, 1.0f - std::pow(std::abs(2.0f * v - 1.0f), 3.5f)), 0.5f);
    const float ends = std::pow(plateau(u, 0.42f, 0.55f), 0.8f);
    return 1.6f + (5.0f + 27.0f * ends) * std::max(0.08f, across) * (0.75f + 0.5f * v);
  };
  s.style.tendon = [](float u, float v) {
    return std::max(rise(u - 0.80f + 0.06f * v, 0.14f), 0.6f * (1.0f - rise(u, 0.05f)));
  };
  s.style.bundle = 9.0f, s.style.groove = 1.1f, s.style.teeth_origin = 5.0f, s.style.teeth_insertion = 14.0f;
  s.style.fascicles = 18, s.style.spacing_across = 2.0f;
  s.below = {"sacrum", "hip_bone", "femur", "piriformis"};
  s.provenance =
      "Thick sheet from the posterior gluteal surface, sacrum, coccyx and sacrotuberous ligament to the iliotibial "
      "tract and "
      "the gluteal tuberosity; 28 (SD 8) mm at mid belly (as remembered); outline by design estimate.";
  return s;
}

Sheet gluteus_medius() {
  Sheet s;
  s.base = "gluteus_medius";
  s.rows = {{{129, 8, 57}, {138, -30, 47}, {146, -70, 36}, {151, -112, 26}},
            {{134, 20, 43}, {144, -26, 33}, {151, -72, 26}, {154, -118, 20}},
            {{128, 30, 26}, {140, -16, 16}, {150, -68, 14}, {155, -121, 14}},
            {{111, 34, 2}, {128, -10, -8}, {145, -64, 2}, {154, -121, 9}},
            {{92, 28, -22}, {112, -12, -30}, {136, -64, -12}, {151, -117, 3}},
            {{74, 8, -40}, {96, -26, -46}, {124, -70, -26}, {147, -112, -1}}};
  s.style.top = [](float, float) { return 0.6f; };
  s.style.thickness = [](float u, float v) {
    return 1.2f + 19.0f * std::pow(plateau(u, 0.3f, 0.6f), 0.7f) * std::pow(plateau(v, 0.16f, 0.16f), 0.6f);
  };
  s.style.tendon = [](float u, float v) {
    return std::max(rise(u - 0.76f + 0.15f * std::abs(v - 0.5f), 0.18f), 0.5f * (1.0f - rise(u, 0.04f)));
  };
  s.style.bundle = 7.5f, s.style.groove = 0.9f, s.style.teeth_origin = 4.0f, s.style.teeth_insertion = 3.0f;
  s.style.fascicles = 14, s.style.spacing_across = 2.0f;
  s.above = {"gluteus_maximus"};
  s.below = {"hip_bone", "femur"};
  s.provenance =
      "Fan from the outer surface of the wing between the gluteal lines to the greater trochanter; 20 (SD 5) mm at mid "
      "belly "
      "(as remembered); hind third under gluteus maximus; outline by design estimate.";
  return s;
}

Sheet gluteus_minimus() {
  Sheet s;
  s.base = "gluteus_minimus";
  s.rows = {{{120, -20, 66}, {132, -50, 56}, {142, -82, 44}, {148, -116, 33}},
            {{124, -8, 48}, {136, -44, 42}, {145, -80, 36}, {150, -116, 29}},
            {{120, 0, 26}, {133, -40, 22}, {144, -80, 24}, {150, -115, 25}},
            {{106, -6, 2}, {124, -44, 2}, {140, -82, 12}, {149, -113, 21}},
            {{92, -24, -14}, {112, -56, -12}, {134, -86, 2}, {147, -111, 17}}};
  s.style.top = [](float, float) { return 14.0f; };
  s.style.thickness = [](float u, float v) {
    return 1.0f + 11.0f * std::pow(plateau(u, 0.3f, 0.55f), 0.7f) * std::pow(plateau(v, 0.16f, 0.16f), 0.6f);
  };
  s.style.tendon = [](float u, float) { return std::max(rise(u - 0.74f, 0.18f), 0.5f * (1.0f - rise(u, 0.04f))); };
  s.style.bundle = 6.0f, s.style.groove = 0.7f, s.style.teeth_origin = 3.0f, s.style.fascicles = 12;
  s.above = {"gluteus_medius"};
  s.below = {"hip_bone", "femur"};
  s.provenance =
      "Fan under gluteus medius from the wing between the anterior and inferior gluteal lines to the front of the "
      "greater "
      "trochanter; 11 (SD 3) mm (as remembered); outline by design estimate.";
  return s;
}

Sheet serratus() {
  Sheet s;
  s.base = "serratus_posterior_inferior";
  s.rows = {{{3, 118, -52}, {38, 138, -60}, {72, 150, -50}, {94, 150, -38}},
            {{3, 142, -52}, {42, 166, -60}, {82, 182, -50}, {108, 188, -34}},
            {{3, 168, -52}, {46, 196, -60}, {90, 214, -46}, {118, 222, -26}},
            {{3, 194, -52}, {48, 224, -60}, {92, 246, -46}, {120, 258, -24}}};
  s.style.top = [](float, float) { return 2.3f; };
  s.style.thickness = [](float u, float v) { return 0.5f + 2.1f * rise(u - 0.3f, 0.25f) * plateau(v, 0.1f, 0.1f); };
  s.style.tendon = [](float u, float) { return 1.0f - rise(u - 0.36f, 0.14f); };
  s.style.bundle = 8.0f, s.style.groove = 0.5f, s.style.teeth_insertion = 20.0f, s.style.fascicles = 8;
  s.above = {"latissimus_dorsi"};
  s.provenance =
      "Thin sheet from the spinous processes T11 to L2, through the fascia, up and out to ribs 9 to 12; 2 (SD 1) mm "
      "(as "
      "remembered); outline by design estimate.";
  return s;
}

Sheet internal_oblique() {
  Sheet s;
  s.base = "internal_oblique";
  s.rows = {{{86, 36, -30}, {85, 80, -40}, {84, 125, -42}, {84, 168, -40}},
            {{103, 36, -8}, {100, 90, -26}, {101, 140, -30}, {103, 190, -24}},
            {{117, 34, 14}, {119, 84, -4}, {120, 132, -10}, {120, 180, -8}},
            {{130, 22, 40}, {133, 70, 26}, {131, 120, 18}, {128, 166, 14}},
            {{132, -2, 62}, {134, 52, 58}, {130, 106, 56}, {126, 156, 60}},
            {{118, -28, 82}, {118, 30, 96}, {112, 84, 102}, {106, 140, 112}}};
  s.style.top = [](float, float) { return 1.5f; };
  s.style.thickness = [](float u, float v) {
    return 0.9f + 6.0f * plateau(u, 0.14f, 0.3f) * rise(v, 0.14f) * (1.0f - 0.6f * rise(v - 0.7f, 0.3f));
  };
  s.style.tendon = [](float u, float v) {
    return std::max({1.0f - rise(v, 0.16f), 1.0f - rise(u, 0.05f), rise(u - 0.9f, 0.1f)});
  };
  s.style.bundle = 9.0f, s.style.groove = 0.6f, s.style.teeth_insertion = 12.0f, s.style.fascicles = 10;
  s.style.spacing_along = 6.0f, s.style.spacing_across = 4.6f;
  s.above = {"external_oblique", "latissimus_dorsi", "thoracolumbar_fascia_posterior_superficial"};
  s.below = {"hip_bone", "rib_11", "rib_12"};
  s.provenance =
      "Sheet under external oblique from the lateral raphe and the crest up to the lower ribs; thickness 9 (SD 2) mm "
      "(as "
      "remembered), here the hind half of its fan; outline by design estimate.";
  return s;
}

Sheet erector_aponeurosis() {
  Sheet s;
  s.base = "erector_spinae_aponeurosis";
  // From the sacrum and crest upward; the muscle takes over along an edge that slopes down and out.
  s.rows = {{{3, -72, -76}, {2.5f, 20, -66}, {2.5f, 110, -58}, {3, 192, -56}},
            {{13, -68, -76}, {12, 20, -68}, {11, 100, -60}, {13, 176, -58}},
            {{22, -58, -76}, {23, 20, -70}, {24, 80, -64}, {27, 148, -62}},
            {{33, -36, -76}, {36, 20, -70}, {38, 68, -66}, {41, 118, -64}},
            {{41, -14, -76}, {47, 22, -68}, {51, 56, -64}, {55, 90, -62}},
            {{48, 6, -70}, {56, 26, -62}, {62, 46, -58}, {66, 66, -54}}};
  s.style.top = [](float, float) { return 2.3f; };
  s.style.thickness = [](float u, float) { return 1.15f - 0.55f * rise(u - 0.5f, 0.5f); };
  s.style.tendon = [](float, float) { return 1.0f; };
  s.style.groove = 0.0f, s.style.teeth_insertion = 34.0f, s.style.fascicles = 12, s.style.spacing_across = 1.7f;
  s.provenance =
      "Sheet over multifidus and the lower erector columns from the sacrum, crest and spinous processes; 1.0 mm, "
      "thicker on "
      "the sacrum (as remembered); its upper edge slopes from T11 at the midline to the crest (design estimate).";
  return s;
}

void add_supraspinous(std::vector<Recipe>& list) {
  list.push_back(
      {"supraspinous_ligament", {"fascia_form"}, "muscle_superficial,hull_sheet,spine", [](const Bench& b) {
         SheetNet net;
         for (const float x : {-2.6f, -1.3f, 0.0f, 1.3f, 2.6f}) {
           net.rows.emplace_back();
           for (int level = 0; level < 8; ++level) net.rows.back().push_back(spinous_tip(b, level) + Vec3(x, 0, -8));
           net.rows.back().push_back(spinous_tip(b, 7) + Vec3(x, -16.0f, -8));
           std::reverse(net.rows.back().begin(), net.rows.back().end());
           net.rows.back().push_back(Vec3(x, b.figure("skin.top") - 1.0f, -60.0f));
         }
         SheetStyle style;
         style.top = [](float, float v) { return 0.05f + 0.5f * std::abs(2.0f * v - 1.0f); };
         style.thickness = [](float u, float v) { return 0.5f + 2.2f * plateau(v, 0.4f, 0.4f) * rise(u, 0.08f); };
         style.tendon = [](float, float) { return 1.0f; };
         style.groove = 0.0f, style.fascicles = 3, style.spacing_across = 0.9f, style.seed = 7;
         style.crop_top = b.figure("skin.top") - 0.6f;
         Piece piece;
         piece.mesh = sheet_under(b.input("fascia_form").volume, net, style);
         piece.provenance =
             "Cord over the spinous tips down to L4, where it ends in most people; 4 mm (as remembered), width by "
             "design estimate.";
         return piece;
       }});
}

}  // namespace

void add_superficial_muscles(std::vector<Recipe>& list) {
  for (const Sheet& sheet :
       {lamina_superficial(), lamina_deep(), trapezius(), latissimus(), external_oblique(), gluteus_maximus(),
        gluteus_medius(), gluteus_minimus(), serratus(), internal_oblique(), erector_aponeurosis()})
    add_sheet(list, sheet);
  add_supraspinous(list);
}

}  // namespace palpate::forge
