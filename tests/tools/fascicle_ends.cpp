// Prints every end of a deep fascicle that its muscle does not reach within 3 mm, and what stands near it: depth in the
// nearest bone, the nearest other fascicles with their grip. Not a test.
//   fascicle_ends [FIGURE=VALUE…]
#include <cstdio>
#include <filesystem>
#include <map>

#include "anatomy/ray_index.h"
#include "core/error.h"
#include "core/paths.h"
#include "forge/back_sites.h"
#include "forge/deep_plan.h"
#include "forge/strand.h"
#include "forge/workshop.h"
#include "io/figure_files.h"

using namespace palpate;
using namespace palpate::forge;

namespace {

constexpr float k_limit_mm = 3.0f;

void print_end(const Piece& piece, const StrandIndex& plan, const std::map<std::string, PiecePtr>& bones,
               const std::string& id, const Strand& strand, const Vec3& at, const std::string& bone, float off) {
  std::printf("%-42s %-16s %5.1f mm  at %6.1f %7.1f %6.1f  in own volume %5.2f", id.c_str(), bone.c_str(), off, at.x,
              at.y, at.z, piece.volume.empty() ? 0.0f : piece.volume.sample(at));
  for (const auto& [name, other] : bones)
    if (!other->volume.empty() && other->volume.sample(at) < 1.0f)
      std::printf("  %s %.2f", name.c_str(), other->volume.sample(at));
  std::printf("\n");
  const StrandIndex::Near near = plan.near(at);
  for (size_t i = 0; i < std::min<size_t>(near.found, 6); ++i) {
    const Strand& s = plan.strands()[near.at[i].strand];
    std::printf("      %s%-36s %-14s %-10s reach %5.2f grip %.2f along %.2f\n", s.muscle == strand.muscle ? "* " : "  ",
                s.muscle.c_str(), s.fascicle.origin.c_str(), s.fascicle.insertion.c_str(), near.at[i].reach,
                plan.grip(near.at[i], 14.0f), near.at[i].along);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  anatomy::Figures figures = io::read_figures(paths::data() / "assets/anatomy/figures");
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const size_t equals = word.find('=');
    if (equals == std::string::npos) throw Error(word, "is no FIGURE=VALUE", "write muscle.voxel_fine=1.0");
    figures.set(word.substr(0, equals), std::stof(word.substr(equals + 1)));
  }
  Order order;
  order.cache = std::filesystem::path(PALPATE_BINARY_DIR) / "forge-cache";
  for (const std::string& muscle : back_muscles()) order.only.push_back(muscle);
  order.only.insert(order.only.end(), {"quadratus_lumborum", "psoas_major", "psoas_minor", "iliacus"});
  std::vector<std::string> bones;
  for (const bool left : {true, false}) {
    order.only.push_back(back_plan(left));
    for (const std::string& bone : back_bones(left)) bones.push_back(bone), order.only.push_back(bone);
  }
  const Forged body = forge::forge(figures, order);
  std::map<std::string, PiecePtr> bone_pieces;
  for (const std::string& bone : bones) bone_pieces[bone] = body.pieces.at(bone);
  size_t ends = 0, missed = 0;
  for (const bool left : {true, false}) {
    const std::vector<Strand>& all = body.pieces.at(back_plan(left))->strands;
    Box3 box;
    for (const Strand& s : all)
      for (const Vec3& p : s.fascicle.path) box.add(p);
    const StrandIndex plan(all, box.grown(5.0f));
    for (const auto& [id, piece] : body.pieces) {
      if (piece->strands.empty() || !piece->shown || id.find(end_of(left)) == std::string::npos) continue;
      const anatomy::RayIndex flesh(piece->mesh);
      for (const Strand& strand : piece->strands) {
        const anatomy::Fascicle& f = strand.fascicle;
        const auto look = [&](const Vec3& at, const std::string& bone, bool cut, float girth) {
          if (cut || girth <= 0.0f) return;
          const float off = flesh.nearest(at, 100.0f)->distance;
          ++ends;
          if (off < k_limit_mm) return;
          ++missed;
          print_end(*piece, plan, bone_pieces, id, strand, at, bone, off);
        };
        look(f.path.front(), f.origin, f.origin_cut, strand.girth.front());
        look(f.path.back(), f.insertion, f.insertion_cut, strand.girth.back());
      }
    }
  }
  std::printf("%zu of %zu ends are farther than %.0f mm\n", missed, ends, static_cast<double>(k_limit_mm));
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
