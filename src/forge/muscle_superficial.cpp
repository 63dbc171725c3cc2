// The broad muscles of the back that show when skin and fat are gone, the aponeurosis below them and the ligament in
// the midline. Nets: sheet_points.csv.

#include <algorithm>
#include <cmath>

#include "forge/sheet_recipe.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

Sheet latissimus() {
  Sheet s;
  s.base = "latissimus_dorsi";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 0.25f; };
    t.thickness = [belly](float u, float v) {
      const float muscle = belly * rise(u - 0.04f, 0.36f) * plateau(v, 0.05f, 0.2f);
      return 0.75f + muscle + 0.6f * belly * plateau(v, 0.05f, 0.9f) * rise(u, 0.3f) * (1.0f - rise(v, 0.35f));
    };
    // Tendon until a little beyond the border of the lamina that covers its beginning.
    t.tendon = [](float u, float v) {
      const float beyond = 0.03f + 0.11f * rise(v - 0.12f, 0.12f) - 0.035f * rise(v - 0.5f, 0.2f);
      return 1.0f - rise(u - beyond, 0.05f);
    };
    t.settle = [](float u, float v) { return (1.0f - rise(u, 0.06f)) * (1.0f - rise(v - 0.11f, 0.1f)); };
    t.settle_within = 16.0f;
    t.bundle = 10.0f, t.groove = 0.85f, t.strand = 3.2f, t.strand_relief = 0.18f, t.fray = 20.0f;
    t.fascicles = 40, t.spacing_along = 4.6f, t.spacing_across = 2.7f, t.border = 3.0f;
    return t;
  };
  s.above = {"trapezius_ascending", "thoracolumbar_fascia_posterior_superficial"};
  s.below = {"hip_bone", "gluteal_fascia", "rib_8",       "rib_9",        "rib_10",
             "rib_11",   "rib_12",         "vertebra_t9", "vertebra_t10", "vertebra_t11"};
  s.from = {{"hip_bone", "thoracolumbar_fascia_posterior_superficial", "rib_9", "rib_10", "rib_11", "rib_12",
             "vertebra_t9", "vertebra_t10", "vertebra_t11"},
            "vertebra_t9"};
  s.to = {{}, "rib_8"};
  s.slips = {"latissimus_slip_12", "latissimus_slip_11", "latissimus_slip_10", "latissimus_slip_9"};
  s.slip_style = [](float) {
    SheetStyle t;
    t.top = [](float, float) { return 1.0f; };
    t.thickness = [](float u, float v) { return 0.6f + 2.4f * plateau(u, 0.25f, 0.3f) * plateau(v, 0.3f, 0.3f); };
    t.tendon = [](float u, float) { return 1.0f - rise(u, 0.12f); };
    t.settle = [](float u, float) { return 1.0f - rise(u, 0.45f); };
    t.bundle = 5.0f, t.groove = 0.35f, t.strand = 2.2f, t.strand_relief = 0.12f, t.teeth_origin = 2.5f;
    t.fascicles = 1, t.spacing_along = 4.0f, t.spacing_across = 2.0f, t.border = 4.0f;
    return t;
  };
  s.gap = 0.3f;
  s.provenance =
      "Sheet under the outer fascia from the thoracolumbar fascia, the crest and the lower thoracic spinous processes "
      "upwards, cut off with the picture, joined by a slip from each of ribs 9 to 12; thickness 4 (SD 2) mm near T12 "
      "(as remembered), outline by design estimate.";
  return s;
}

