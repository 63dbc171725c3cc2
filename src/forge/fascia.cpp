// The fasciae under the skin: both laminae of the posterior layer of the thoracolumbar fascia, the aponeurosis over
// gluteus medius, the iliotibial tract. Nets: sheet_points.csv.

#include <algorithm>
#include <cmath>

#include "forge/sheet_recipe.h"

namespace palpate::forge {

namespace {

SheetStyle fibrous() {
  SheetStyle s;
  s.tendon = [](float, float) { return 1.0f; };
  s.groove = 0.0f;
  return s;
}

/// Ridges of fibres that run caudolaterally below: seen through the superficial lamina as a second, fainter family.
float crossing(const Vec3& p) {
  const float x = std::abs(p.x);
  const float across = 0.42f * x + 0.91f * p.y, along = 0.91f * x - 0.42f * p.y;
  const float wander = 0.5f * noise(Vec3(across / 17.0f, along / 60.0f, 4.1f), 5u);
  const float c = across / 5.6f + wander, ridge = 1.0f - std::abs(2.0f * (c - std::floor(c)) - 1.0f);
  const float patch = 0.5f + 0.5f * noise(Vec3(across / 22.0f, along / 34.0f, 9.7f), 11u);
  return 0.26f * patch * std::pow(1.0f - ridge, 2.0f) * smoothstep(4.0f, 14.0f, x);
}

Sheet lamina_superficial() {
  Sheet s;
  s.base = "thoracolumbar_fascia_posterior_superficial";
  s.style = [](float belly) {
    SheetStyle t = fibrous();
    t.top = [](float, float) { return 0.12f; };
    t.thickness = [belly](float u, float v) { return (belly + 0.2f * (1.0f - v)) * (0.45f + 0.55f * rise(u, 0.14f)); };
    t.strand = 4.2f, t.strand_relief = 0.36f, t.weave = crossing, t.border = 0.0f, t.least = 0.3f;
    t.fascicles = 1, t.spacing_along = 3.6f, t.spacing_across = 1.65f;
    // Beside the hind spine and along the hind part of the crest it holds to the bone.
    t.settle = [](float u, float v) {
      return (1.0f - rise(u, 0.16f)) * rise(v - 0.22f, 0.06f) * rise(0.52f - v, 0.06f);
    };
    t.settle_within = 16.0f;
    return t;
  };
  s.above = {"trapezius_ascending"};
  s.below = {"hip_bone"};
  s.sided = 1.0f;
  s.provenance =
      "Rhomboid sheet under the body's outer fascia (thickness: Barker and Briggs 1999; Willard 2012, as remembered); "
      "fibres run caudomedially from latissimus dorsi, the crest and the fascia of gluteus maximus to the spinous "
      "processes and the median sacral crest; outline and relief by design estimate.";
  return s;
}

Sheet lamina_deep() {
  Sheet s;
  s.base = "thoracolumbar_fascia_posterior_deep";
  s.style = [](float belly) {
    SheetStyle t = fibrous();
    t.top = [](float, float) { return 1.55f; };
    t.thickness = [belly](float, float v) { return belly + 0.15f * (1.0f - v); };
    t.strand = 4.0f, t.strand_relief = 0.12f, t.least = 0.35f;
    t.fascicles = 1, t.spacing_along = 5.0f, t.spacing_across = 2.6f, t.teeth_insertion = 6.0f;
    return t;
  };
  s.sided = 1.0f;
  s.provenance =
      "Thin sheet under the superficial lamina, over the erector spinae; fibres run caudolaterally from the spinous "
      "processes to the lateral raphe, the crest and the posterior superior iliac spine (Willard 2012, as remembered); "
      "outline by design estimate.";
  return s;
}

Sheet gluteal() {
  Sheet s;
  s.base = "gluteal_fascia";
  s.style = [](float belly) {
    SheetStyle t = fibrous();
    // Its free border runs out level with the muscle: no rim stands up.
    t.top = [](float u, float) { return 0.1f + 0.4f * rise(u - 0.5f, 0.5f); };
    t.thickness = [belly](float u, float) { return glm::mix(belly, 0.22f, rise(u - 0.35f, 0.65f)); };
    t.strand = 3.2f, t.strand_relief = 0.16f, t.border = 5.0f, t.edge = 0.22f, t.least = 0.22f;
    t.fascicles = 1, t.spacing_along = 3.2f, t.spacing_across = 1.9f, t.teeth_insertion = 7.0f;
    t.settle = [](float u, float) { return 1.0f - rise(u, 0.5f); };
    t.settle_within = 14.0f;
    return t;
  };
  s.above = {"gluteus_maximus"};
  s.below = {"hip_bone"};
  s.provenance =
      "The strong strip of the gluteal aponeurosis along the iliac crest, over the beginning of gluteus medius; the "
      "thin rest "
      "of the fascia is left out so that the muscle shows. Thickness and outline by design estimate.";
  return s;
}

Sheet iliotibial() {
  Sheet s;
  s.base = "iliotibial_tract";
  s.style = [](float belly) {
    SheetStyle t = fibrous();
    t.top = [](float u, float) { return 0.1f + 0.5f * (1.0f - rise(u, 0.2f)); };
    t.thickness = [belly](float u, float) { return glm::mix(0.22f, belly, rise(u, 0.36f)); };
    t.strand = 2.4f, t.strand_relief = 0.3f, t.border = 13.0f, t.edge = 0.22f, t.least = 0.22f;
    t.fascicles = 1, t.spacing_along = 8.0f, t.spacing_across = 1.9f, t.teeth_origin = 5.0f;
    return t;
  };
  s.provenance =
      "Band of the lateral fascia of the thigh, from tensor fasciae latae and gluteus maximus down, cut off with the "
      "picture; thickness 1.5 mm (as remembered), outline by design estimate.";
  return s;
}

}  // namespace

void add_fasciae(std::vector<Recipe>& list) {
  for (const Sheet& sheet : {lamina_superficial(), lamina_deep(), gluteal(), iliotibial()}) add_sheet(list, sheet);
}

}  // namespace palpate::forge
