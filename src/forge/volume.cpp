#include "forge/volume.h"

#include <openvdb/io/Stream.h>
#include <openvdb/openvdb.h>
#include <openvdb/tools/Composite.h>
#include <openvdb/tools/GridOperators.h>
#include <openvdb/tools/Interpolation.h>
#include <openvdb/tools/LevelSetFilter.h>
#include <openvdb/tools/LevelSetMeasure.h>
#include <openvdb/tools/LevelSetRebuild.h>
#include <openvdb/tools/LevelSetUtil.h>
#include <openvdb/tools/MeshToVolume.h>
#include <openvdb/tools/SignedFloodFill.h>
#include <openvdb/tools/VolumeToMesh.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <sstream>

#include "core/error.h"
#include "core/parallel.h"

namespace palpate::forge {

namespace vdb = openvdb;
using Level = vdb::FloatGrid;

struct Volume::Grid {
  Level::Ptr level;
};

namespace {

constexpr int leaf_side = 8;
constexpr int block_side = 32;

void initialize() {
  static std::once_flag once;
  std::call_once(once, [] { vdb::initialize(); });
}

Level::Ptr empty_level(float voxel, float background) {
  initialize();
  Level::Ptr level = Level::create(background);
  level->setTransform(vdb::math::Transform::createLinearTransform(static_cast<double>(voxel)));
  level->setGridClass(vdb::GRID_LEVEL_SET);
  return level;
}

Vec3 at(const vdb::Coord& c, float voxel) {
  return Vec3(static_cast<float>(c.x()), static_cast<float>(c.y()), static_cast<float>(c.z())) * voxel;
}

/// Origins of the cubes of side `side` in [lo, hi] whose centre is near enough to the surface to hold band voxels.
std::vector<vdb::Coord> near_cubes(const Field& field, const std::vector<vdb::Coord>& from, int from_side, int side,
                                   float voxel, float reach) {
  const int per = from_side / side;
  const size_t each = static_cast<size_t>(per * per * per);
  std::vector<uint8_t> keep(from.size() * each, 0);
  const float radius = 0.5f * static_cast<float>(side) * voxel * 1.7320508f;
  const auto child = [&](size_t i) {
    const int k = static_cast<int>(i % each);
    return from[i / each].offsetBy(side * (k % per), side * ((k / per) % per), side * (k / (per * per)));
  };
  parallel_for(keep.size(), 16, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 centre = at(child(i), voxel) + Vec3(0.5f * static_cast<float>(side - 1) * voxel);
      // A tenth of slack: blends and first-order distances are not exact.
      keep[i] = std::abs(field(centre)) <= 1.1f * (radius + reach) + voxel;
    }
  });
  std::vector<vdb::Coord> out;
  for (size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) out.push_back(child(i));
  return out;
}

std::vector<vdb::Coord> cubes_over(const Box3& box, float voxel, int side) {
  const auto floor_to = [&](float v) {
    return static_cast<int>(std::floor(v / voxel / static_cast<float>(side))) * side;
  };
  std::vector<vdb::Coord> out;
  for (int z = floor_to(box.lo.z); static_cast<float>(z) * voxel <= box.hi.z; z += side)
    for (int y = floor_to(box.lo.y); static_cast<float>(y) * voxel <= box.hi.y; y += side)
      for (int x = floor_to(box.lo.x); static_cast<float>(x) * voxel <= box.hi.x; x += side) out.emplace_back(x, y, z);
  return out;
}

float in_voxels(float mm, float voxel) {
  return std::max(3.0f, mm / voxel + 3.0f);
}

Level::Ptr rebuilt(const Level& level, float iso, float outside_mm, float inside_mm) {
  const float voxel = static_cast<float>(level.voxelSize()[0]);
  return vdb::tools::levelSetRebuild(level, iso, in_voxels(outside_mm, voxel), in_voxels(inside_mm, voxel));
}

}  // namespace

Volume::Volume() = default;
Volume::Volume(std::shared_ptr<const Grid> grid) : grid_(std::move(grid)) {}

Volume Volume::of(const Field& field, float voxel, float band) {
  const float width = band * voxel;
  const std::vector<vdb::Coord> blocks = near_cubes(
      field, cubes_over(field.box().grown(width + voxel), voxel, block_side), block_side, block_side, voxel, width);
  const std::vector<vdb::Coord> leaves = near_cubes(field, blocks, block_side, leaf_side, voxel, width);
  using Leaf = Level::TreeType::LeafNodeType;
  std::vector<std::unique_ptr<Leaf>> made(leaves.size());
  parallel_for(leaves.size(), 4, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      auto leaf = std::make_unique<Leaf>(leaves[i], width, false);
      bool any = false;
      for (vdb::Index k = 0; k < Leaf::SIZE; ++k) {
        const float d = field(at(leaf->offsetToGlobalCoord(k), voxel));
        if (std::abs(d) < width) {
          leaf->setValueOn(k, d);
          any = true;
        } else {
          leaf->setValueOff(k, d < 0.0f ? -width : width);
        }
      }
      if (any) made[i] = std::move(leaf);
    }
  });
  Level::Ptr level = empty_level(voxel, width);
  for (auto& leaf : made)
    if (leaf) level->tree().addLeaf(leaf.release());
  vdb::tools::signedFloodFill(level->tree());
  return Volume(std::make_shared<Grid>(Grid{level}));
}

