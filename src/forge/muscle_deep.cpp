// The muscles of the spine under the fascia. The erector columns are one mass between the fascia in front and behind,
// its outline given by level, divided into columns and layers; multifidus is a bundle of fascicles, level by level;
// quadratus lumborum and psoas are rods whose sections follow the published areas.

#include <algorithm>
#include <cmath>

#include "forge/fibres.h"
#include "forge/hull_sheet.h"
#include "forge/profile.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "muscle_deep,fibres,hull_sheet,profile,spine";

std::string end_of(bool left) {
  return left ? "_left" : "_right";
}

constexpr std::array<const char*, 12> mass_levels = {"t9", "t10", "t11", "t12", "l1", "l2",
                                                     "l3", "l4",  "l5",  "s1",  "s2", "s3"};

Profile mass_profile(const Bench& b, const char* figure) {
  std::vector<std::pair<float, float>> knots;
  for (const char* level : mass_levels) {
    const std::string id = std::string("erector_") + level;
    knots.emplace_back(b.figure(id + ".height"), b.figure(id + "." + figure));
  }
  return Profile(knots);
}

/// The outlines of the mass behind the spine; x counts from the midline on either side.
struct Mass {
  Profile border, thickness, multifidus, split, front;
  Volume form;
  explicit Mass(const Bench& b)
      : border(mass_profile(b, "border")),
        thickness(mass_profile(b, "thickness")),
        multifidus(mass_profile(b, "multifidus_edge")),
        split(mass_profile(b, "column_split")),
        front(mass_profile(b, "front")),
        form(b.input("fascia_form").volume) {}
  /// Depth at which the muscle begins: under both laminae, and under the aponeurosis where that is.
  float roof(float x, float y) const {
    const float edge = 178.0f - 1.9f * std::max(0.0f, x - 8.0f);
    const float bare = 2.5f + 1.15f * (1.0f - smoothstep(edge - 12.0f, edge + 8.0f, y));
    // Higher up latissimus, trapezius and serratus lie between.
    const float beyond = x - 62.0f + 0.72f * (y - 180.0f);
    const float latissimus = 6.6f * smoothstep(-2.0f, 44.0f, beyond);
    const float trapezius = 3.4f * smoothstep(0.0f, 40.0f, y - 178.0f - 2.6f * x);
    const float serratus =
        2.9f * smoothstep(22.0f, 48.0f, x) * smoothstep(112.0f, 138.0f, y) * smoothstep(262.0f, 236.0f, y);
    return bare + latissimus + trapezius + serratus;
  }
  /// Inside the whole mass; negative inside.
  float whole(const Vec3& p) const {
    const float x = std::abs(p.x), y = p.y, deep = -form.sample(p);
    const float edge = border(y), middle = 0.48f * edge, half = edge - middle;
    const float u = std::abs(x - middle) / half;
    const float thick = thickness(y) * (1.0f - 0.5f * std::pow(std::min(u, 1.4f), 2.6f)) + roof(x, y);
    float d = smooth_max(roof(x, y) - deep, deep - thick, 5.0f);
    d = smooth_max(d, 0.92f * (x - edge), 11.0f);
    return smooth_max(d, p.z - front(y), 6.0f);
  }
};

/// Shallow furrows between bundles that run along the column.
float furrow(float across, float y, float count, uint32_t seed) {
  const float x = across * count + 0.5f * noise(Vec3(across * 2.0f, y / 90.0f, 0.3f), seed);
  const float part = std::abs(2.0f * (x - std::floor(x)) - 1.0f);
  const float uneven = 0.45f + 0.55f * std::abs(noise(Vec3(std::floor(x) * 1.3f, y / 55.0f, 0.7f), seed + 1u));
  return uneven * std::pow(part, 2.4f);
}

struct Column {
  const char* id;
  bool iliocostal, deep;
  float top, bottom;  ///< heights between which it lies, mm
  float bundles;
  float tendon_origin, tendon_insertion;
  const char* provenance;
};

