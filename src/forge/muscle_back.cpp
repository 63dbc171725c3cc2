// The muscles behind the spine, from the plan of their fascicles: the room each may fill, what bounds it, and the words
// that say where it comes from.

#include <algorithm>
#include <cmath>

#include "forge/canal.h"
#include "forge/crowd.h"
#include "forge/deep_plan.h"
#include "forge/mirror.h"
#include "forge/territory.h"

namespace palpate::forge {

namespace {

constexpr const char* plan_code =
    "back_sites,course,crowd,deep_plan,mirror,plan_erector,plan_multifidus,plan_short,erector_mass,profile,spine,hull_"
    "sheet";
constexpr const char* code =
    "muscle_back,deep_plan,territory,borders,canal,erector_mass,profile,hull_sheet,spine,back_sites";

/// Share of its fill that multifidus keeps where the nearest fascicle is tendon: the gutter is full everywhere.
constexpr float in_gutter = 0.85f;

using Mass = std::shared_ptr<const ErectorMass>;
using Distance = std::function<float(const Vec3&)>;

/// Below the fasciae, beside the midline, within the picture.
Distance lid(const Mass& mass, float side, float midline, float crop, float above = 0.0f) {
  return [=](const Vec3& p) {
    const float x = side * p.x;
    float d = mass->roof(std::max(x, 0.0f), p.y) - above - mass->deep(p);
    d = std::max(d, midline - x);
    return std::max(d, p.y - crop);
  };
}

/// In the mass, on the outer side of the plane to multifidus.
Distance erector_room(const Mass& mass, float side) {
  return [=](const Vec3& p) {
    const float x = side * p.x, inner = mass->multifidus_plane(p) + 0.5f;
    return smooth_max(mass->whole(p), 0.9f * (inner - x), 2.0f);
  };
}

/// The ligaments that line the vertebral canal keep muscle so far off it, mm (design estimate).
constexpr float canal_wall = 2.0f;

Distance multifidus_room(const Mass& mass, const Field& canal, float side) {
  return [=](const Vec3& p) {
    const float x = side * p.x;
    const float sides = smooth_max(
        smooth_max(mass->roof(std::max(x, 0.0f), p.y) - mass->deep(p), x - mass->multifidus_plane(p) + 0.3f, 2.5f),
        x - 46.0f, 1.0f);
    // Not between the laminae into the canal.
    return std::max(smooth_max(sides, p.z - mass->front(p.y) - 5.0f, 1.0f), canal_wall - canal(p));
  };
}

struct Making {
  std::string muscle, provenance;
  bool column = false, multifidus = false;
  float midline = 0.8f;
};

const std::string after_bogduk =
    " Origins, insertions and number of fascicles after Macintosh and Bogduk (1986 to 1991) as the facts tables give "
    "them. ";
const std::string outline =
    "Outline by level: border and thickness tied to the sectional areas of men (design profile); plane to multifidus "
    "after MRI and section series (Spine 2011 36:1263; PLoS One 2015 10:e0140315); routing of each fascicle by design "
    "estimate (slips.csv).";

const std::vector<Making>& makings() {
  static const std::vector<Making> all = [] {
    std::vector<Making> list = {
        {"longissimus_thoracis_pars_thoracis",
         "Fascicles from ribs and thoracic transverse processes into the aponeurosis." + after_bogduk + outline, true,
         false, 2.0f},
        {"iliocostalis_lumborum_pars_thoracis",
         "Fascicles from the angles of the ribs into the aponeurosis and the crest." + after_bogduk + outline, true,
         false, 2.0f},
        {"longissimus_thoracis_pars_lumborum",
         "Fascicles from accessory and transverse processes to the medial aspect of the posterior superior iliac "
         "spine." +
             after_bogduk + outline,
         true, false, 2.0f},
        {"iliocostalis_lumborum_pars_lumborum",
         "Fascicles from the transverse tips L1 to L4 to the crest lateral to the posterior superior iliac spine." +
             after_bogduk + outline,
         true, false, 2.0f},
        {"multifidus_thoracis",
         "Fascicles from the spinous processes T7 to T12 to the processes two and more levels below, cropped with the "
         "picture; pattern as the facts tables give it, routing by design estimate (slips.csv).",
         false, false, 1.2f},
        {"spinalis_thoracis",
         "Slender slips from the spinous processes T11 to L2 upwards beside the midline, cropped with the picture; "
         "routing by design estimate (slips.csv).",
         false, false, 1.6f},
        {"rotatores_lumborum",
         "Short slips from the mamillary process to the lamina above; inconstant in the loin "
         "(variant.lumbar_rotatores).",
         false, false, 0.8f},
        {"interspinales_lumborum", "Pairs of thin slips between neighbouring spinous processes, T12 to S1.", false,
         false, 0.9f},
        {"intertransversarii_mediales_lumborum", "Slips from the accessory process to the mamillary process below.",
         false, false, 0.8f},
        {"intertransversarii_laterales_lumborum", "Thin sheets of slips between neighbouring transverse processes.",
         false, false, 0.8f}};
    for (int level = 4; level < level_count; ++level)
      list.push_back(
          {std::string("multifidus_") + levels[static_cast<size_t>(level)],
           "Five bands: from the lamina, the base and the tip of the spinous process to mamillary processes, "
           "sacrum and posterior iliac spine." +
               after_bogduk +
               "Lateral edge after MRI and section series (Spine 2011 36:1263; PLoS One 2015 10:e0140315); sections "
               "after published areas by level; routing by design estimate (slips.csv).",
           false, true, 1.2f});
    return list;
  }();
  return all;
}

/// Prefix of its figures in flesh.csv; the five parts of lumbar multifidus share theirs.
std::string flesh_of(const Making& making) {
  return "flesh_" + (making.multifidus ? std::string("multifidus") : making.muscle);
}

/// The strands that a muscle shares its room with. The plane keeps multifidus from the columns; of those only tendons
/// that come down to its side of the ilium count.
std::vector<Strand> rivals(const std::vector<Strand>& all, const Making& making) {
  if (!making.multifidus) return all;
  std::vector<Strand> out;
  for (const Strand& s : all)
    if (s.muscle.rfind("iliocostalis", 0) != 0 && s.girth.back() > 0.0f) out.push_back(s);
  return out;
}

Piece build(const Bench& b, const Making& making, bool left) {
  Piece none;
  if (making.muscle == "rotatores_lumborum" && b.figure("variant.lumbar_rotatores") < 0.5f) {
    none.shown = false;
    return none;
  }
  const auto mass = std::make_shared<const ErectorMass>(b);
  const Field canal = spinal_canal(b);
  const float side = left ? 1.0f : -1.0f, crop = b.figure("skin.top") - 0.6f;
  Territory t;
  t.muscle = making.muscle;
  const std::string flesh = flesh_of(making);
  t.tendon_fill = making.multifidus ? in_gutter : 0.0f;
  t.fill = b.figure(flesh + ".fill"), t.blend = b.figure(flesh + ".blend"), t.groove = b.figure(flesh + ".groove");
  t.lid = lid(mass, side, making.midline, crop);
  if (making.column) t.room = erector_room(mass, side);
  if (making.multifidus) t.room = multifidus_room(mass, canal, side);
  const bool small = !making.column && !making.multifidus;
  if (making.multifidus) t.seam = 0.3f;
  t.voxel = b.figure(making.column ? "muscle.voxel" : small ? "muscle.voxel_small" : "muscle.voxel_fine");
  t.adaptivity = b.figure("muscle.adaptivity");
  // Who else wants a place, and how much of it: by strand of the plan.
  const std::vector<Strand> all = rivals(b.input(back_plan(left)).strands, making);
  auto fills = std::make_shared<std::vector<float>>();
  auto kinds = std::make_shared<std::vector<int>>();  // 1 column, 2 multifidus, 0 other
  for (const Strand& s : all) {
    const Making& whose =
        *std::find_if(makings().begin(), makings().end(), [&](const Making& m) { return m.muscle == s.muscle; });
    const std::string of = flesh_of(whose);
    fills->push_back(b.figure(of + ".fill"));
    Standing standing;
    standing.claim = b.figure(of + ".claim");
    if (whose.multifidus) {
      // Its bands lie side by side to their ends; only those that come to the ilium must part longissimus there.
      standing.slim = false, standing.at_origin = 3.0f;
      standing.at_insertion = s.fascicle.insertion.rfind("hip", 0) == 0 ? 7.2f : 4.0f;
      if (making.multifidus) standing.apart = 0.3f;
    }
    t.standing.push_back(standing);
    kinds->push_back(whose.column ? 1 : whose.multifidus ? 2 : 0);
  }
  const Distance columns = erector_room(mass, side), gutter = multifidus_room(mass, canal, side);
  t.rival_fill = [=](uint32_t strand, const Vec3& p, float belly) {
    const int kind = (*kinds)[strand];
    const bool home = kind == 0 || (kind == 1 ? columns(p) : gutter(p)) < 0.0f;
    return home ? (*fills)[strand] * (kind == 2 ? std::max(belly, in_gutter) : belly) : 0.3f * belly;
  };
  t.least_piece = 60.0f;
  t.seed = 5u;
  t.clear_of = back_bones(left);
  return fill_territory(b, StrandIndex(all, box_of(all, making.muscle, t.fill + 4.0f)), t, making.provenance);
}

}  // namespace

const std::vector<std::string>& back_muscles() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> list;
    for (const Making& making : makings()) list.push_back(making.muscle);
    return list;
  }();
  return ids;
}

