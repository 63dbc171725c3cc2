// The wall of the abdomen: external and internal oblique, transversus abdominis, each with its aponeurosis to the linea
// alba. Nets: sheet_points.csv.

#include <algorithm>

#include "forge/sheet_recipe.h"

namespace palpate::forge {

namespace {

const std::vector<std::string> lower_ribs = {"hip_bone", "rib_8", "rib_9", "rib_10", "rib_11", "rib_12"};

Sheet external_oblique() {
  Sheet s;
  s.base = "external_oblique";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 0.35f; };
    t.thickness = [belly](float u, float v) {
      const float muscle = belly * plateau(u, 0.2f, 0.3f) * (1.0f - 0.85f * rise(v - 0.62f, 0.3f));
      return 0.8f + muscle * rise(v, 0.05f);
    };
    // Muscle becomes aponeurosis on a line from the ninth cartilage to the spine, then along the semilunar line.
    t.tendon = [](float u, float v) {
      const float line = glm::mix(0.97f, 0.14f, smoothstep(0.36f, 0.82f, v));
      return std::max(rise(u - line, 0.1f), 0.9f * (1.0f - rise(u, 0.035f)));
    };
    t.settle = [](float u, float v) {
      return std::max(
          (1.0f - rise(u - 0.02f, 0.16f)) * (1.0f - rise(v - 0.8f, 0.1f)),
          rise(u - 0.94f, 0.05f) * (1.0f - rise(v - 0.46f, 0.04f) + plateau((v - 0.62f) / 0.09f, 0.4f, 0.4f)));
    };
    t.settle_within = 30.0f;
    t.bundle = 8.5f, t.groove = 0.7f, t.strand = 2.9f, t.strand_relief = 0.16f;
    t.digits = 13.0f, t.digits_last = 0.5f, t.teeth_origin = 3.0f, t.teeth_insertion = 2.5f, t.fray = 16.0f;
    t.draw_last = 6.0f, t.fascicles = 44, t.spacing_along = 6.0f, t.spacing_across = 3.6f, t.border = 4.0f;
    return t;
  };
  s.above = {"latissimus_dorsi", "iliotibial_tract"};
  s.below = lower_ribs;
  s.from = {{"rib_8", "rib_9", "rib_10", "rib_11", "rib_12"}, "rib_8"};
  s.to = {{"hip_bone"}, "hip_bone"};
  s.provenance =
      "Fleshy digitations from ribs 8 to 12 down and forward to the front half of the iliac crest, the inguinal "
      "ligament "
      "and, as an aponeurosis, the linea alba; free hind border from rib 12 to the crest. Thickness 7 (SD 2) mm (as "
      "remembered); the digitations of ribs 5 to 7 are left out with their ribs; outline by design estimate.";
  return s;
}

Sheet internal_oblique() {
  Sheet s;
  s.base = "internal_oblique";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 1.5f; };
    t.thickness = [belly](float u, float v) {
      return 0.8f + belly * plateau(u, 0.16f, 0.3f) * rise(v, 0.1f) *
                        (1.0f - 0.8f * rise(v - 0.66f, 0.3f) * rise(u - 0.3f, 0.3f));
    };
    t.tendon = [](float u, float v) {
      const float line = glm::mix(0.97f, 0.42f, smoothstep(0.6f, 0.78f, v));
      return std::max({0.8f * (1.0f - rise(v, 0.08f)), 1.0f - rise(u, 0.05f), rise(u - line, 0.08f)});
    };
    t.settle = [](float u, float v) {
      return std::max((1.0f - rise(u - 0.02f, 0.12f)) * (1.0f - rise(v - 0.7f, 0.1f)),
                      rise(u - 0.88f, 0.1f) * (1.0f - rise(v - 0.56f, 0.08f) + rise(v - 0.95f, 0.04f)));
    };
    t.settle_within = 24.0f;
    t.bundle = 8.0f, t.groove = 0.5f, t.teeth_insertion = 6.0f, t.fray = 8.0f, t.draw_first = 12.0f, t.fascicles = 60;
    t.spacing_along = 6.0f, t.spacing_across = 4.4f, t.border = 4.0f;
    return t;
  };
  s.above = {"external_oblique", "latissimus_dorsi", "thoracolumbar_fascia_posterior_superficial"};
  s.below = {"hip_bone", "rib_10", "rib_11", "rib_12"};
  s.from = {{"hip_bone"}, "hip_bone"};
  s.to = {{"rib_10", "rib_11", "rib_12"}, "hip_bone"};
  s.gap = 0.9f;
  s.provenance =
      "Fan under external oblique from the lateral raphe, the crest and the inguinal ligament up to ribs 10 to 12 and, "
      "as an aponeurosis, to the linea alba; thickness 9 (SD 2) mm (as remembered); outline by design estimate.";
  return s;
}

Sheet transversus() {
  Sheet s;
  s.base = "transversus_abdominis";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 4.0f; };
    t.thickness = [belly](float u, float) { return 0.6f + belly * plateau(u - 0.04f, 0.2f, 0.4f); };
    t.tendon = [](float u, float) { return std::max(1.0f - rise(u - 0.05f, 0.14f), rise(u - 0.52f, 0.1f)); };
    t.digits = 12.0f, t.digits_last = 0.36f, t.even_out = 16, t.widen_above = 1;
    t.bundle = 8.0f, t.groove = 0.4f, t.fray = 8.0f, t.fascicles = 48, t.spacing_along = 7.0f, t.spacing_across = 5.0f;
    t.border = 3.0f;
    return t;
  };
  // The bones lie outside it: it comes from the inner side of the ribs and the inner lip of the crest.
  s.above = {"internal_oblique", "external_oblique", "hip_bone", "rib_8", "rib_9", "rib_10", "rib_11", "rib_12"};
  s.below = {"iliacus"};
  s.from = {{"hip_bone", "rib_9", "rib_10", "rib_11", "rib_12", "thoracolumbar_fascia_middle",
             "thoracolumbar_fascia_anterior"},
            ""};
  s.to = {{"hip_bone"}, "hip_bone"};
  s.gap = 1.1f;
  s.provenance =
      "Horizontal sheet under internal oblique from the thoracolumbar fascia and the inner lip of the crest to the "
      "linea "
      "alba, with slips from the inner side of ribs 9 to 12; 4 (SD 1) mm (as remembered); outline by design estimate.";
  return s;
}

}  // namespace

void add_wall_muscles(std::vector<Recipe>& list) {
  for (const Sheet& sheet : {external_oblique(), internal_oblique(), transversus()}) add_sheet(list, sheet);
}

}  // namespace palpate::forge
