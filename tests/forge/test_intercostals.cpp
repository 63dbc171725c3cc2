// The muscles between the ribs: sound, on the ribs they name, clear of bone, fibres down and forward.
#include <doctest/doctest.h>
#include <algorithm>

#include <filesystem>

#include "anatomy/ray_index.h"
#include "core/paths.h"
#include "forge/workshop.h"
#include "io/figure_files.h"

using namespace palpate;
using namespace palpate::forge;

namespace {

const Forged& chest() {
  static const Forged made = [] {
    Order order;
    for (const char* side : {"_left", "_right"}) {
      order.only.push_back(std::string("external_intercostals") + side);
      for (int rib = 8; rib <= 12; ++rib) order.only.push_back("rib_" + std::to_string(rib) + side);
    }
    const std::filesystem::path cache = std::filesystem::path(PALPATE_BINARY_DIR) / "forge-cache";
    if (std::filesystem::exists(cache)) order.cache = cache;
    return forge::forge(io::read_figures(paths::data() / "assets/anatomy/figures"), order);
  }();
  return made;
}

}  // namespace

TEST_CASE("intercostal muscles join neighbouring ribs and keep clear of them") {
  for (const std::string side : {"_left", "_right"}) {
    CAPTURE(side);
    const Piece& piece = *chest().pieces.at("external_intercostals" + side);
    CHECK(anatomy::find_defects(piece.mesh).sound());
    CHECK(piece.provenance.size() > 20);
    REQUIRE(piece.strands.size() >= 16);
    for (const float f : piece.mesh.fascicle) REQUIRE(f < static_cast<float>(piece.strands.size()));
    const anatomy::RayIndex own(piece.mesh);
    for (const Strand& strand : piece.strands) {
      const anatomy::Fascicle& f = strand.fascicle;
      CAPTURE(f.origin);
      CHECK(std::stoi(f.insertion.substr(4)) == std::stoi(f.origin.substr(4)) + 1);
      for (const bool first : {true, false}) {
        const Vec3 end = first ? f.path.front() : f.path.back();
        const anatomy::RayIndex rib(chest().pieces.at(first ? f.origin : f.insertion)->mesh);
        CHECK(rib.nearest(end, 20.0f)->distance < 0.05f);
        CHECK(own.nearest(end, 20.0f)->distance < 3.0f);
      }
    }
    for (int rib = 8; rib <= 12; ++rib) {
      const Volume& bone = chest().pieces.at("rib_" + std::to_string(rib) + side)->volume;
      float deepest = 0.0f;
      for (const Vec3& p : piece.mesh.positions) {
        const Box3 box = bone.box();
        if (glm::all(glm::lessThan(box.lo, p)) && glm::all(glm::lessThan(p, box.hi)))
          deepest = std::max(deepest, -bone.sample(p));
      }
      CAPTURE(rib);
      CHECK(deepest < 0.8f);
    }
  }
}

TEST_CASE("fibres of the intercostals run down and, in the flank, forward") {
  for (const std::string side : {"_left", "_right"}) {
    const anatomy::Mesh& mesh = chest().pieces.at("external_intercostals" + side)->mesh;
    Vec3 sum(0.0f);
    for (size_t i = 0; i < mesh.positions.size(); ++i)
      if (std::abs(mesh.positions[i].x) > 105.0f) sum += mesh.fibres[i];
    REQUIRE(glm::length(sum) > 0.0f);
    sum = glm::normalize(sum);
    CHECK(sum.y < -0.5f);
    CHECK(sum.z > 0.1f);
  }
}
