#include "io/import_naming.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "anatomy/find_landmarks.h"
#include "core/text.h"
#include "io/mesh_parts.h"
#include "io/name_pattern.h"

namespace palpate {

using anatomy::Mesh;
using anatomy::Side;
using anatomy::StructureInfo;

namespace {

constexpr std::string_view level_mark = "{level}";
constexpr float reach_above_level_mm = 30.0f;  // pieces that begin higher than this above L1's spine are thoracic

constexpr float longest_fascicle_mm = 180.0f;  // of multifidus, L1 to sacrum and a little more

// What a pattern is tried on: node, mesh and file, each also without its side words.
struct Names {
  struct One {
    std::string name;
    SidedName sided;
  };
  std::string file;
  std::vector<One> all;
  explicit Names(const Found& found) : file(found.file.filename().string()) {
    for (const std::string& name : {found.found.node, found.found.mesh_name, found.file.stem().string()}) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const One& one) { return one.name == name; });
      if (!known) all.push_back({name, split_sided_name(name)});
    }
  }
};

struct Hit {
  std::vector<std::string> matched;
  Side side = Side::midline;
};
std::optional<Hit> hit(std::string_view pattern, const Names& names) {
  if (const size_t hash = pattern.find('#'); hash != std::string::npos) {
    if (!match_pattern(pattern.substr(0, hash), names.file)) return std::nullopt;
    pattern = pattern.substr(hash + 1);
  }
  for (const auto& [name, sided] : names.all) {
    if (const auto matched = match_pattern(pattern, name)) return Hit{*matched, sided.side};
    if (const auto matched = match_pattern(pattern, sided.base); matched && !name.empty())
      return Hit{*matched, sided.side};
  }
  return std::nullopt;
}

// Both halves in one mesh: it reaches well over the midline on both sides.
bool spans(const Box3& box, float mid) {
  const float margin = 0.2f * box.size().x;
  return box.lo.x < mid - margin && box.hi.x > mid + margin;
}

Mesh half(const Mesh& mesh, float mid, bool left) {
  const Pieces pieces = find_pieces(mesh);
  std::vector<Box3> boxes(pieces.count);
  for (size_t i = 0; i < mesh.triangles.size(); ++i)
    boxes[pieces.of_triangle[i / 3]].add(mesh.positions[mesh.triangles[i]]);
  return take_triangles(mesh, [&](size_t t) {
    const Box3& box = boxes[pieces.of_triangle[t]];
    float x = box.centre().x;
    if (spans(box, mid)) {  // one piece over both sides is cut between its triangles
      x = 0.0f;
      for (size_t k = 0; k < 3; ++k) x += mesh.positions[mesh.triangles[3 * t + k]].x / 3.0f;
    }
    return (x > mid) == left;
  });
}

std::string plural(size_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

}  // namespace