Volume Volume::of(const anatomy::Mesh& mesh, float voxel, float outside_mm, float inside_mm) {
  initialize();
  std::vector<vdb::Vec3s> points;
  std::vector<vdb::Vec3I> triangles;
  for (const Vec3& p : mesh.positions) points.emplace_back(p.x, p.y, p.z);
  for (size_t i = 0; i + 2 < mesh.triangles.size(); i += 3)
    triangles.emplace_back(mesh.triangles[i], mesh.triangles[i + 1], mesh.triangles[i + 2]);
  // The converter works in voxel units.
  const auto transform = vdb::math::Transform::createLinearTransform(static_cast<double>(voxel));
  for (auto& p : points) p = vdb::Vec3s(transform->worldToIndex(p));
  const vdb::tools::QuadAndTriangleDataAdapter<vdb::Vec3s, vdb::Vec3I> adapter(points, triangles);
  Level::Ptr level =
      vdb::tools::meshToVolume<Level>(adapter, *transform, in_voxels(outside_mm, voxel), in_voxels(inside_mm, voxel));
  return Volume(std::make_shared<Grid>(Grid{level}));
}

bool Volume::empty() const {
  return !grid_ || grid_->level->empty();
}
float Volume::voxel_mm() const {
  return grid_ ? static_cast<float>(grid_->level->voxelSize()[0]) : 0.0f;
}

Box3 Volume::box() const {
  Box3 box;
  if (empty()) return box;
  const vdb::CoordBBox b = grid_->level->evalActiveVoxelBoundingBox();
  const float band = static_cast<float>(grid_->level->background());
  box.add(at(b.min(), voxel_mm()));
  box.add(at(b.max(), voxel_mm()));
  return box.grown(-std::max(0.0f, band - voxel_mm()));
}

double Volume::volume_mm3() const {
  return empty() ? 0.0 : vdb::tools::levelSetVolume(*grid_->level);
}

float Volume::sample(const Vec3& p) const {
  if (empty()) return 1e6f;
  const vdb::Vec3d index = grid_->level->transform().worldToIndex(vdb::Vec3d(p.x, p.y, p.z));
  return vdb::tools::BoxSampler::sample(grid_->level->getConstUnsafeAccessor(), index);
}

Vec3 Volume::gradient(const Vec3& p) const {
  const float h = 0.75f * voxel_mm();
  const auto slope = [&](const Vec3& d) { return sample(p + d) - sample(p - d); };
  return normalize_or(Vec3(slope({h, 0, 0}), slope({0, h, 0}), slope({0, 0, h})), Vec3(0, 0, 1));
}

Field Volume::field() const {
  if (empty()) return {[](const Vec3&) { return 1e6f; }, Box3{}};
  const Box3 bounds = box();
  return {[volume = *this, bounds](const Vec3& p) {
            const float away = box_distance(bounds, p);
            return away > 0.0f ? std::max(volume.sample(p), away) : volume.sample(p);
          },
          bounds};
}

namespace {
using Combine = void (*)(Level&, Level&);
Level::Ptr combined(const Level& a, const Level& b, Combine how) {
  Level::Ptr left = a.deepCopy(), right = b.deepCopy();
  how(*left, *right);
  return left;
}
}  // namespace

Volume Volume::united(const Volume& other) const {
  if (empty()) return other;
  if (other.empty()) return *this;
  return Volume(std::make_shared<Grid>(
      Grid{combined(*grid_->level, *other.grid_->level, [](Level& a, Level& b) { vdb::tools::csgUnion(a, b); })}));
}
Volume Volume::without(const Volume& other) const {
  if (empty() || other.empty()) return *this;
  return Volume(std::make_shared<Grid>(
      Grid{combined(*grid_->level, *other.grid_->level, [](Level& a, Level& b) { vdb::tools::csgDifference(a, b); })}));
}
Volume Volume::intersected(const Volume& other) const {
  if (empty() || other.empty()) return Volume();
  return Volume(std::make_shared<Grid>(Grid{
      combined(*grid_->level, *other.grid_->level, [](Level& a, Level& b) { vdb::tools::csgIntersection(a, b); })}));
}

