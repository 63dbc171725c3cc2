// The deep muscles of the back: sound, apart from each other and from bone, on their named sites, fibres along their
// fascicles, areas in published ranges.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "anatomy/ray_index.h"
#include "core/paths.h"
#include "forge/strand.h"
#include "forge/workshop.h"
#include "io/figure_files.h"

using namespace palpate;
using namespace palpate::forge;

namespace {

const std::vector<std::string> muscles = {"longissimus_thoracis_pars_thoracis",
                                          "longissimus_thoracis_pars_lumborum",
                                          "iliocostalis_lumborum_pars_thoracis",
                                          "iliocostalis_lumborum_pars_lumborum",
                                          "spinalis_thoracis",
                                          "multifidus_thoracis",
                                          "multifidus_l1",
                                          "multifidus_l2",
                                          "multifidus_l3",
                                          "multifidus_l4",
                                          "multifidus_l5",
                                          "rotatores_lumborum",
                                          "interspinales_lumborum",
                                          "intertransversarii_mediales_lumborum",
                                          "intertransversarii_laterales_lumborum",
                                          "quadratus_lumborum",
                                          "psoas_major",
                                          "psoas_minor",
                                          "iliacus"};

Order order_of(std::vector<std::string> only) {
  Order order;
  order.only = std::move(only);
  const std::filesystem::path cache = std::filesystem::path(PALPATE_BINARY_DIR) / "forge-cache";
  if (std::filesystem::exists(cache)) order.cache = cache;
  return order;
}

/// Both sides of every muscle and the bones they hold to, made once; from the build's cache where that is true.
const Forged& body() {
  static const Forged made = [] {
    std::vector<std::string> only = muscles;
    for (const char* bone : {"sacrum", "hip_bone", "femur", "rib_8", "rib_9", "rib_10", "rib_11", "rib_12"})
      only.emplace_back(bone);
    for (const char* level : {"t9", "t10", "t11", "t12", "l1", "l2", "l3", "l4", "l5"})
      only.push_back(std::string("vertebra_") + level);
    return forge::forge(io::read_figures(paths::data() / "assets/anatomy/figures"), order_of(only));
  }();
  return made;
}
const Piece& piece(const std::string& id) {
  return *body().pieces.at(id);
}
std::vector<std::string> both_sides() {
  std::vector<std::string> ids;
  for (const std::string& muscle : muscles)
    for (const char* side : {"_left", "_right"}) ids.push_back(muscle + side);
  return ids;
}

/// Area of the section of closed meshes by a plane, mm2.
double section(const std::vector<std::string>& ids, const Vec3& point, const Vec3& normal) {
  DVec3 sum(0.0);
  for (const std::string& id : ids) {
    const anatomy::Mesh& mesh = piece(id).mesh;
    for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
      DVec3 enter(0.0), leave(0.0);
      int crossings = 0;
      for (size_t k = 0; k < 3; ++k) {
        const DVec3 a(mesh.positions[mesh.triangles[t + k]] - point);
        const DVec3 b(mesh.positions[mesh.triangles[t + (k + 1) % 3]] - point);
        const double s = glm::dot(a, DVec3(normal)), e = glm::dot(b, DVec3(normal));
        if ((s > 0) == (e > 0)) continue;
        (s <= 0 ? enter : leave) = a + (b - a) * (s / (s - e));
        ++crossings;
      }
      if (crossings == 2) sum += glm::cross(enter, leave);
    }
  }
  return 0.5 * std::abs(glm::dot(sum, DVec3(normal)));
}

/// Square centimetres of a group on one side at the middle of a vertebral body, square to the column there.
double area(const std::vector<std::string>& names, const char* side, size_t level) {
  static const char* levels[] = {"t12", "l1", "l2", "l3", "l4", "l5"};
  const auto middle = [&](size_t i) { return piece(std::string("vertebra_") + levels[i]).sites.at("body"); };
  const Vec3 above = level > 0 ? middle(level - 1) : middle(level);
  const Vec3 below = level + 1 < std::size(levels) ? middle(level + 1) : Vec3(0.0f);
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(name + side);
  return section(ids, middle(level), glm::normalize(above - below)) / 100.0;
}

}  // namespace

