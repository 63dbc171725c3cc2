// Lengths and moment arms of fascicles: against closed forms on a body of balls, against published figures on the
// bundled atlas.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numbers>
#include <sstream>

#include "anatomy/section.h"
#include "ball_body.h"
#include "bundled_rig.h"
#include "io/catalogue_file.h"
#include "motion/muscle_action.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

// A body of balls with one muscle of the given straight fascicles.
std::shared_ptr<const motion::BodyRig> rig_with(std::vector<anatomy::Fascicle> fascicles) {
  anatomy::RawAtlas raw = ball_bones();
  anatomy::RawStructure muscle = part("longissimus_left", sphere(12, 8, 12.0f, {30, 60, -40}));
  muscle.info.tissue = anatomy::Tissue::muscle;
  muscle.fascicles = std::move(fascicles);
  raw.structures.push_back(std::move(muscle));
  return std::make_shared<const motion::BodyRig>(bake_in_memory(raw),
                                                 std::make_shared<motion::JointRanges>(poses().ranges));
}

anatomy::Fascicle line(std::string origin, std::string insertion, std::vector<Vec3> path) {
  anatomy::Fascicle f;
  f.origin = std::move(origin), f.insertion = std::move(insertion), f.path = std::move(path);
  return f;
}

// The bundled atlas, or null where this build made none.
const motion::FascicleLengths* bundled() {
  static const auto made = []() -> std::unique_ptr<motion::FascicleLengths> {
    const auto rig = bundled_rig();
    return rig ? std::make_unique<motion::FascicleLengths>(rig) : nullptr;
  }();
  return made.get();
}

float mean(const std::vector<float>& values) {
  float sum = 0.0f;
  for (const float v : values) sum += v;
  return sum / static_cast<float>(values.size());
}

// Change of length of the published model's fascicles when the lumbar spine bends forwards, by muscle and bones; mm.
// Its bodies turn about its own joints, each by its share of the whole; chest and ribs go with the first lumbar.
struct Reference {
  std::map<std::string, std::vector<float>> change_mm;
};
std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> out;
  std::stringstream in(row);
  for (std::string cell; std::getline(in, cell, ',');) out.push_back(cell);
  return out;
}
Reference reference_changes(const fs::path& folder, const motion::JointRanges& ranges, float flexion_deg) {
  using motion::Rigid;
  // In the reference's frame x points forwards, y up, z to the right; forwards bending turns about -z.
  const char* bodies[] = {"lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1"};
  std::map<std::string, Vec3> centre;
  std::string row;
  for (std::ifstream in(folder / "myotorso_joints.csv"); std::getline(in, row);) {
    const auto c = cells(row);
    if (c[0] == "flex_extension" || c[0].ends_with("_FE"))
      centre[c[1]] = 1000.0f * Vec3(std::stof(c[8]), std::stof(c[9]), std::stof(c[10]));
  }
  std::map<std::string, Rigid> moved{{"sacrum", {}}};
  Rigid carried;
  motion::Posture posture{};
  posture[motion::lumbar_flexion] = flexion_deg;
  for (size_t i = 0; i < 5; ++i) {
    const float degrees = motion::level_angles(ranges, ranges.levels[i], posture).flexion;
    carried = carried * motion::turn_about(centre.at(bodies[i]), glm::angleAxis(glm::radians(-degrees), Vec3(0, 0, 1)));
    moved[bodies[i]] = carried;
  }
  moved["torso"] = carried;
  struct Line {
    std::string muscle;
    std::vector<std::string> body;
    std::vector<Vec3> at;
  };
  std::map<std::string, Line> lines;
  for (std::ifstream in(folder / "attachments_myotorso.csv"); std::getline(in, row);) {
    const auto c = cells(row);
    if (c.size() < 12 || c[0] == "model" || !c[2].ends_with("_r")) continue;
    Line& l = lines[c[2]];
    l.muscle = c[1];
    l.body.push_back(c[5]);
    l.at.push_back(1000.0f * Vec3(std::stof(c[9]), std::stof(c[10]), std::stof(c[11])));
  }
  Reference reference;
  for (const auto& [name, l] : lines) {
    if (std::any_of(l.body.begin(), l.body.end(), [&](const auto& b) { return !moved.contains(b); })) continue;
    float rest = 0.0f, now = 0.0f;
    for (size_t i = 0; i + 1 < l.at.size(); ++i) {
      rest += glm::distance(l.at[i], l.at[i + 1]);
      now += glm::distance(moved[l.body[i]].point(l.at[i]), moved[l.body[i + 1]].point(l.at[i + 1]));
    }
    // Ends by level: the higher bone first.
    const auto rank = [](const std::string& b) { return b == "torso" ? 6 : b == "sacrum" ? 0 : 6 - (b[6] - '0'); };
    std::string a = l.body.front(), b = l.body.back();
    if (rank(a) < rank(b)) std::swap(a, b);
    std::string key = l.muscle + " " + a + " " + b;
    if (a == "torso" && name.find("_R1") != std::string::npos) key += name.substr(name.find("_R"), 4);
    reference.change_mm[key].push_back(now - rest);
  }
  return reference;
}