void add_back_muscles(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    std::vector<std::string> inputs = back_bones(left);
    inputs.push_back("fascia_form");
    std::vector<std::string> plan_inputs = inputs;
    if (!left) plan_inputs.push_back(back_plan(true));
    list.push_back({back_plan(left), plan_inputs, plan_code, [left](const Bench& b) {
                      Piece plan;
                      plan.shown = false;
                      if (left) {
                        const BackSites sites(b, true);
                        const ErectorMass mass(b);
                        plan_erector(plan.strands, sites, mass);
                        plan_spinalis(plan.strands, sites, mass);
                        plan_multifidus(plan.strands, sites, mass);
                        plan_short(plan.strands, sites);
                      } else {
                        plan.strands = mirrored(b.input(back_plan(true)).strands);
                      }
                      std::vector<const Volume*> bones;
                      std::map<std::string, const Volume*> named;
                      for (const std::string& id : back_bones(left)) {
                        bones.push_back(&b.input(id).volume);
                        named[id] = bones.back();
                      }
                      for (Strand& strand : plan.strands) keep_out_of(strand, bones);
                      if (left) {
                        part_crowded_ends(plan.strands, named);
                        for (Strand& strand : plan.strands) keep_out_of(strand, bones);
                      }
                      return plan;
                    }});
    inputs.push_back(back_plan(left));
    for (const Making& making : makings())
      list.push_back({making.muscle + end_of(left), inputs, code,
                      [making, left](const Bench& b) { return build(b, making, left); }});
  }
}

}  // namespace palpate::forge