void Naming::name_all(std::vector<Found>& all, anatomy::RawAtlas& atlas, bool placed) {
  atlas_ = &atlas;
  for (const anatomy::RawStructure& s : atlas.structures)
    by_id_[s.info.id] = by_id_.size(), source_by_id_[s.info.id] = 0;
  for (Found& found : all) claim(found);
  for (const auto& [where, names] : unlisted_) {
    const std::string what =
        names.size() == 1 ? names[0] : fmt::format("{} meshes ({})", names.size(), fmt::join(names, ", "));
    report_.skipped.push_back({where.first, fmt::format("{}: {}", what, where.second)});
  }
  anatomy::Bones bones;
  for (const Claim& c : claims_) {
    const bool bone = c.known && (c.id.starts_with("vertebra_") || c.id == "sacrum");
    if (bone) bones.emplace(c.id, &c.mesh);
  }
  const float mid = anatomy::midline_x(bones);
  std::vector<Claim> dealt;
  for (Claim& c : claims_) {
    if (c.id.find(level_mark) != std::string::npos && c.side)
      dealt.push_back(std::move(c));
    else if (c.id.find(level_mark) != std::string::npos) {
      for (const Side side : {Side::left, Side::right}) {
        Claim one = c;
        one.mesh = half(c.mesh, mid, side == Side::left), one.side = side;
        if (!one.mesh.triangles.empty()) dealt.push_back(std::move(one));
      }
    } else {
      settle_side(std::move(c), mid, placed);
    }
  }
  claims_.clear();
  if (!dealt.empty()) {
    anatomy::Bones column;
    for (const anatomy::RawStructure& s : atlas.structures) column[s.info.id] = &s.mesh;
    const auto marks = anatomy::find_landmarks(column);
    for (Claim& c : dealt) deal_to_levels(std::move(c), marks);
  }
  for (const size_t s : joined_) mend(atlas.structures[s].mesh, false);  // seams between the parts are welded
  for (anatomy::RawStructure& s : atlas.structures) {
    if (s.mesh.normals.size() != s.mesh.positions.size()) anatomy::compute_normals(s.mesh);
  }
  if (recipe_.mirror_missing && !placed) mirror_missing(mid);
  std::set<std::string> licences, attributions;
  const auto add = [](std::string& to, std::set<std::string>& seen, const std::string& what) {
    if (what.empty() || !seen.insert(what).second) return;
    to += (to.empty() ? "" : "; ") + what;
  };
  add(atlas.licence, licences, recipe_.licence), add(atlas.attribution, attributions, recipe_.attribution);
  for (const size_t s : used_sources_) {
    add(atlas.licence, licences, recipe_.sources[s].licence);
    add(atlas.attribution, attributions, recipe_.sources[s].attribution);
  }
  if (open_shells_ > 0) {
    report_.notes.push_back(fmt::format("{} stay open shells ({} in all; nothing was invented to close them)",
                                        plural(open_shells_, "structure"), plural(open_edges_, "open edge")));
  }
  if (loose_ > 0)
    report_.notes.push_back(
        fmt::format("{} made of more than 20 loose pieces, kept",
                    loose_ == 1 ? std::string("1 structure is") : fmt::format("{} structures are", loose_)));
}

void Naming::claim(Found& found) {
  const RecipeSource& source = recipe_.sources[found.source];
  Mesh rest = std::move(found.found.mesh);
  const std::string spoken = found.found.node.empty() ? found.file.stem().string() : found.found.node;
  const Names names(found);
  for (const RecipeRow& row : source.rows) {
    const auto matches = hit(row.match, names);
    if (!matches) continue;
    Mesh mine;
    if (row.within_mm) {
      const Pieces pieces = find_pieces(rest);
      const std::vector<Vec3> centres = piece_centres(rest, pieces);
      const auto inside = [&](size_t t) {
        const Vec3& c = centres[pieces.of_triangle[t]];
        return glm::all(glm::greaterThanEqual(c, row.within_mm->lo)) &&
               glm::all(glm::lessThanEqual(c, row.within_mm->hi));
      };
      mine = take_triangles(rest, inside);
      if (mine.triangles.empty()) continue;
      rest = take_triangles(rest, [&](size_t t) { return !inside(t); });
    } else {
      mine = std::move(rest);
      rest = {};
    }
    if (!row.skip.empty())
      unlisted_[{found.file.string(), fill_in(row.skip, matches->matched)}].push_back(spoken);
    else
      claim_by_row(found, row, matches->matched, matches->side, std::move(mine));
    if (rest.triangles.empty()) return;
  }
  if (source.unlisted == RecipeSource::Unlisted::skip)
    unlisted_[{found.file.string(), fmt::format("recipe '{}' does not list it", recipe_.id)}].push_back(spoken);
  else
    claim_by_name(found, std::move(rest));
}

void Naming::claim_by_row(Found& found, const RecipeRow& row, const std::vector<std::string>& matched,
                          std::optional<Side> named, Mesh mesh) {
  Claim c;
  const std::string filled = fill_in(row.id, matched);
  const size_t level = filled.find(level_mark);
  c.id = level == std::string::npos ? to_id(filled) : filled;
  const SidedName sided = split_sided_name(c.id);
  if (level == std::string::npos && sided.side != Side::midline) c.id = sided.base, c.side = sided.side;
  if (!c.side && named && *named != Side::midline) c.side = named;
  if (row.side) c.side = row.side;
  c.row = &row, c.mesh = std::move(mesh);
  for (Vec3& p : c.mesh.positions) p += row.shift_mm;
  c.mended = found.mended, c.source = found.source;
  c.from = found.file.filename().string(), c.mirrored = found.found.mirrored, c.known = true;
  c.spoken = found.found.node.empty() ? found.file.stem().string() : found.found.node;
  claims_.push_back(std::move(c));
}