TEST_CASE("deep muscles are sound solids with fibres, fascicles and words") {
  size_t triangles = 0;
  for (const std::string& id : both_sides()) {
    CAPTURE(id);
    const Piece& p = piece(id);
    CHECK(anatomy::find_defects(p.mesh).sound());
    CHECK(p.mesh.fibres.size() == p.mesh.positions.size());
    CHECK_FALSE(p.provenance.empty());
    REQUIRE_FALSE(p.strands.empty());
    for (const float index : p.mesh.fascicle) REQUIRE(index < static_cast<float>(p.strands.size()));
    for (const float t : p.mesh.tendon) REQUIRE((t >= 0.0f && t <= 1.0f));
    triangles += p.mesh.triangle_count();
  }
  CHECK(triangles < 380000);  // their part of the atlas's 1.2 million
}

TEST_CASE("fascicles begin and end on the bones they name, and their muscle reaches them") {
  std::map<std::string, anatomy::RayIndex> bones;
  size_t ends = 0, reached = 0;
  for (const std::string& id : both_sides()) {
    for (const Strand& strand : piece(id).strands) {
      const anatomy::Fascicle& f = strand.fascicle;
      CAPTURE(id);
      CAPTURE(f.origin);
      CAPTURE(f.insertion);
      const auto off = [&](const std::string& bone, const Vec3& at) {
        if (!bones.count(bone)) bones.emplace(bone, anatomy::RayIndex(piece(bone).mesh));
        return bones.at(bone).nearest(at, 100.0f)->distance;
      };
      if (!f.origin_cut) CHECK(off(f.origin, f.path.front()) < 3.0f);
      if (!f.insertion_cut) CHECK(off(f.insertion, f.path.back()) < 3.0f);
    }
    // Every fascicle that ends on bone with flesh or tendon of its own brings it to within 3 mm of the place named.
    // Ends cut by the picture's border have no place; tendons that run on in the aponeurosis have no girth.
    const anatomy::RayIndex flesh(piece(id).mesh);
    float begin = 1e6f, end = 1e6f;
    for (const Strand& strand : piece(id).strands) {
      const anatomy::Fascicle& f = strand.fascicle;
      const auto count = [&](const Vec3& at, bool cut, float girth, float& best) {
        const float off = flesh.nearest(at, 100.0f)->distance;
        best = std::min(best, off);
        if (cut || girth <= 0.0f) return;
        ++ends, reached += off < 3.0f;
      };
      count(f.path.front(), f.origin_cut, strand.girth.front(), begin);
      count(f.path.back(), f.insertion_cut, strand.girth.back(), end);
    }
    CAPTURE(id);
    CHECK(begin < 3.0f);
    if (id.rfind("longissimus_thoracis_pars_thoracis", 0) != 0 && id.rfind("spinalis", 0) != 0) CHECK(end < 3.0f);
  }
  MESSAGE(reached, " of ", ends, " ends of fascicles within 3 mm of their place");
  CHECK(static_cast<double>(reached) > 0.995 * static_cast<double>(ends));
}

TEST_CASE("fibres keep within 10 degrees of their fascicle, from origin to insertion") {
  for (const std::string& id : both_sides()) {
    CAPTURE(id);
    const Piece& p = piece(id);
    const StrandIndex index(p.strands, p.mesh.bounds());
    size_t off = 0, strayed = 0;
    for (size_t i = 0; i < p.mesh.positions.size(); ++i) {
      const StrandIndex::Near near = index.near(p.mesh.positions[i]);
      const auto* named = std::find_if(near.at.data(), near.at.data() + near.found, [&](const OnStrand& s) {
        return s.strand == static_cast<uint32_t>(p.mesh.fascicle[i]);
      });
      // The fascicle that a vertex names is the nearest, or nearly so: on a long edge a third one may come between.
      if (named == near.at.data() + near.found || named->reach > near.at[0].reach + 1.5f)
        ++strayed;
      else if (glm::dot(named->way, p.mesh.fibres[i]) < 0.98481f)
        ++off;
    }
    CHECK(static_cast<double>(strayed) < 0.02 * static_cast<double>(p.mesh.positions.size()));
    CHECK(static_cast<double>(off) < 0.002 * static_cast<double>(p.mesh.positions.size()));
  }
  // The literature's sense: multifidus from the spine down, quadratus from the crest up, psoas down to the femur.
  const auto mean_rise = [](const std::string& id) {
    float sum = 0.0f;
    for (const Vec3& fibre : piece(id).mesh.fibres) sum += fibre.y;
    return sum / static_cast<float>(piece(id).mesh.fibres.size());
  };
  CHECK(mean_rise("multifidus_l3_left") < -0.7f);
  CHECK(mean_rise("longissimus_thoracis_pars_lumborum_right") < -0.7f);
  CHECK(mean_rise("psoas_major_left") < -0.7f);
  CHECK(mean_rise("quadratus_lumborum_left") > 0.7f);
  CHECK(mean_rise("spinalis_thoracis_left") > 0.9f);
}