const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"longissimus_thoracis_pars_thoracis", false, false, 400.0f, -62.0f, 6.0f, 0.04f, 0.52f,
       "Medial column of the erector mass, superficial part."},
      {"iliocostalis_lumborum_pars_thoracis", true, false, 400.0f, 8.0f, 5.0f, 0.05f, 0.30f,
       "Lateral column of the erector mass, superficial part, with slips to the angles of ribs 9 to 12."},
      {"longissimus_thoracis_pars_lumborum", false, true, 172.0f, -30.0f, 5.0f, 0.06f, 0.22f,
       "Medial column of the erector mass, deep part, from the accessory processes to the ilium."},
      {"iliocostalis_lumborum_pars_lumborum", true, true, 170.0f, 6.0f, 4.0f, 0.06f, 0.14f,
       "Lateral column of the erector mass, deep part, from the transverse tips L1 to L4 to the crest."}};
  return all;
}

Field column_field(const Bench& b, const Column& column, bool left) {
  const auto mass = std::make_shared<const Mass>(b);
  const float side = left ? 1.0f : -1.0f;
  const uint32_t seed = left ? 5u : 23u;
  const float shift = whim(std::string(column.id) + end_of(left));
  Box3 box{Vec3(2.0f, column.bottom - 4.0f, -110.0f),
           Vec3(92.0f, std::min(column.top, b.figure("skin.top")) + 4.0f, 0.0f)};
  if (!left) {
    const float lo = -box.hi.x;
    box.hi.x = -box.lo.x, box.lo.x = lo;
  }
  const float crop = b.figure("skin.top") - 0.6f;
  return {[=](const Vec3& p) {
            const float x = side * p.x, y = p.y;
            float d = mass->whole(p);
            const float deep = -mass->form.sample(p);
            const float medial =
                mass->multifidus(y) + (column.deep ? 0.6f : glm::mix(0.6f, -6.0f, smoothstep(60.0f, 150.0f, y)));
            const float split = mass->split(y) + 0.8f * shift;
            // The plane between the columns leans outward with depth.
            const float lean = 0.28f * (deep - 12.0f);
            const float inner = column.iliocostal ? split + lean + 0.35f : std::max(medial, 3.0f),
                        outer = column.iliocostal ? 200.0f : split + lean - 0.35f;
            d = smooth_max(d, inner - x, 3.0f);
            d = smooth_max(d, x - outer, 3.0f);
            const float layer = mass->roof(x, y) + mass->thickness(y) * (column.iliocostal ? 0.55f : 0.52f) *
                                                       (1.0f - 0.55f * (1.0f - smoothstep(-10.0f, 70.0f, y)));
            if (column.deep)
              d = smooth_max(d, layer + 0.4f - deep, 4.0f);
            else
              d = smooth_max(d, deep - glm::mix(layer - 0.4f, 60.0f, smoothstep(168.0f, 200.0f, y)), 4.0f);
            // Ends taper into teeth.
            const float across = glm::clamp((x - inner) / std::max(8.0f, mass->border(y) - inner), 0.0f, 1.0f);
            const float teeth = 12.0f * std::abs(noise(Vec3(across * 4.0f, 0.2f, 0.6f), seed + 9u));
            d = smooth_max(d, 0.6f * (y - column.top + teeth), 12.0f);
            d = smooth_max(d, 0.6f * (column.bottom + teeth - y), 12.0f);
            d += 1.9f * furrow(across, y, column.bundles, seed);
            return std::max(0.8f * d, y - crop);
          },
          box};
}

/// Slips from the side of iliocostalis up to the angles of the lower ribs.
void add_slips(const Bench& b, Blend& blend, std::vector<FibrePath>& paths, bool left) {
  const Mass mass(b);
  const float side = left ? 1.0f : -1.0f;
  for (int rib = 9; rib <= 12; ++rib) {
    const std::string id = "rib_" + std::to_string(rib);
    const Vec3 angle = b.site(id + end_of(left), id + "_angle" + end_of(left));
    const float y = angle.y - 58.0f + 4.0f * whim(id + end_of(left));
    const Vec3 foot = on_form(mass.form, Vec3(side * 0.84f * mass.border(y), y, angle.z - 10.0f));
    const Vec3 in = -mass.form.gradient(foot);
    const Vec3 from = foot + in * 8.0f, end = angle + Vec3(0, 0, -1.5f);
    const Vec3 middle = 0.45f * from + 0.55f * end + Vec3(side * 2.0f, 0, -1.0f);
    blend.add(sweep({{from, 7.0f, 4.0f, in}, {middle, 5.5f, 3.0f, in}, {end, 2.6f, 1.2f, in}}, {2.3f, 5.0f}), 5.0f);
    paths.push_back({spline({end, middle, from}, 6), 0.3f, 0.1f});
  }
}