// The same key for one of ours, "" where the reference has no such fascicle.
std::string key_of(const anatomy::Structure& s, const anatomy::Fascicle& f) {
  static const std::pair<const char*, const char*> muscles[] = {
      {"psoas_major", "psoas major"},
      {"quadratus_lumborum", "quadratus lumborum"},
      {"longissimus_thoracis_pars_lumborum", "longissimus thoracis pars lumborum"},
      {"longissimus_thoracis_pars_thoracis", "longissimus thoracis pars thoracis"},
      {"iliocostalis_lumborum", "iliocostalis lumborum"},
      {"multifidus_l", "multifidus"}};
  std::string muscle;
  for (const auto& [ours, theirs] : muscles) {
    if (s.info.id.starts_with(ours)) muscle = theirs;
  }
  if (muscle.empty()) return {};
  const auto rank = [](const std::string& b) {
    const int segment = motion::segment_of(b);
    return segment == motion::pelvis || segment >= motion::thigh_left ? 0 : std::min(segment, 6);
  };
  int high = rank(f.origin), low = rank(f.insertion);
  if (high < low) std::swap(high, low);
  const auto body = [](int r) { return r == 0 ? "sacrum" : r == 6 ? "torso" : "lumbar" + std::to_string(6 - r); };
  std::string key = muscle + " " + body(high) + " " + body(low);
  if (high == 6) {
    for (const std::string& bone : {f.origin, f.insertion}) {
      if (bone.starts_with("rib_1") && muscle != "quadratus lumborum") key += "_R" + bone.substr(4, 2);
    }
  }
  return key;
}

}  // namespace

TEST_CASE("a straight fascicle over one hinge: length and arm are those of the triangle") {
  const Vec3 a(20, -30, -35), b(24, 34, -48);
  const auto rig = rig_with({line("sacrum", "vertebra_l5", {a, b})});
  const motion::FascicleLengths lengths(rig);
  REQUIRE(lengths.all().size() == 1);
  const motion::MeasuredFascicle& f = lengths.all().front();
  const Vec3 centre = rig->skeleton().centre[motion::l5], axis = rig->skeleton().axes[motion::l5][0];
  // Arm of a force along the line about the axis; forwards bending makes the line longer, so it is below 0.
  const float arm = glm::dot(glm::cross(b - centre, (a - b) / glm::distance(a, b)), axis);
  CHECK(arm < -20.0f);
  CHECK(lengths.level_arm_mm(f, motion::l5, 0) == doctest::Approx(arm).epsilon(2e-3));
  for (const float degrees : {-3.0f, 4.0f, 8.0f}) {
    // All of the lumbar bend that gives the lowest level so many degrees.
    const motion::JointSpan span = motion::span_of(rig->ranges(), motion::lumbar_flexion);
    const motion::LevelRange& level = rig->ranges().levels.front();
    const float whole = degrees > 0 ? degrees / level.flexion * span.hi : -degrees / level.extension * span.lo;
    const float now = motion::FascicleLengths::length_mm(f, rig->block(with({{motion::lumbar_flexion, whole}})));
    const float rest = glm::distance(a, b), p = glm::length(a - centre), q = glm::length(b - centre);
    // In the plane across the axis the triangle's angle grows by the turn; along the axis nothing changes.
    const Vec3 ra = (a - centre) - axis * glm::dot(a - centre, axis),
               rb = (b - centre) - axis * glm::dot(b - centre, axis);
    const float angle = std::acos(glm::dot(ra, rb) / (glm::length(ra) * glm::length(rb))) + glm::radians(degrees);
    const float across = glm::length(ra) * glm::length(ra) + glm::length(rb) * glm::length(rb) -
                         2.0f * glm::length(ra) * glm::length(rb) * std::cos(angle);
    const float along = glm::dot(a - b, axis);
    CHECK(now == doctest::Approx(std::sqrt(across + along * along)).epsilon(1e-4));
    CHECK((now > rest) == (degrees > 0));
    CHECK(p + q >= now);
  }
}

