#include "forge/sheet_recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/error.h"
#include "forge/net_mesh.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

std::string on_side(const std::string& id, bool left) {
  static const std::set<std::string> single = {"sacrum", "coccyx", "supraspinous_ligament"};
  return single.count(id) || id.rfind("vertebra_", 0) == 0 ? id : id + (left ? "_left" : "_right");
}

/// The same places on either side differ a little, as they do in a person.
SheetNet sided(SheetNet net, bool left, const std::string& id, float by) {
  for (size_t j = 0; j < net.rows.size(); ++j)
    for (size_t i = 0; i < net.rows[j].size(); ++i) {
      const std::string key = id + (left ? "l" : "r") + std::to_string(j) + "." + std::to_string(i);
      net.rows[j][i].y += by * whim(key);
      if (!left) net.rows[j][i].x = -net.rows[j][i].x;
    }
  return net;
}

constexpr float kHold_mm = 3.0f;    ///< a fascicle that ends farther than this from everything ends in the open
constexpr float kDrawn_mm = 14.0f;  ///< net points are drawn to a bone no farther than this

using Things = std::map<std::string, anatomy::RayIndex>;

/// The nearest of the things named, if one is within reach.
std::optional<std::pair<std::string, anatomy::NearestPoint>> nearest_of(const Things& things,
                                                                        const std::vector<std::string>& named,
                                                                        const Vec3& p, float within) {
  std::optional<std::pair<std::string, anatomy::NearestPoint>> best;
  for (const std::string& id : named)
    if (const auto near = things.at(id).nearest(p, best ? best->second.distance : within)) best = {id, *near};
  return best;
}

bool is_bone(const std::string& id) {
  for (const char* bone : {"hip_bone", "rib_", "femur", "sacrum", "coccyx", "vertebra_"})
    if (id.rfind(bone, 0) == 0) return true;
  return false;
}

/// Ends of rows that lie nearest to a bone are moved over it: bones may change, and their muscles follow.
void draw_to_bones(SheetNet& net, const Volume& form, const Things& things, const std::vector<std::string>& from,
                   const std::vector<std::string>& to) {
  for (auto& row : net.rows)
    for (const bool first : {true, false}) {
      Vec3& p = first ? row.front() : row.back();
      const auto near = nearest_of(things, first ? from : to, on_form(form, p), kDrawn_mm);
      if (near && is_bone(near->first)) p = near->second.point;
    }
}

std::vector<Strand> strands_of(const std::vector<SheetCourse>& courses, const Sheet& sheet, const Things& things,
                               const std::vector<std::string>& from, const std::vector<std::string>& to, bool left) {
  std::vector<Strand> out;
  for (const SheetCourse& course : courses) {
    Strand s;
    s.muscle = sheet.base;
    anatomy::Fascicle& f = s.fascicle;
    f.path = course.points;
    for (const bool first : {true, false}) {
      const Hold& hold = first ? sheet.from : sheet.to;
      const Vec3 end = first ? course.points.front() : course.points.back();
      std::string& bone = first ? f.origin : f.insertion;
      (first ? f.origin_radius_mm : f.insertion_radius_mm) =
          std::clamp(first ? course.first_half : course.last_half, 2.0f, 12.0f);
      const auto& named = first ? from : to;
      auto near = nearest_of(things, named, end, kHold_mm);
      // A thick end may lean against its bone or fascia with one side alone.
      for (const Vec3& face : first ? course.first_faces : course.last_faces)
        if (const auto nearer = nearest_of(things, named, face, near ? near->second.distance : kHold_mm)) near = nearer;
      if (near) {
        bone = near->first;
        f.path.insert(first ? f.path.begin() : f.path.end(), near->second.point);
      } else if (!hold.open.empty()) {
        const auto beside = nearest_of(things, named, end, 24.0f);
        bone = beside ? beside->first : on_side(hold.open, left);
        (first ? f.origin_cut : f.insertion_cut) = true;
      } else {
        throw Error(
            "sheet_points.csv",
            fmt::format(
                "fascicle {} of '{}' {} at ({:.0f}, {:.0f}, {:.0f}), {:.0f} mm from everything it could hold to",
                out.size(), sheet.base, first ? "begins" : "ends", end.x, end.y, end.z, kHold_mm),
            "move the ends of its rows to their bones");
      }
    }
    s.girth.assign(f.path.size(), 1.0f);
    out.push_back(std::move(s));
  }
  return out;
}

}  // namespace