std::vector<FibrePath> column_paths(const Bench& b, const Column& column, bool left) {
  const Mass mass(b);
  std::vector<FibrePath> paths;
  const float side = left ? 1.0f : -1.0f;
  const int count = static_cast<int>(column.bundles);
  const float top = std::min(column.top, b.figure("skin.top"));
  for (int i = 0; i < count; ++i) {
    const float share = (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
    FibrePath path;
    path.tendon_origin = column.tendon_origin, path.tendon_insertion = column.tendon_insertion * (1.25f - 0.5f * share);
    for (int k = 0; k <= 24; ++k) {
      const float y = glm::mix(top, column.bottom, static_cast<float>(k) / 24.0f);
      const float inner = column.iliocostal ? mass.split(y) : std::max(4.0f, mass.multifidus(y) - 4.0f);
      const float outer = column.iliocostal ? mass.border(y) : mass.split(y);
      const Vec3 at = on_form(mass.form, Vec3(side * glm::mix(inner, std::max(inner + 2.0f, outer), share), y, -75.0f));
      path.points.push_back(at - mass.form.gradient(at) * (column.deep ? 0.75f : 0.25f) * mass.thickness(y));
    }
    paths.push_back(path);
  }
  return paths;
}

/// Names of bones that muscles of the back must not enter.
std::vector<std::string> near_bones(bool left) {
  std::vector<std::string> ids = {"sacrum", "hip_bone" + end_of(left)};
  for (int level = 0; level < level_count; ++level) ids.push_back(bone_id(level));
  for (int rib = 8; rib <= 12; ++rib) ids.push_back("rib_" + std::to_string(rib) + end_of(left));
  return ids;
}

Field clear_of(const Bench& b, const Field& muscle, const std::vector<std::string>& others, float gap,
               float blend = 1.5f) {
  Blend out(muscle);
  for (const std::string& id : others) {
    const Volume& volume = b.input(id).volume;
    if (!volume.empty()) out.cut(grown(volume.field(), gap), blend);
  }
  return out.field();
}

Piece finished(const Field& field, float voxel, const std::vector<FibrePath>& paths, const std::string& provenance,
               bool one_piece = true) {
  Piece piece;
  piece.volume = Volume::of(field, voxel).redistanced();
  if (one_piece) piece.volume = piece.volume.largest_piece();
  piece.volume = piece.volume.blurred(1);
  piece.mesh = piece.volume.mesh(0.02f);
  if (!anatomy::find_defects(piece.mesh).sound()) piece.mesh = piece.volume.mesh(0.0f);
  lay_fibres(piece.mesh, paths);
  piece.provenance = provenance;
  return piece;
}

void add_columns(std::vector<Recipe>& list) {
  for (const bool left : {true, false})
    for (const Column& column : columns()) {
      std::vector<std::string> inputs = near_bones(left), muscles;
      inputs.push_back("fascia_form");
      for (int level = 4; level < level_count; ++level)
        muscles.push_back(std::string("multifidus_") + levels[static_cast<size_t>(level)] + end_of(left));
      inputs.insert(inputs.end(), muscles.begin(), muscles.end());
      list.push_back(
          {column.id + end_of(left), inputs, code, [=](const Bench& b) {
             std::vector<FibrePath> paths = column_paths(b, column, left);
             Blend blend(column_field(b, column, left));
             if (column.iliocostal && !column.deep) add_slips(b, blend, paths, left);
             const Field whole = clear_of(b, clear_of(b, blend.field(), muscles, 0.7f), near_bones(left), 0.4f);
             return finished(whole, b.figure("muscle.voxel"), paths,
                             std::string(column.provenance) +
                                 " Outline by level: lateral border and thickness tied to the sectional areas "
                                 "of muscles in men (design profile); plane to multifidus after MRI and "
                                 "section series (Spine 2011 36:1263; PLoS One 2015 10:e0140315); division "
                                 "between the columns by design estimate.");
           }});
    }
}

// --- multifidus
// --------------------------------------------------------------------------------------------------------

struct Slip {
  Vec3 from, to;
  float belly;
};

std::vector<Slip> multifidus_slips(const Bench& b, int level, bool left) {
  const std::string end = end_of(left);
  const float side = left ? 1.0f : -1.0f;
  const Vec3 spine = b.site(bone_id(level), "spinous_lower");
  const auto mamillary = [&](int at) {
    return at < level_count
               ? b.site(bone_id(at), "mamillary" + end)
               : b.site("sacrum", std::string("intermediate_crest_s1") + end) + Vec3(side * 4.0f, 8.0f, -2.0f);
  };
  const auto sacral = [&](const char* name) { return b.site("sacrum", name + end); };
  const Vec3 psis = b.site("hip_bone" + end, "psis" + end);
  const Vec3 near_psis = psis + Vec3(-side * 9.0f, -4.0f, 4.0f);
  const int depth = level - 4;  // 0 for L1
  std::vector<Slip> slips;
  const Vec3 tip = spine + Vec3(side * 3.5f, 1.0f, 2.0f);
  const float sizes[] = {7.2f, 8.2f, 10.0f, 11.5f, 12.0f};
  const float belly = sizes[depth];
  for (int to = level + 2; to <= level_count; ++to)
    slips.push_back({tip + Vec3(0, -1.5f * static_cast<float>(to - level), 0), mamillary(to), belly});
  // The deepest fascicle, from the lamina: it fills the gutter beside the spinous processes.
  const int two_below = std::min(level + 2, level_count);
  const Vec3 lamina = b.site(bone_id(level), "lamina" + end);
  slips.push_back({lamina + Vec3(0, -6.0f, -5.0f), mamillary(two_below) + Vec3(-side * 3.0f, 0, -3.0f), 0.9f * belly});
  if (depth <= 1) slips.push_back({tip, near_psis + Vec3(0, 6.0f * static_cast<float>(1 - depth), 0), belly + 1.0f});
  if (depth == 2) {
    slips.push_back({tip, near_psis + Vec3(-side * 3.0f, -9.0f, 3.0f), belly + 1.0f});
    slips.push_back({tip, sacral("lateral_crest_s2") + Vec3(0, 0, -3.0f), belly});
  }
  if (depth == 3) {
    slips.push_back({tip, sacral("lateral_crest_s2") + Vec3(-side * 2.0f, 0, -3.0f), belly});
    slips.push_back({tip, sacral("lateral_crest_s3") + Vec3(-side * 4.0f, -6.0f, -3.5f), belly - 0.5f});
  }
  if (depth == 4) {
    slips.push_back({tip, sacral("intermediate_crest_s2") + Vec3(side * 2.0f, 0, -3.0f), belly});
    slips.push_back({tip, sacral("intermediate_crest_s3") + Vec3(side * 2.0f, -4.0f, -4.0f), belly - 1.0f});
    slips.push_back(
        {tip + Vec3(0, -6, 0), sacral("intermediate_crest_s3") + Vec3(side * 1.0f, -22.0f, -3.0f), belly - 3.0f});
  }
  return slips;
}

void add_multifidus(std::vector<Recipe>& list) {
  for (const bool left : {true, false})
    for (int level = 4; level < level_count; ++level) {
      const std::string base = "multifidus_";
      std::vector<std::string> before;
      for (int above = 4; above < level; ++above)
        before.push_back(base + levels[static_cast<size_t>(above)] + end_of(left));
      std::vector<std::string> inputs = near_bones(left);
      inputs.push_back("fascia_form");
      inputs.insert(inputs.end(), before.begin(), before.end());
      const std::string id = base + levels[static_cast<size_t>(level)] + end_of(left);
      list.push_back(
          {id, inputs, code, [=](const Bench& b) {
             const auto mass = std::make_shared<const Mass>(b);
             const float side = left ? 1.0f : -1.0f;
             Blend blend;
             std::vector<FibrePath> paths;
             int number = 0;
             for (const Slip& slip : multifidus_slips(b, level, left)) {
               const float whimsy = whim(id + std::to_string(number++));
               const Vec3 way = slip.to - slip.from;
               const float length = glm::length(way), r = slip.belly * (1.0f + 0.1f * whimsy);
               const Vec3 back(0.0f, 0.0f, -1.0f);
               const Vec3 bulge = back * (0.045f * length) + Vec3(side * 0.6f * whimsy, 0, 0);
               // The plane to longissimus bends outward low down: long fascicles follow it.
               const auto at = [&](float t) {
                 Vec3 q = slip.from + t * way + bulge * (4.0f * t * (1.0f - t));
                 const float most =
                     std::max(mass->multifidus(q.y) - 0.45f * r, 5.0f) + 40.0f * smoothstep(0.8f, 1.0f, t);
                 if (side * q.x > most) q.x = side * most;
                 return q;
               };
               blend.add(sweep({{at(0.0f), 1.6f, 2.6f, back},
                                {at(0.22f), 0.5f * r, 0.55f * r, back},
                                {at(0.4f), 0.85f * r, r, back},
                                {at(0.6f), r, 1.2f * r, back},
                                {at(0.82f), 0.9f * r, 1.1f * r, back},
                                {at(1.0f), 0.5f * r, 0.5f * r, back}},
                               {2.3f, 3.0f}),
                         2.2f);
               FibrePath path;
               for (int k = 0; k <= 12; ++k) path.points.push_back(at(static_cast<float>(k) / 12.0f));
               path.tendon_origin = 0.2f, path.tendon_insertion = 0.07f;
               paths.push_back(path);
             }
             const Field bundle = blend.field();
             const Field bounded{[=](const Vec3& p) {
                                   const float x = side * p.x;
                                   float d =
                                       smooth_max(bundle(p), mass->roof(x, p.y) + 0.4f + mass->form.sample(p), 2.0f);
                                   d = smooth_max(d, 0.8f * (x - mass->multifidus(p.y) - 1.5f), 3.0f);
                                   return std::max(d, 0.8f - x);
                                 },
                                 bundle.box()};
             const Field whole = clear_of(b, clear_of(b, bounded, before, 0.5f), near_bones(left), 0.4f);
             return finished(
                 whole, b.figure("muscle.voxel_fine"), paths,
                 "Fascicles from the spinous process to the mamillary processes two and more levels below, "
                 "the posterior iliac spine and the sacrum (pattern of Macintosh and Bogduk, as remembered); "
                 "lateral edge after MRI and section series; sections by design estimate.",
                 false);
           }});
    }
}

// --- quadratus lumborum and psoas
// --------------------------------------------------------------------------------------

struct Rod {
  std::vector<Station> stations;
  std::vector<FibrePath> paths;
};

Rod quadratus(const Bench& b, bool left) {
  const std::string end = end_of(left);
  const float side = left ? 1.0f : -1.0f;
  Rod rod;
  const Vec3 up(0, 0, 1);
  const auto transverse = [&](int level) { return b.site(bone_id(level), "transverse" + end); };
  struct Row {
    int level;
    float lateral, area;
  };
  // From rib 12 down; areas in mm2 of a side (design profile inside published ranges).
  const std::vector<Vec3>& rib = b.input("rib_12" + end).lines.at("lower_border");
  const Vec3 r12 = rib[rib.size() * 45 / 100];
  rod.stations.push_back({r12 + Vec3(-side * 2.0f, -2.0f, 5.0f), 17.0f, 2.6f, up});
  for (const Row& row : {Row{4, 78, 250}, Row{5, 80, 350}, Row{6, 84, 550}, Row{7, 88, 640}}) {
    const Vec3 tip = transverse(row.level);
    const float inner = std::abs(tip.x) - 4.0f, half = 0.5f * (row.lateral - inner);
    const float thick = row.area / (2.0f * half * 0.84f);
    rod.stations.push_back(
        {Vec3(side * (inner + half), tip.y - 4.0f, tip.z + 2.0f + 0.5f * thick), half, 0.5f * thick, up});
  }
  rod.stations.push_back({Vec3(side * 78.0f, 42.0f, 0.0f), 22.0f, 6.5f, Vec3(0, 0.3f, 1)});
  rod.stations.push_back({Vec3(side * 82.0f, 29.0f, -8.0f), 22.0f, 3.0f, Vec3(0, 0.4f, 1)});
  for (int i = 0; i < 6; ++i) {
    const float share = (static_cast<float>(i) + 0.5f) / 3.0f - 1.0f;
    std::vector<Vec3> line;
    for (auto s = rod.stations.rbegin(); s != rod.stations.rend(); ++s)
      line.push_back(s->at + Vec3(side * share * s->half_width, 0, -0.5f * s->half_height));
    rod.paths.push_back({spline(line, 5), 0.08f, 0.1f});
  }
  return rod;
}

Rod psoas(const Bench& b, bool left) {
  const std::string end = end_of(left);
  const float side = left ? 1.0f : -1.0f;
  Rod rod;
  struct Row {
    int level;
    float x, z, area;
  };
  rod.stations.push_back({placed(vertebra_frame(b, 3), Vec3(side * 21.0f, -10.0f, -2.0f)), 4.0f, 7.0f, Vec3(0, 0, 1)});
  for (const Row& row :
       {Row{4, 27, -3, 300}, Row{5, 33, -2, 600}, Row{6, 41, 0, 1000}, Row{7, 48, 4, 1380}, Row{8, 54, 12, 1480}}) {
    const float r = std::sqrt(row.area / 3.1416f);
    rod.stations.push_back(
        {placed(vertebra_frame(b, row.level), Vec3(side * row.x, 0.0f, row.z)), 0.86f * r, 1.16f * r, Vec3(0, 0, 1)});
  }
  rod.stations.push_back({Vec3(side * 60, -12, 40), 19, 18, Vec3(0, 0, 1)});
  rod.stations.push_back({Vec3(side * 70, -55, 62), 16, 14, Vec3(0, 0, 1)});
  rod.stations.push_back({Vec3(side * 82, -96, 62), 13, 11, Vec3(0, 0, 1)});
  const Vec3 lesser = b.site("femur" + end, "lesser_trochanter" + end);
  rod.stations.push_back({Vec3(side * 96, -140, 34), 9, 8, Vec3(0, 0, 1)});
  rod.stations.push_back({lesser + Vec3(-side * 3.0f, 3.0f, 5.0f), 4, 4, Vec3(0, 0, 1)});
  for (int i = 0; i < 8; ++i) {
    const float angle = 6.2832f * static_cast<float>(i) / 8.0f;
    std::vector<Vec3> line;
    for (const Station& s : rod.stations)
      line.push_back(s.at + Vec3(0.6f * s.half_width * std::cos(angle), 0, 0.6f * s.half_height * std::sin(angle)));
    rod.paths.push_back({spline(line, 5), 0.04f, 0.28f});
  }
  return rod;
}

void add_rods(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    const std::string end = end_of(left);
    std::vector<std::string> bones = near_bones(left), around = bones;
    for (const Column& column : columns()) around.push_back(column.id + end);
    around.push_back("fascia_form");
    list.push_back({"quadratus_lumborum" + end, around, code, [=](const Bench& b) {
                      Rod rod = quadratus(b, left);
                      const uint32_t seed = left ? 31u : 47u;
                      const Field core = sweep(rod.stations, {2.9f, 3.0f});
                      const float side = left ? 1.0f : -1.0f;
                      const Field grooved{[=](const Vec3& p) {
                                            const float across = (side * p.x - 38.0f + 0.12f * (p.y - 90.0f)) / 50.0f;
                                            return core(p) + 0.9f * furrow(across, p.y, 5.0f, seed);
                                          },
                                          core.box()};
                      Blend blend(grooved);
                      for (int level = 4; level < 8; ++level) {
                        const Vec3 tip = b.site(bone_id(level), "transverse" + end);
                        const Vec3 foot = tip + Vec3(side * 18.0f, -34.0f, 6.0f);
                        blend.add(sweep({{foot, 6, 3.5f, Vec3(0, 0, 1)},
                                         {0.5f * (tip + foot) + Vec3(-side * 2, 0, 0), 4, 3, Vec3(0, 0, 1)},
                                         {tip + Vec3(side * 0.5f, -1, 3.0f), 2.2f, 1.8f, Vec3(0, 0, 1)}},
                                        {2.2f, 2.5f}),
                                  6.0f);
                        rod.paths.push_back({{foot, 0.5f * (tip + foot), tip}, 0.1f, 0.3f});
                      }
                      std::vector<std::string> erectors;
                      for (const Column& column : columns()) erectors.push_back(column.id + end);
                      const Field whole = clear_of(b, clear_of(b, blend.field(), erectors, 0.8f), bones, 0.4f);
                      return finished(
                          whole, b.figure("muscle.voxel"), rod.paths,
                          "Flat rod from the crest to rib 12 with slips to the transverse tips L1 to L4; sections "
                          "follow the design areas by level (2.5 to 6.4 cm2) inside published ranges; lateral "
                          "border by design estimate.");
                    }});
    std::vector<std::string> for_psoas = bones;
    for_psoas.push_back("femur" + end);
    for_psoas.push_back("quadratus_lumborum" + end);
    for (int level = 3; level < level_count; ++level) for_psoas.push_back(disc_id(level));
    list.push_back(
        {"psoas_major" + end, for_psoas, code, [=](const Bench& b) {
           const Rod rod = psoas(b, left);
           std::vector<std::string> others = for_psoas;
           const Field core = sweep(rod.stations, {2.1f, 4.0f});
           const uint32_t seed = left ? 61u : 67u;
           const Field grooved{[=](const Vec3& p) {
                                 return core(p) +
                                        0.8f * furrow(std::atan2(p.z - 20.0f, std::abs(p.x) - 50.0f) / 6.2832f + 0.5f,
                                                      p.y, 12.0f, seed);
                               },
                               core.box()};
           return finished(clear_of(b, grooved, others, 0.4f), b.figure("muscle.voxel"), rod.paths,
                           "Rod whose centre and sections follow the published moment arms and areas by level (3 "
                           "to 15 cm2), round the pelvic brim to the lesser trochanter.");
         }});
  }
}

