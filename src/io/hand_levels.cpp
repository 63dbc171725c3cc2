#include <meshoptimizer.h>

#include "io/hand_file.h"

namespace palpate {
namespace {

void append_lighter(std::vector<uint32_t>& out, const motion::HandMesh& mesh, size_t first, size_t last, float share) {
  constexpr float largest_error = 0.01f;  // of the hand's own size: a third of a centimetre at most, usually far less
  const size_t count = last - first;
  if (count == 0) return;
  std::vector<uint32_t> some(count);
  const size_t target = static_cast<size_t>(share * static_cast<float>(count / 3)) * 3;
  some.resize(meshopt_simplify(some.data(), mesh.triangles.data() + first, count, &mesh.positions[0].x,
                               mesh.positions.size(), sizeof(Vec3), target, largest_error, 0, nullptr));
  meshopt_optimizeVertexCache(some.data(), some.data(), some.size(), mesh.positions.size());
  out.insert(out.end(), some.begin(), some.end());
}

}  // namespace

HandTriangles lighter_triangles(const motion::HandMesh& mesh, float share) {
  HandTriangles out;
  append_lighter(out.triangles, mesh, 0, mesh.cloth_first, share);
  out.cloth_first = static_cast<uint32_t>(out.triangles.size());
  append_lighter(out.triangles, mesh, mesh.cloth_first, mesh.triangles.size(), share);
  return out;
}

}  // namespace palpate
