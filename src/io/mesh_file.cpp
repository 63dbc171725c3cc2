#include "io/mesh_file.h"

#include <cmath>
#include <cstring>
#include <string>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/yaml.h"

namespace palpate {
namespace {

struct Head {
  char magic[8];
  uint64_t positions, indices;
};
constexpr char magic[8] = {'p', 'a', 'l', 'p', 'm', 's', 'h', '1'};
constexpr size_t largest_file = size_t{1} << 32;

}  // namespace

void write_mesh_file(const anatomy::Mesh& mesh, const std::filesystem::path& path) {
  Head head{{}, mesh.positions.size(), mesh.triangles.size()};
  std::memcpy(head.magic, magic, sizeof magic);
  std::string bytes(sizeof head, '\0');
  std::memcpy(bytes.data(), &head, sizeof head);
  bytes.append(reinterpret_cast<const char*>(mesh.positions.data()), mesh.positions.size() * sizeof(Vec3));
  bytes.append(reinterpret_cast<const char*>(mesh.triangles.data()), mesh.triangles.size() * sizeof(uint32_t));
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

anatomy::Mesh read_mesh_file(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path, largest_file);
  const auto bad = [&] { return Error(path.string(), "is no whole mesh file of this program"); };
  Head head{};
  if (bytes.size() < sizeof head) throw bad();
  std::memcpy(&head, bytes.data(), sizeof head);
  if (std::memcmp(head.magic, magic, sizeof magic) != 0 || head.positions > largest_file ||
      head.indices > largest_file || head.indices % 3 != 0 ||
      bytes.size() != sizeof head + head.positions * sizeof(Vec3) + head.indices * sizeof(uint32_t))
    throw bad();
  anatomy::Mesh mesh;
  mesh.positions.resize(head.positions), mesh.triangles.resize(head.indices);
  const char* at = bytes.data() + sizeof head;
  std::memcpy(static_cast<void*>(mesh.positions.data()), at, head.positions * sizeof(Vec3));
  std::memcpy(mesh.triangles.data(), at + head.positions * sizeof(Vec3), head.indices * sizeof(uint32_t));
  for (const Vec3& p : mesh.positions) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) throw bad();
  }
  for (const uint32_t i : mesh.triangles) {
    if (i >= head.positions) throw bad();
  }
  anatomy::compute_normals(mesh);
  return mesh;
}

}  // namespace palpate