void add_piriformis(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    const std::string end = end_of(left);
    const std::vector<std::string> bones = {"sacrum", "coccyx", "hip_bone" + end, "femur" + end};
    list.push_back(
        {"piriformis" + end, bones, code, [=](const Bench& b) {
           const float side = left ? 1.0f : -1.0f;
           const Vec3 up(0, 0, 1), front = b.site("sacrum", "front_s3" + end);
           const Vec3 tip = b.site("femur" + end, "trochanter_tip");
           const Vec3 notch = b.site("hip_bone" + end, "piis" + end) + Vec3(side * 24.0f, -24.0f, 14.0f);
           const std::vector<Vec3> line = {front + Vec3(0, 0, 4), glm::mix(front, notch, 0.5f) + Vec3(0, 0, 4), notch,
                                           glm::mix(notch, tip, 0.5f) + Vec3(0, 0, -5), tip};
           const std::vector<Station> stations = {{line[0], 14, 4, up},
                                                  {line[1], 13, 6, up},
                                                  {line[2], 11, 6.5f, up},
                                                  {line[3], 8, 6, up},
                                                  {line[4], 3, 3, up}};
           std::vector<FibrePath> paths;
           for (int i = 0; i < 5; ++i) {
             std::vector<Vec3> path;
             for (const Station& s : stations)
               path.push_back(s.at +
                              Vec3(0, (0.4f * static_cast<float>(i) - 0.8f) * s.half_width, -0.5f * s.half_height));
             paths.push_back({spline(path, 5), 0.05f, 0.3f});
           }
           return finished(clear_of(b, sweep(stations, {2.3f, 4.0f}), bones, 0.5f), b.figure("muscle.voxel"), paths,
                           "Rod from the front of S2 to S4 through the greater sciatic notch to the tip of the greater "
                           "trochanter; 10 (SD 3) mm thick (as remembered); course by design estimate.");
         }});
  }
}

}  // namespace

void add_deep_muscles(std::vector<Recipe>& list) {
  add_multifidus(list);
  add_columns(list);
  add_rods(list);
  add_piriformis(list);
}

}  // namespace palpate::forge