// The first of node, mesh and file name that the catalogue knows; else the most telling of them.
void Naming::claim_by_name(Found& found, Mesh mesh) {
  Claim c;
  const std::string stem = found.file.stem().string();
  for (const std::string& name : {found.found.node, found.found.mesh_name, stem}) {
    if (name == stem && !found.alone) continue;
    const SidedName known = matcher_.known_name(name);
    if (known.base.empty()) continue;
    c.id = known.base, c.known = true;
    if (known.side != Side::midline) c.side = known.side;
    break;
  }
  const bool by_file = found.alone || to_id(found.found.node).empty();
  c.spoken = by_file ? stem : found.found.node;
  if (!c.known) {
    const SidedName sided = split_sided_name(c.spoken);
    c.id = sided.base.empty() ? "mesh" : sided.base;
    c.side = sided.side;
  }
  c.mesh = std::move(mesh), c.mended = found.mended, c.source = found.source;
  c.from = found.file.filename().string(), c.mirrored = found.found.mirrored;
  claims_.push_back(std::move(c));
}

void Naming::settle_side(Claim c, float mid, bool placed) {
  const bool paired = matcher_.paired(c.id) || (c.row && c.row->halves);
  if (!paired && c.side && matcher_.catalogue() && matcher_.catalogue()->find(c.id)) c.side = Side::midline;
  if (!c.side && paired) {
    const Box3 box = c.mesh.bounds();
    if (spans(box, mid) && !placed) {
      c.mended.done.emplace_back("holds both sides: divided at the midline");
      for (const Side side : {Side::left, Side::right}) {
        Claim one = c;
        one.mesh = half(c.mesh, mid, side == Side::left), one.side = side;
        if (!one.mesh.triangles.empty()) place(std::move(one));
      }
      return;
    }
    c.side = box.centre().x > mid ? Side::left : Side::right;
  }
  place(std::move(c));
}

StructureInfo Naming::info_of(const Claim& c, const std::string& id) const {
  if (const StructureInfo* known = matcher_.catalogue() ? matcher_.catalogue()->find(id) : nullptr) return *known;
  StructureInfo info;
  info.id = id, info.base_id = c.id, info.side = c.side.value_or(Side::midline);
  info.name = c.spoken;
  info.tissue = anatomy::Tissue::other;
  if (const auto known = matcher_.of_a_row(id)) {
    info.tissue = known->tissue, info.layer = known->layer;
    if (!known->name.empty()) info.name = known->name;
  }
  if (!c.row) return info;
  if (c.row->tissue) info.tissue = *c.row->tissue;
  if (c.row->layer >= 0) info.layer = c.row->layer;
  if (!c.row->name.empty()) info.name = c.row->name;
  info.latin = c.row->latin;
  return info;
}

void Naming::place(Claim c) {
  std::string id = SidedName{c.id, c.side.value_or(Side::midline)}.id();
  const auto there = by_id_.find(id);
  const bool join = c.row && c.row->join;
  if (there != by_id_.end() && source_by_id_[id] != c.source) {
    report_.skipped.push_back({c.from, fmt::format("{}: {} was already found in another source", c.spoken, id)});
    return;
  }
  used_sources_.insert(c.source);
  for (const std::string& what : c.mended.done) {
    const std::string line = id + ": " + what;
    if (told_.insert(line).second) report_.mended.push_back(line);
  }
  if (c.mirrored) report_.mended.push_back(id + ": mirrored by its node, winding turned");
  const std::string why = c.row ? c.row->why : std::string();
  if (!why.empty()) report_.mended.push_back(fmt::format("{}: called '{}' in the source: {}", id, c.spoken, why));
  open_edges_ += c.mended.open_edges, open_shells_ += c.mended.open_edges > 0, loose_ += c.mended.pieces > 20;
  if (there != by_id_.end() && join) {
    append_mesh(atlas_->structures[there->second].mesh, c.mesh);
    joined_.insert(there->second);
    return;
  }
  const std::string wanted = id;
  for (int k = 2; by_id_.contains(id); ++k) id = fmt::format("{}_{}", wanted, k);
  const bool in_catalogue = matcher_.catalogue() && matcher_.catalogue()->find(id);
  if (!in_catalogue && (!c.row || !c.row->tissue) && !matcher_.of_a_row(id)) report_.unmatched.push_back(id);
  anatomy::RawStructure structure;
  structure.info = info_of(c, id);
  structure.info.id = id;
  structure.provenance = "imported from " + c.from;
  if (!c.spoken.empty() && c.from.find(c.spoken) == std::string::npos)
    structure.provenance += fmt::format(" ({})", c.spoken);
  if (!why.empty()) structure.provenance += "; corrected: " + why;
  structure.mesh = std::move(c.mesh);
  by_id_[id] = atlas_->structures.size(), source_by_id_[id] = c.source;
  atlas_->structures.push_back(std::move(structure));
}