SheetNet net_of(const Bench& b, const std::string& base) {
  SheetNet net;
  for (const std::string& name : b.names_under(base)) {
    const size_t line = name.find('_');
    if (name.size() < 5 || name[0] != 'r' || line == std::string::npos) continue;
    const size_t row = static_cast<size_t>(std::stoi(name.substr(1, line - 1)));
    if (net.rows.size() <= row) net.rows.resize(row + 1);
    net.rows[row].push_back(b.point(base + "." + name));
  }
  for (size_t row = 0; row < net.rows.size(); ++row)
    if (net.rows[row].size() < 2)
      throw Error("sheet_points.csv", "row " + std::to_string(row) + " of '" + base + "' has fewer than two points",
                  "number the rows r00, r01, … without gaps");
  if (net.rows.size() < 2)
    throw Error("sheet_points.csv", "'" + base + "' has fewer than two rows", "a sheet needs two rows of points");
  return net;
}

namespace {

Piece build(const Bench& b, const Sheet& sheet, bool left) {
  const auto sided_ids = [left](const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const std::string& name : names) out.push_back(on_side(name, left));
    return out;
  };
  const std::vector<std::string> from = sided_ids(sheet.from.at), to = sided_ids(sheet.to.at);
  Things things;
  for (const auto* list : {&from, &to})
    for (const std::string& id : *list) things.try_emplace(id, b.input(id).mesh);
  Obstacles around;
  around.gap = sheet.gap;
  for (const auto& id : sided_ids(sheet.above)) around.above.emplace_back(b.input(id).mesh);
  for (const auto& id : sided_ids(sheet.below)) around.below.emplace_back(b.input(id).mesh);
  // What comes last has the last word: soft things give way to bone.
  for (const bool bones : {false, true})
    for (const auto* names : {&sheet.above, &sheet.below})
      for (const auto& id : sided_ids(*names))
        if (is_bone(id) == bones && !b.input(id).volume.empty()) around.solids.push_back(b.input(id).volume);
  for (const auto& id : from) around.from.push_back(things.at(id));
  for (const auto& id : to) around.to.push_back(things.at(id));
  const Volume& form = b.input("fascia_form").volume;
  const auto lay = [&](const std::string& net_name, SheetStyle style, std::vector<SheetCourse>& courses) {
    style.seed = left ? 17u : 91u;
    style.crop_top = std::min(style.crop_top, b.figure("skin.top") - 2.5f);
    style.crop_bottom = std::max(style.crop_bottom, b.figure("skin.bottom") + 2.5f);
    SheetNet net = sided(net_of(b, net_name), left, net_name, sheet.sided);
    draw_to_bones(net, form, things, from, to);
    return sheet_under(form, net, style, around, &courses);
  };
  Piece piece;
  std::vector<SheetCourse> courses;
  const float belly = b.figure(sheet.base + ".belly");
  piece.mesh = lay(sheet.base, sheet.style(belly), courses);
  if (!sheet.slips.empty()) around.above.emplace_back(piece.mesh);
  for (const std::string& slip : sheet.slips) {
    std::vector<SheetCourse> own;
    const anatomy::Mesh mesh = lay(slip, sheet.slip_style(belly), own);
    // Small sheets under the first one are further solids of the same mesh.
    add_mesh(piece.mesh, mesh, static_cast<float>(courses.size()));
    courses.insert(courses.end(), own.begin(), own.end());
  }
  if (!from.empty()) piece.strands = strands_of(courses, sheet, things, from, to, left);
  piece.provenance = sheet.provenance;
  return piece;
}

}  // namespace

void add_sheet(std::vector<Recipe>& list, const Sheet& sheet) {
  for (const bool left : {true, false}) {
    std::set<std::string> inputs = {"fascia_form"};
    for (const auto* names : {&sheet.above, &sheet.below, &sheet.from.at, &sheet.to.at})
      for (const std::string& name : *names) inputs.insert(on_side(name, left));
    list.push_back(
        {on_side(sheet.base, left),
         {inputs.begin(), inputs.end()},
         "muscle_superficial,muscle_wall,muscle_gluteal,fascia,sheet_recipe,hull_sheet,net_mesh,sheet_relief,spine",
         [sheet, left](const Bench& b) { return build(b, sheet, left); }});
  }
}

}  // namespace palpate::forge