TEST_CASE("sectional areas of erector spinae and multifidus lie in published ranges") {
  // cm2 a side, mean and twice the SD where there is one, else the design profile and 30 % (facts: muscles_csa).
  const std::vector<std::string> erector(muscles.begin(), muscles.begin() + 5);
  const std::vector<std::string> multifidus(muscles.begin() + 5, muscles.begin() + 11);
  const struct {
    size_t level;
    double erector_lo, erector_hi, multifidus_lo, multifidus_hi;
  } rows[] = {{1, 11.55, 21.45, 1.75, 3.25},
              {2, 12.6, 23.4, 0.6, 5.0},
              {3, 12.95, 24.05, 1.3, 7.3},
              {4, 10.85, 20.15, 2.1, 11.7},
              {5, 6.3, 11.7, 4.6, 12.3}};
  for (const char* side : {"_left", "_right"})
    for (const auto& row : rows) {
      CAPTURE(side);
      CAPTURE(row.level);
      const double e = area(erector, side, row.level), m = area(multifidus, side, row.level);
      CHECK(e > row.erector_lo);
      CHECK(e < row.erector_hi);
      CHECK(m > row.multifidus_lo);
      CHECK(m < row.multifidus_hi);
    }
}

TEST_CASE("deep muscles keep clear of each other and of bone") {
  const std::vector<std::string> ids = both_sides();
  for (const std::string& id : ids) {
    CAPTURE(id);
    const anatomy::Mesh& mesh = piece(id).mesh;
    for (const auto& [other, p] : body().pieces) {
      if (other == id || p->volume.empty()) continue;
      CAPTURE(other);
      // Neighbours share a plane at most; meshes round their grids off by about half a millimetre,
      // a little more where the tips of two muscles share one process.
      float deepest = 0.0f;
      const Box3 box = p->volume.box();
      for (const Vec3& v : mesh.positions)
        if (v.x > box.lo.x && v.y > box.lo.y && v.z > box.lo.z && v.x < box.hi.x && v.y < box.hi.y && v.z < box.hi.z)
          deepest = std::max(deepest, -p->volume.sample(v));
      CHECK(deepest < 0.75f);
    }
  }
}

TEST_CASE("no deep muscle lies in the vertebral canal") {
  std::vector<Vec3> middle;  // of the canal, level by level
  for (const char* level : {"t10", "t11", "t12", "l1", "l2", "l3", "l4", "l5"}) {
    const Piece& bone = piece(std::string("vertebra_") + level);
    const Vec3 front = 0.5f * (bone.sites.at("pedicle_left") + bone.sites.at("pedicle_right"));
    middle.push_back(front - Vec3(0, 0, 5.0f));  // both stand 3 mm behind the back of the body
  }
  const Piece& sacrum = piece("sacrum");
  for (const char* level : {"s2", "s3"}) {
    const auto between = [&](const std::string& site) {
      return 0.5f * (sacrum.sites.at(site + level + "_left") + sacrum.sites.at(site + level + "_right"));
    };
    middle.push_back(glm::mix(between("intermediate_crest_"), between("front_"), 0.42f));
  }
  for (const std::string& id : both_sides()) {
    CAPTURE(id);
    const anatomy::RayIndex flesh(piece(id).mesh);
    for (size_t i = 0; i + 1 < middle.size(); ++i) {
      if (middle[i].y > 0.0f && middle[i + 1].y < 0.0f) continue;  // the canal bends with the sacrum
      for (const float t : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) {
        const Vec3 at = glm::mix(middle[i], middle[i + 1], t);
        CAPTURE(at.y);
        const auto near = flesh.nearest(at, 100.0f);
        if (near) CHECK(near->distance > 3.5f);
      }
    }
  }
}