// Loose pieces go to the vertebra whose spinous process is level with their upper end.
void Naming::deal_to_levels(Claim c, const std::map<std::string, Vec3>& marks) {
  static const std::vector<std::string> levels{"l1", "l2", "l3", "l4", "l5"};
  const Pieces pieces = find_pieces(c.mesh);
  std::vector<Box3> boxes(pieces.count);
  for (size_t i = 0; i < c.mesh.triangles.size(); ++i)
    boxes[pieces.of_triangle[i / 3]].add(c.mesh.positions[c.mesh.triangles[i]]);
  const auto level_at = [&](float height) {
    size_t best = 0;
    float nearest = 1e30f;
    for (size_t l = 0; l < levels.size(); ++l) {
      const auto mark = marks.find("spinous_process_" + levels[l]);
      if (mark == marks.end()) continue;
      const float away = height - mark->second.y;
      if (l == 0 && away > reach_above_level_mm) return levels.size();
      if (std::abs(away) < nearest) nearest = std::abs(away), best = l;
    }
    return best;
  };
  std::vector<size_t> level_of(c.mesh.triangle_count());
  bool cut = false;
  for (size_t t = 0; t < level_of.size(); ++t) {
    const Box3& box = boxes[pieces.of_triangle[t]];
    const bool several = box.size().y > longest_fascicle_mm;  // one mesh for the whole muscle: cut level by level
    cut = cut || several;
    float height = box.hi.y;
    if (several) {
      height = 0.0f;
      for (size_t k = 0; k < 3; ++k) height += c.mesh.positions[c.mesh.triangles[3 * t + k]].y / 3.0f;
    }
    level_of[t] = level_at(height);
  }
  if (cut) c.mended.done.emplace_back("one mesh for all levels: cut level with the spinous processes");
  const size_t mark_at = c.id.find(level_mark);
  for (size_t l = 0; l <= levels.size(); ++l) {
    Claim one = c;
    one.id.replace(mark_at, level_mark.size(), l < levels.size() ? levels[l] : "thoracis");
    one.mesh = take_triangles(c.mesh, [&](size_t t) { return level_of[t] == l; });
    if (!one.mesh.triangles.empty()) place(std::move(one));
    c.mended.done.clear();
  }
}

void Naming::mirror_missing(float mid) {
  const size_t count = atlas_->structures.size();
  for (size_t i = 0; i < count; ++i) {
    const anatomy::RawStructure& one = atlas_->structures[i];
    if (one.info.side == Side::midline) continue;
    const bool left = one.info.side == Side::left;
    const std::string own_end = left ? "_left" : "_right", other_end = left ? "_right" : "_left";
    if (!one.info.id.ends_with(own_end)) continue;
    const std::string other = one.info.id.substr(0, one.info.id.size() - own_end.size()) + other_end;
    if (by_id_.contains(other)) continue;
    anatomy::RawStructure image;
    image.info = one.info;
    image.info.id = other, image.info.side = left ? Side::right : Side::left;
    if (const StructureInfo* known = matcher_.catalogue() ? matcher_.catalogue()->find(other) : nullptr)
      image.info = *known;
    image.mesh = mirrored(one.mesh, mid);
    image.provenance = fmt::format("mirror image of {}: {}", one.info.id, one.provenance);
    report_.mended.push_back(
        fmt::format("{}: missing in the source, made as the mirror image of {}", other, one.info.id));
    by_id_[other] = atlas_->structures.size();
    atlas_->structures.push_back(std::move(image));
  }
}

}  // namespace palpate