TEST_CASE("a fascicle beside a hip turns the thigh by its distance from the axis, and nothing above") {
  const Vec3 hip(90, -70, 0);
  const auto rig = rig_with({line("sacrum", "femur_left", {hip + Vec3(0, 40, 30), hip + Vec3(0, -60, 30)})});
  const motion::FascicleLengths lengths(rig);
  const motion::MeasuredFascicle& f = lengths.all().front();
  CHECK(f.arm_mm[motion::hip_flexion_left] == doctest::Approx(30.0f).epsilon(0.01));
  CHECK(std::abs(f.arm_mm[motion::hip_flexion_right]) < 0.01f);
  CHECK(std::abs(f.arm_mm[motion::lumbar_flexion]) < 0.01f);
  const auto turns = motion::turns_of(lengths, f.structure);
  REQUIRE(!turns.empty());
  CHECK(turns.front().turn.joint == motion::hip_flexion_left);
  CHECK(turns.front().turn.positive);
  // Playing it goes from the far end, where the muscle is long, to the end where it is short.
  CHECK(motion::played_angle(rig->ranges(), turns.front().turn, 0.0) == doctest::Approx(-rig->ranges().hip.extension));
  CHECK(motion::played_angle(rig->ranges(), turns.front().turn, 3.0) == doctest::Approx(rig->ranges().hip.flexion));
}

TEST_CASE("at rest every fascicle has its rest length; a curve meets it at zero degrees") {
  const motion::FascicleLengths* lengths = bundled();
  if (!lengths) {
    MESSAGE("skipped: no lumbar.glb in the build folder");
    return;
  }
  REQUIRE(lengths->all().size() > 200);
  const motion::PoseBlock rest = lengths->rig().block({});
  for (const motion::MeasuredFascicle& f : lengths->all())
    CHECK(motion::FascicleLengths::length_mm(f, rest) == doctest::Approx(f.rest_mm).epsilon(1e-4));
  const motion::LengthCurve curve = motion::length_curve(*lengths, lengths->all().front(), motion::lumbar_rotation, {});
  CHECK(curve.length_mm[curve.length_mm.size() / 2] == doctest::Approx(lengths->all().front().rest_mm).epsilon(1e-3));
}

TEST_CASE("erector spinae pulls 5 to 7 cm behind the disc of L4/L5") {
  const motion::FascicleLengths* lengths = bundled();
  if (!lengths) return;
  const auto& structures = lengths->rig().atlas().structures;
  const motion::Skeleton& skeleton = lengths->rig().skeleton();
  const motion::JointRanges& ranges = lengths->rig().ranges();
  const Mat3& axes = skeleton.axes[motion::l4];
  const Vec3 middle = skeleton.centre[motion::l4] + axes[1] * ranges.centre_down_mm + axes[2] * ranges.centre_back_mm;
  // As imaging studies measure it: in the plane of the disc, from the middle of the disc's section to the middle of the
  // erector mass (S. McGill et al., 1993, MRI; P. Moga et al., Spine 18(15), 1993, CT: "the erector spinae mass";
  // abstracts read), which takes in multifidus and the aponeurosis.
  struct Mass {
    double area = 0.0, moment = 0.0;
    void add(const anatomy::Section& cut, const Vec3& from, const Vec3& forwards) {
      area += cut.area_mm2;
      moment -= cut.area_mm2 * static_cast<double>(glm::dot(cut.centre_mm - from, forwards));
    }
    double mean() const { return moment / area; }
  };
  const auto cut = [&](size_t s) { return anatomy::MeshSlicer(structures[s].levels.front()).cut({middle, axes[1]}); };
  const int disc_at = lengths->rig().atlas().index_of("disc_l4_l5");
  REQUIRE(disc_at >= 0);
  const Vec3 disc = cut(static_cast<size_t>(disc_at)).centre_mm;
  Mass columns, mass;
  // By tendon excursion, about the axis: the long parts that run past from rib and chest to the sacrum, and the short
  // ones of the lumbar vertebrae, which lie deeper.
  std::vector<float> long_parts, short_parts;
  for (size_t s = 0; s < structures.size(); ++s) {
    const std::string& id = structures[s].info.id;
    const bool column = id.starts_with("longissimus_thoracis") || id.starts_with("iliocostalis_lumborum");
    if (column || id.starts_with("multifidus") || id.starts_with("erector_spinae_aponeurosis"))
      mass.add(cut(s), disc, axes[2]);
    if (!column) continue;
    columns.add(cut(s), disc, axes[2]);
    for (const motion::MeasuredFascicle& f : lengths->of(s)) {
      const int upper = motion::segment_of(structures[s].fascicles[f.index].origin);
      const int lower = motion::segment_of(structures[s].fascicles[f.index].insertion);
      if (upper < motion::l4 || (lower >= motion::l4 && lower <= motion::t9)) continue;  // does not pass the level
      (upper > motion::l1 ? long_parts : short_parts).push_back(-lengths->level_arm_mm(f, motion::l4, 0));
    }
  }
  REQUIRE(columns.area > 1000.0);
  REQUIRE(long_parts.size() > 30);
  MESSAGE("behind the middle of the disc of L4/L5: erector mass ", mass.mean(), " mm (", mass.area / 200.0,
          " cm2 a side), longissimus and iliocostalis alone ", columns.mean(), " mm (", columns.area / 200.0,
          " cm2); by excursion behind the axis ", mean(long_parts), " mm (from ribs and chest), ", mean(short_parts),
          " mm (from lumbar vertebrae)");
  CHECK(mass.mean() >= 50.0);
  CHECK(mass.mean() <= 70.0);
  CHECK(columns.mean() >= 45.0);  // no figure read for the two alone
  CHECK(mean(long_parts) >= 50.0f);
  CHECK(mean(long_parts) <= 70.0f);
  CHECK(mean(short_parts) >= 25.0f);  // nor for these: they must only lie deeper
  CHECK(mean(short_parts) < mean(long_parts));
}