Volume Volume::redistanced(float outside_mm, float inside_mm) const {
  if (empty()) return *this;
  return Volume(std::make_shared<Grid>(Grid{rebuilt(*grid_->level, 0.0f, outside_mm, inside_mm)}));
}

Volume Volume::offset(float by) const {
  if (empty()) return *this;
  const Level::Ptr wide = rebuilt(*grid_->level, 0.0f, std::max(by, 0.0f), std::max(-by, 0.0f));
  return Volume(std::make_shared<Grid>(Grid{rebuilt(*wide, by, 0.0f, 0.0f)}));
}

Volume Volume::closed(float radius) const {
  if (empty()) return *this;
  const Level::Ptr wide = rebuilt(*grid_->level, 0.0f, radius, 0.0f);
  const Level::Ptr fat = rebuilt(*wide, radius, 0.0f, radius);
  return Volume(std::make_shared<Grid>(Grid{rebuilt(*fat, -radius, 0.0f, 0.0f)}));
}

Volume Volume::opened(float radius) const {
  if (empty()) return *this;
  const Level::Ptr wide = rebuilt(*grid_->level, 0.0f, 0.0f, radius);
  const Level::Ptr thin = rebuilt(*wide, -radius, radius, 0.0f);
  if (thin->empty()) return Volume();
  return Volume(std::make_shared<Grid>(Grid{rebuilt(*thin, radius, 0.0f, 0.0f)}));
}

Volume Volume::blurred(int rounds) const {
  if (empty()) return *this;
  Level::Ptr level = grid_->level->deepCopy();
  vdb::tools::LevelSetFilter<Level> filter(*level);
  for (int i = 0; i < rounds; ++i) filter.mean(1);
  return Volume(std::make_shared<Grid>(Grid{level}));
}

Volume Volume::largest_piece() const {
  if (empty()) return *this;
  std::vector<Level::Ptr> pieces;
  vdb::tools::segmentSDF(*grid_->level, pieces);
  if (pieces.empty()) return *this;
  return Volume(
      std::make_shared<Grid>(Grid{*std::max_element(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) {
        return a->activeVoxelCount() < b->activeVoxelCount();
      })}));
}

anatomy::Mesh Volume::mesh(float adaptivity) const {
  anatomy::Mesh mesh;
  if (empty()) return mesh;
  std::vector<vdb::Vec3s> points;
  std::vector<vdb::Vec3I> triangles;
  std::vector<vdb::Vec4I> quads;
  vdb::tools::volumeToMesh(*grid_->level, points, triangles, quads, 0.0, static_cast<double>(adaptivity));
  for (const auto& p : points) mesh.positions.emplace_back(p.x(), p.y(), p.z());
  // OpenVDB winds clockwise seen from outside.
  for (const auto& t : triangles) mesh.triangles.insert(mesh.triangles.end(), {t[2], t[1], t[0]});
  for (const auto& q : quads) {
    const auto length2 = [&](uint32_t a, uint32_t b) {
      return glm::dot(mesh.positions[a] - mesh.positions[b], mesh.positions[a] - mesh.positions[b]);
    };
    if (length2(q[0], q[2]) <= length2(q[1], q[3]))
      mesh.triangles.insert(mesh.triangles.end(), {q[2], q[1], q[0], q[3], q[2], q[0]});
    else
      mesh.triangles.insert(mesh.triangles.end(), {q[3], q[2], q[1], q[1], q[0], q[3]});
  }
  anatomy::compute_normals(mesh);
  parallel_for(mesh.positions.size(), 1024, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 smooth = gradient(mesh.positions[i]);
      if (glm::dot(smooth, mesh.normals[i]) > 0.3f) mesh.normals[i] = smooth;
    }
  });
  return mesh;
}

void Volume::write(std::ostream& out) const {
  initialize();
  vdb::GridPtrVec grids;
  if (!empty()) grids.push_back(grid_->level);
  std::ostringstream bytes;
  vdb::io::Stream(bytes).write(grids);
  const std::string text = bytes.str();
  const uint64_t size = text.size();
  out.write(reinterpret_cast<const char*>(&size), sizeof size);
  out.write(text.data(), static_cast<std::streamsize>(size));
}

Volume Volume::read(std::istream& in) {
  initialize();
  uint64_t size = 0;
  in.read(reinterpret_cast<char*>(&size), sizeof size);
  if (!in || size > (uint64_t{1} << 32)) throw Error("forge cache", "damaged volume", "delete the cache folder");
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (!in) throw Error("forge cache", "truncated volume", "delete the cache folder");
  std::istringstream bytes(text);
  const vdb::GridPtrVecPtr grids = vdb::io::Stream(bytes, false).getGrids();
  if (!grids || grids->empty()) return Volume();
  return Volume(std::make_shared<Grid>(Grid{vdb::gridPtrCast<Level>(grids->front())}));
}

}  // namespace palpate::forge