TEST_CASE("the two sides of a deep muscle have nearly equal volumes and are no copies") {
  for (const std::string& muscle : muscles) {
    CAPTURE(muscle);
    const double left = piece(muscle + "_left").mesh.volume_mm3(), right = piece(muscle + "_right").mesh.volume_mm3();
    CHECK(left == doctest::Approx(right).epsilon(left > 36000.0 ? 0.02 : 0.05));
    CHECK(left != right);
  }
}

TEST_CASE("variants: what is switched off is gone, what is switched on is there, and all that is made stays sound") {
  const auto made = [](const char* figure, float value, std::vector<std::string> only) {
    anatomy::Figures figures = io::read_figures(paths::data() / "assets/anatomy/figures");
    figures.set(figure, value);
    const Forged forged = forge::forge(figures, order_of(std::move(only)));
    for (const auto& [id, p] : forged.pieces) {
      CAPTURE(id);
      if (p->shown) CHECK(anatomy::find_defects(p->mesh).sound());
    }
    return forged;
  };
  const Forged no_psoas = made("variant.psoas_minor", 0.0f, {"psoas_minor", "psoas_major_left"});
  CHECK_FALSE(no_psoas.pieces.at("psoas_minor_left")->shown);
  CHECK_FALSE(no_psoas.pieces.at("psoas_minor_right")->shown);
  CHECK(no_psoas.pieces.at("psoas_major_left")->shown);
  CHECK(piece("psoas_minor_left").shown);

  const Forged no_rotators = made("variant.lumbar_rotatores", 0.0f, {"rotatores_lumborum", "multifidus_l2_left"});
  CHECK_FALSE(no_rotators.pieces.at("rotatores_lumborum_left")->shown);
  CHECK_FALSE(no_rotators.pieces.at("rotatores_lumborum_right")->shown);
  CHECK(no_rotators.pieces.at("multifidus_l2_left")->shown);
  CHECK(piece("rotatores_lumborum_right").shown);

  // Most people's supraspinous ligament ends between L4 and L5; the variant goes on to the sacrum.
  const auto height = [](const char* bone, const char* site) {
    const Piece& p = piece(bone);
    return p.sites.count(site) ? p.sites.at(site).y : p.landmarks.at(site).y;
  };
  const float l4 = height("vertebra_l4", "spinous_lower"), l5 = height("vertebra_l5", "spinous_upper");
  const float crest = height("sacrum", "median_sacral_crest_s1");
  const auto lowest = [&](float value) {
    return made("ligament.supraspinous_below_l4", value, {"supraspinous_ligament"})
        .pieces.at("supraspinous_ligament")
        ->mesh.bounds()
        .lo.y;
  };
  const float usual = lowest(0.0f), rare = lowest(1.0f);
  CHECK(usual < l4);
  CHECK(usual > l5);
  CHECK(rare < crest + 4.0f);
}

TEST_CASE("of many strands the nearest is found") {
  std::vector<Strand> strands;
  for (int i = 0; i < 5; ++i) {
    Strand s;
    s.fascicle.path = {Vec3(10.0f * static_cast<float>(i), 100, 0), Vec3(10.0f * static_cast<float>(i), 0, 0)};
    s.girth = {2.0f, 4.0f};
    strands.push_back(s);
  }
  const StrandIndex index(strands, Box3{Vec3(-10, -10, -10), Vec3(50, 110, 10)});
  for (const Vec3& p : {Vec3(1, 50, 2), Vec3(18, 20, -4), Vec3(33, 90, 1), Vec3(44, 5, 6)}) {
    const StrandIndex::Near near = index.near(p);
    REQUIRE(near.found > 0);
    const int nearest = std::clamp(static_cast<int>(std::lround(p.x / 10.0f)), 0, 4);
    CHECK(near.at[0].strand == static_cast<uint32_t>(nearest));
    const float girth = 2.0f + 2.0f * (1.0f - p.y / 100.0f);
    const float away = std::hypot(p.x - 10.0f * static_cast<float>(nearest), p.z);
    CHECK(near.at[0].reach == doctest::Approx(away - girth).epsilon(0.001));
    CHECK(near.at[0].along == doctest::Approx(1.0f - p.y / 100.0f).epsilon(0.001));
    CHECK(near.at[0].way.y == doctest::Approx(-1.0));
  }
}
