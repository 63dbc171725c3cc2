#include "app/finer_atlas.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace palpate::app {
namespace {

struct Finer {
  std::vector<anatomy::PackedVertex> vertices;
  std::vector<uint32_t> indices;
};

struct Storage {
  std::shared_ptr<const anatomy::Atlas> before;  // coarser levels point into it
  std::vector<std::unique_ptr<Finer>> structures;
};

anatomy::PackedVertex middle(const anatomy::PackedVertex& a, const anatomy::PackedVertex& b) {
  anatomy::PackedVertex v = a;
  v.position = 0.5f * (a.position + b.position);
  anatomy::pack_normal(normalize_or(anatomy::unpack_normal(a.normal) + anatomy::unpack_normal(b.normal),
                                    anatomy::unpack_normal(a.normal)),
                       v.normal);
  v.occlusion = static_cast<uint8_t>((a.occlusion + b.occlusion) / 2);
  v.tendon = static_cast<uint8_t>((a.tendon + b.tendon) / 2);
  return v;
}

std::unique_ptr<Finer> quartered(const anatomy::PackedMesh& mesh) {
  auto finer = std::make_unique<Finer>();
  finer->vertices.assign(mesh.vertices.begin(), mesh.vertices.end());
  finer->indices.reserve(4 * mesh.indices.size());
  std::unordered_map<uint64_t, uint32_t> middles;
  middles.reserve(2 * mesh.indices.size());
  const auto between = [&](uint32_t a, uint32_t b) {
    const uint64_t edge = (static_cast<uint64_t>(std::min(a, b)) << 32) | std::max(a, b);
    const auto [found, fresh] = middles.try_emplace(edge, static_cast<uint32_t>(finer->vertices.size()));
    if (fresh) finer->vertices.push_back(middle(mesh.vertices[a], mesh.vertices[b]));
    return found->second;
  };
  for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const uint32_t a = mesh.indices[i], b = mesh.indices[i + 1], c = mesh.indices[i + 2];
    const uint32_t ab = between(a, b), bc = between(b, c), ca = between(c, a);
    finer->indices.insert(finer->indices.end(), {a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca});
  }
  return finer;
}

}  // namespace

std::shared_ptr<const anatomy::Atlas> in_four(const std::shared_ptr<const anatomy::Atlas>& atlas) {
  auto out = std::make_shared<anatomy::Atlas>(*atlas);
  auto storage = std::make_shared<Storage>();
  storage->before = atlas;
  for (anatomy::Structure& structure : out->structures) {
    const Finer& finer = *storage->structures.emplace_back(quartered(structure.levels.front()));
    const auto* shared = structure.levels.front().vertices.data();
    for (anatomy::PackedMesh& level : structure.levels) {
      if (level.vertices.data() == shared) level.vertices = finer.vertices;
    }
    structure.levels.insert(structure.levels.begin(), {finer.vertices, finer.indices, 0.0f});
    // The level that was the finest lies as far from this one as nothing: any error above 0 keeps the choice going.
    if (structure.levels.size() > 1) structure.levels[1].error_mm = 0.01f;
  }
  out->storage = storage;
  return out;
}

}  // namespace palpate::app