Sheet trapezius() {
  Sheet s;
  s.base = "trapezius_ascending";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 0.1f; };
    t.thickness = [belly](float u, float v) {
      return 0.6f + belly * rise(u, 0.45f) * (0.55f + 0.45f * plateau(v, 0.12f, 0.3f));
    };
    t.tendon = [](float u, float v) { return (1.0f - rise(u, 0.2f)) * (1.0f - 0.4f * v); };
    t.settle = [](float u, float) { return 1.0f - rise(u, 0.05f); };
    t.settle_within = 8.0f;
    t.bundle = 5.0f, t.groove = 0.4f, t.strand = 2.2f, t.strand_relief = 0.1f, t.fray = 14.0f, t.fascicles = 16;
    t.spacing_along = 4.4f, t.spacing_across = 1.9f, t.border = 7.0f;
    return t;
  };
  s.below = {"supraspinous_ligament", "vertebra_t9", "vertebra_t10", "vertebra_t11", "vertebra_t12"};
  s.from = {{"supraspinous_ligament", "vertebra_t9", "vertebra_t10", "vertebra_t11", "vertebra_t12"}, "vertebra_t9"};
  s.to = {{}, "rib_8"};
  s.provenance =
      "Sheet from the spinous processes T9 to T12 upwards and outwards, cut off with the picture; thickness 4 (SD 1.5) "
      "mm (as remembered), outline by design estimate.";
  return s;
}

Sheet serratus() {
  Sheet s;
  s.base = "serratus_posterior_inferior";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 2.3f; };
    t.thickness = [belly](float u, float v) {
      return 0.45f + belly * rise(u - 0.3f, 0.25f) * plateau(v, 0.1f, 0.1f) * (1.0f - 0.6f * rise(u - 0.85f, 0.15f));
    };
    t.tendon = [](float u, float) { return std::max(1.0f - rise(u - 0.36f, 0.12f), rise(u - 0.96f, 0.04f)); };
    t.settle = [](float u, float) { return rise(u - 0.86f, 0.1f); };
    t.settle_within = 22.0f, t.digits_insertion = 46.0f, t.above_within = 16.0f;
    t.bundle = 8.0f, t.groove = 0.5f, t.strand = 2.6f, t.strand_relief = 0.12f, t.fray = 12.0f, t.fascicles = 8;
    t.spacing_along = 4.0f, t.spacing_across = 2.0f, t.border = 3.0f;
    return t;
  };
  s.above = {"latissimus_dorsi"};
  s.below = {"rib_9", "rib_10", "rib_11", "rib_12", "vertebra_t11", "vertebra_t12", "vertebra_l1", "vertebra_l2"};
  s.from = {{"supraspinous_ligament"}, ""};
  s.to = {{"rib_9", "rib_10", "rib_11", "rib_12"}, ""};
  s.provenance =
      "Thin sheet from the spinous processes T11 to L2, through the fascia, up and out to ribs 9 to 12, where it parts "
      "into four flat digitations; 2 (SD 1) mm (as remembered); outline by design estimate.";
  return s;
}

Sheet erector_aponeurosis() {
  Sheet s;
  s.base = "erector_spinae_aponeurosis";
  s.style = [](float belly) {
    SheetStyle t;
    t.top = [](float, float) { return 2.3f; };
    t.thickness = [belly](float u, float) { return glm::mix(belly + 0.15f, 0.2f, rise(u - 0.4f, 0.6f)); };
    // Its tendons run out into the muscle below: the colour goes over into the flesh, no edge is seen.
    t.tendon = [](float u, float) { return 1.0f - 0.72f * rise(u - 0.62f, 0.34f); };
    t.groove = 0.0f, t.strand = 3.0f, t.strand_relief = 0.14f, t.teeth_insertion = 46.0f, t.fascicles = 1;
    t.spacing_across = 2.4f, t.spacing_along = 6.0f, t.least = 0.2f;
    return t;
  };
  s.above = {"serratus_posterior_inferior"};
  s.gap = 0.35f;
  s.provenance =
      "Sheet over multifidus and the lower erector columns from the sacrum, crest and spinous processes; 1.0 mm, "
      "thicker "
      "on the sacrum (as remembered); its upper edge slopes from T11 at the midline to the crest (design estimate).";
  return s;
}

}  // namespace

void add_superficial_muscles(std::vector<Recipe>& list) {
  for (const Sheet& sheet : {trapezius(), latissimus(), serratus(), erector_aponeurosis()}) add_sheet(list, sheet);
}

}  // namespace palpate::forge
