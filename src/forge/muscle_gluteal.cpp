// The muscles of the buttock that fan over the hip. Nets: sheet_points.csv.

#include <algorithm>
#include <cmath>

#include "forge/sheet_recipe.h"

namespace palpate::forge {

namespace {

Sheet maximus() {
  Sheet s;
  s.base = "gluteus_maximus";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float u, float v) {
      // The borders round off below the fascia.
      const float edge = std::min(v, 1.0f - v) * 2.0f;
      return 0.3f + 6.5f * std::pow(1.0f - std::min(1.0f, 3.2f * edge), 2.0f) * (v > 0.5f ? 1.0f : 0.2f) +
             1.2f * rise(u - 0.8f, 0.2f);
    };
    t.thickness = [belly](float u, float v) {
      const float across = std::pow(std::max(0.0f, 1.0f - std::pow(std::abs(2.0f * v - 1.0f), 3.5f)), 0.5f);
      const float ends = std::pow(plateau(u, 0.42f, 0.55f), 0.8f);
      return 1.2f +
             (0.16f * belly * plateau(u, 0.12f, 0.1f) + belly * ends) * std::max(0.08f, across) * (0.75f + 0.5f * v);
    };
    t.tendon = [](float u, float v) {
      return std::max(rise(u - 0.83f + 0.05f * v, 0.1f), (0.35f + 0.4f * rise(v, 0.25f)) * (1.0f - rise(u, 0.045f)));
    };
    t.settle = [](float u, float v) {
      (void)v;
      return 1.0f - rise(u, 0.05f);
    };
    t.reach = [](float u, float v) { return rise(u - 0.78f, 0.15f) * rise(v - 0.5f, 0.16f); };
    t.bundle = 9.5f, t.groove = 1.35f, t.strand = 3.1f, t.strand_relief = 0.2f;
    t.teeth_origin = 4.0f, t.teeth_insertion = 4.0f, t.fray = 22.0f;
    t.fascicles = 28, t.spacing_along = 3.8f, t.spacing_across = 1.9f;
    return t;
  };
  s.above = {"thoracolumbar_fascia_posterior_superficial", "iliotibial_tract"};
  s.below = {"sacrum", "coccyx", "hip_bone", "femur", "piriformis"};
  s.from = {{"sacrum", "coccyx", "hip_bone", "sacrotuberous_ligament", "thoracolumbar_fascia_posterior_superficial"},
            ""};
  s.to = {{"femur", "iliotibial_tract"}, ""};
  s.provenance =
      "Thick sheet from the ilium behind the posterior gluteal line, sacrum, coccyx and sacrotuberous ligament to the "
      "iliotibial tract and, its lower part, the gluteal tuberosity; 28 (SD 8) mm at mid belly (as remembered); "
      "outline "
      "by design estimate.";
  return s;
}

Sheet medius() {
  Sheet s;
  s.base = "gluteus_medius";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 0.5f; };
    t.thickness = [belly](float u, float v) {
      return 1.2f + belly * std::pow(plateau(u, 0.3f, 0.6f), 0.7f) * std::pow(plateau(v, 0.16f, 0.16f), 0.6f);
    };
    t.tendon = [](float u, float v) {
      // Its upper part springs from the fascia that covers it: flesh begins in tongues below the border of that.
      const float below_fascia = 0.95f * (1.0f - rise(u - 0.13f, 0.09f));
      return std::max(rise(u - 0.76f + 0.15f * std::abs(v - 0.5f), 0.14f), below_fascia);
    };
    t.settle = [](float u, float) { return std::max(1.0f - rise(u, 0.09f), rise(u - 0.86f, 0.12f)); };
    t.bundle = 7.5f, t.groove = 1.0f, t.strand = 2.7f, t.strand_relief = 0.16f, t.fray = 20.0f;
    t.teeth_origin = 4.0f, t.teeth_insertion = 3.0f, t.fascicles = 30, t.spacing_along = 3.6f, t.spacing_across = 2.1f;
    return t;
  };
  s.above = {"gluteus_maximus", "gluteal_fascia", "tensor_fasciae_latae", "iliotibial_tract"};
  s.below = {"gluteus_minimus", "hip_bone", "femur", "piriformis"};
  s.gap = 0.2f;
  s.from = {{"hip_bone"}, ""};
  s.to = {{"femur"}, ""};
  s.provenance =
      "Fan from the outer surface of the wing between the gluteal lines to the greater trochanter; 20 (SD 5) mm at mid "
      "belly (as remembered); hind third under gluteus maximus; outline by design estimate.";
  return s;
}

Sheet minimus() {
  Sheet s;
  s.base = "gluteus_minimus";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 8.0f; };
    t.thickness = [belly](float u, float v) {
      return 0.9f + belly * std::pow(plateau(u, 0.3f, 0.55f), 0.7f) * std::pow(plateau(v, 0.16f, 0.16f), 0.6f);
    };
    t.tendon = [](float u, float) { return std::max(rise(u - 0.74f, 0.16f), 0.7f * (1.0f - rise(u, 0.04f))); };
    t.settle = [](float, float) { return 1.0f; };
    t.bundle = 6.0f, t.groove = 0.7f, t.teeth_origin = 3.0f, t.fascicles = 30, t.fray = 8.0f;
    t.spacing_along = 3.2f, t.spacing_across = 2.8f, t.border = 3.0f;
    return t;
  };
  s.below = {"hip_bone", "femur"};
  s.from = {{"hip_bone"}, ""};
  s.to = {{"femur"}, ""};
  s.gap = 1.2f;
  s.provenance =
      "Fan on the wing between the anterior and inferior gluteal lines to the front of the greater trochanter; 11 (SD "
      "3) "
      "mm (as remembered); outline by design estimate.";
  return s;
}

Sheet tensor() {
  Sheet s;
  s.base = "tensor_fasciae_latae";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float v) { return 0.5f + 2.0f * std::pow(std::abs(2.0f * v - 1.0f), 3.0f); };
    t.thickness = [belly](float u, float v) {
      return 0.8f + belly * std::pow(plateau(u, 0.3f, 0.45f), 0.7f) * std::pow(plateau(v, 0.3f, 0.3f), 0.6f);
    };
    t.tendon = [](float u, float) { return std::max(rise(u - 0.8f, 0.12f), 0.9f * (1.0f - rise(u, 0.06f))); };
    t.settle = [](float u, float) { return 1.0f - rise(u, 0.1f); };
    t.bundle = 6.0f, t.groove = 0.7f, t.fray = 10.0f, t.fascicles = 10, t.spacing_along = 4.0f, t.spacing_across = 2.2f;
    t.teeth_origin = 2.0f;
    return t;
  };
  s.above = {"iliotibial_tract", "external_oblique"};
  s.below = {"hip_bone", "femur"};
  s.from = {{"hip_bone"}, ""};
  s.to = {{"iliotibial_tract"}, ""};
  s.provenance =
      "Spindle from the crest behind the anterior superior iliac spine to the iliotibial tract; thickness and outline "
      "by "
      "design estimate.";
  return s;
}

}  // namespace

void add_gluteal_muscles(std::vector<Recipe>& list) {
  for (const Sheet& sheet : {maximus(), medius(), minimus(), tensor()}) add_sheet(list, sheet);
}

}  // namespace palpate::forge