TEST_CASE("muscles turn the back as textbooks say") {
  const motion::FascicleLengths* lengths = bundled();
  if (!lengths) return;
  const auto arm = [&](const char* id, motion::Joint joint) {
    const int s = lengths->rig().atlas().index_of(id);
    REQUIRE(s >= 0);
    float sum = 0.0f;
    const auto all = lengths->of(static_cast<size_t>(s));
    for (const auto& f : all) sum += f.arm_mm[joint];
    return sum / static_cast<float>(all.size());
  };
  CHECK(arm("multifidus_l3_left", motion::lumbar_flexion) < -10.0f);
  CHECK(arm("longissimus_thoracis_pars_thoracis_left", motion::lumbar_flexion) < -30.0f);
  CHECK(arm("iliocostalis_lumborum_pars_lumborum_left", motion::lumbar_side_bend) > 20.0f);
  CHECK(arm("quadratus_lumborum_left", motion::lumbar_side_bend) > 20.0f);
  CHECK(arm("quadratus_lumborum_right", motion::lumbar_side_bend) < -20.0f);
  CHECK(arm("psoas_major_left", motion::hip_flexion_left) > 15.0f);
  CHECK(arm("iliacus_left", motion::hip_flexion_left) > 15.0f);
  CHECK(arm("piriformis_left", motion::hip_rotation_left) < -5.0f);
  const motion::TurnTeam team = motion::team_of(*lengths, {motion::lumbar_flexion, false});
  REQUIRE(team.movers.size() >= 4);
  float sum = 0.0f;
  for (const auto& m : team.movers) sum += m.share;
  CHECK(sum == doctest::Approx(1.0f));
}

TEST_CASE("bending forwards by 30 degrees changes every fascicle as the published model says") {
  const fs::path folder = fs::path(PALPATE_SOURCE_DIR).parent_path() / "shared" / "reference" / "facts";
  const motion::FascicleLengths* lengths = bundled();
  if (!lengths || !fs::exists(folder / "attachments_myotorso.csv")) {
    MESSAGE("skipped: no real anatomy beside the project");
    return;
  }
  const Reference reference = reference_changes(folder, lengths->rig().ranges(), 30.0f);
  const motion::PoseBlock bent = lengths->rig().block(with({{motion::lumbar_flexion, 30.0f}}));
  std::map<std::string, std::vector<float>> ours;
  for (const motion::MeasuredFascicle& f : lengths->all()) {
    const anatomy::Structure& s = lengths->rig().atlas().structures[f.structure];
    const std::string key = key_of(s, s.fascicles[f.index]);
    if (reference.change_mm.contains(key)) ours[key].push_back(motion::FascicleLengths::length_mm(f, bent) - f.rest_mm);
  }
  REQUIRE(ours.size() >= 20);
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  int n = 0;
  for (const auto& [key, values] : ours) {
    const double x = static_cast<double>(mean(reference.change_mm.at(key))), y = static_cast<double>(mean(values));
    sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y, ++n;
    if (std::getenv("PALPATE_TABLES")) MESSAGE(key, ": reference ", x, " mm, ours ", y, " mm");
    if (std::abs(x) < 2.0) continue;
    CHECK_MESSAGE(x * y > 0.0, key, ": reference ", x, " mm, ours ", y, " mm");
  }
  const double r = (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
  MESSAGE("change of length at 30 degrees: ", n, " kinds of fascicle, correlation ", r);
  CHECK(r > 0.9);
}
