// bone_distance [--objects DIR] [--sheet DIR [--together]] [--set KEY=VALUE] [--cache DIR] ID…: how far our bones are
// from two real people's, and where: a sheet a bone, rows ours / ours coloured by the distance (red: ours stands out,
// blue: ours falls short; 5 mm full colour) / each real bone, laid over ours. For eyes only: the figures change by
// hand, with an anatomical reason.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "../forge/similarity.h"
#include "anatomy/ray_index.h"
#include "core/error.h"
#include "core/image.h"
#include "core/parallel.h"
#include "forge/workshop.h"
#include "io/figure_files.h"
#include "io/png.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

int tile = 300;
const Vec3 looks[] = {{0, 0, 1}, {-1, 0, 0}, {0, 0, -1}, {0, -1, 0}, {-0.6f, -0.45f, 0.66f}};
constexpr int sides = 5;

Image blank(int rows) {
  Image page(sides * tile, rows * tile);
  for (size_t i = 0; i < page.rgba.size(); ++i) page.rgba[i] = i % 4 == 3 ? 255 : 46;
  return page;
}

/// Flat-lit orthographic pictures with a depth buffer; `tint` a vertex, or one colour for all.
void draw(Image& page, int row, const anatomy::Mesh& mesh, const Box3& box, const std::vector<Vec3>& tint) {
  parallel_for(sides, 1, [&](size_t first, size_t last) {
    for (size_t side = first; side < last; ++side) {
      const Vec3 ahead = glm::normalize(looks[side]);
      const Vec3 up = std::abs(ahead.y) > 0.9f ? Vec3(0, 0, 1) : Vec3(0, 1, 0);
      const Vec3 right = glm::normalize(glm::cross(ahead, up)), above = glm::cross(right, ahead);
      const float zoom = 0.94f * static_cast<float>(tile) / std::max({box.size().x, box.size().y, box.size().z});
      const Vec3 light = glm::normalize(-ahead + 0.55f * above - 0.5f * right);
      std::vector<float> depth(static_cast<size_t>(tile) * static_cast<size_t>(tile), 1e30f);
      for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
        Vec3 s[3];
        for (size_t k = 0; k < 3; ++k) {
          const Vec3 q = mesh.positions[mesh.triangles[t + k]] - box.centre();
          s[k] = {0.5f * static_cast<float>(tile) + zoom * glm::dot(q, right),
                  0.5f * static_cast<float>(tile) - zoom * glm::dot(q, above), glm::dot(q, ahead)};
        }
        const float area = (s[1].x - s[0].x) * (s[2].y - s[0].y) - (s[2].x - s[0].x) * (s[1].y - s[0].y);
        if (std::abs(area) < 1e-6f) continue;
        const auto lo = [](float a, float b, float c) { return std::max(0, static_cast<int>(std::min({a, b, c}))); };
        const auto hi = [](float a, float b, float c) {
          return std::min(tile - 1, static_cast<int>(std::max({a, b, c})) + 1);
        };
        for (int y = lo(s[0].y, s[1].y, s[2].y); y <= hi(s[0].y, s[1].y, s[2].y); ++y)
          for (int x = lo(s[0].x, s[1].x, s[2].x); x <= hi(s[0].x, s[1].x, s[2].x); ++x) {
            const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
            const float u = ((px - s[0].x) * (s[2].y - s[0].y) - (s[2].x - s[0].x) * (py - s[0].y)) / area;
            const float v = ((s[1].x - s[0].x) * (py - s[0].y) - (px - s[0].x) * (s[1].y - s[0].y)) / area;
            if (u < 0 || v < 0 || u + v > 1) continue;
            const float z = s[0].z + u * (s[1].z - s[0].z) + v * (s[2].z - s[0].z);
            float& held = depth[static_cast<size_t>(y) * static_cast<size_t>(tile) + static_cast<size_t>(x)];
            if (z >= held) continue;
            held = z;
            const auto mixed = [&](const std::vector<Vec3>& of) {
              return of[mesh.triangles[t]] * (1 - u - v) + of[mesh.triangles[t + 1]] * u +
                     of[mesh.triangles[t + 2]] * v;
            };
            const Vec3 n = glm::normalize(mixed(mesh.normals));
            const float lit = 0.22f + 0.78f * std::max(0.0f, glm::dot(n, light));
            const Vec3 colour = (tint.empty() ? Vec3(0.86f, 0.82f, 0.72f) : mixed(tint)) * lit;
            uint8_t* out = page.pixel(static_cast<int>(side) * tile + x, row * tile + y);
            for (int c = 0; c < 3; ++c)
              out[c] = static_cast<uint8_t>(255.0f * std::pow(std::clamp(colour[c], 0.0f, 1.0f), 0.8f));
          }
      }
    }
  });
}

std::vector<Vec3> by_distance(const anatomy::Mesh& mesh, const anatomy::Mesh& other, float sign) {
  const anatomy::RayIndex index(other);
  std::vector<Vec3> tint(mesh.positions.size());
  parallel_for(tint.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const auto near = index.nearest(mesh.positions[i], 1e4f);
      const Vec3 away = near->point - mesh.positions[i];
      const float d =
          std::clamp(near->distance / 5.0f, 0.0f, 1.0f) * (glm::dot(away, mesh.normals[i]) < 0 ? sign : -sign);
      tint[i] =
          d > 0 ? glm::mix(Vec3(0.9f), Vec3(0.85f, 0.1f, 0.05f), d) : glm::mix(Vec3(0.9f), Vec3(0.1f, 0.25f, 0.9f), -d);
    }
  });
  return tint;
}

void sheet(const fs::path& file, const anatomy::Mesh& ours, const std::vector<test::RealBone>& real,
           const std::vector<test::Likeness>& like) {
  Image page = blank(static_cast<int>(2 + real.size()));
  const Box3 box = ours.bounds().grown(2.0f);
  draw(page, 0, ours, box, {});
  size_t nearer = 0;
  std::vector<anatomy::Mesh> laid;
  for (size_t i = 0; i < real.size(); ++i) {
    anatomy::Mesh mesh = real[i].mesh;
    const Mat4 back = glm::inverse(like[i].motion);
    for (Vec3& p : mesh.positions) p = Vec3(back * Vec4(p, 1.0f));
    anatomy::compute_normals(mesh);
    if (like[i].mean_mm < like[nearer].mean_mm) nearer = i;
    laid.push_back(mesh);
  }
  draw(page, 1, ours, box, by_distance(ours, laid[nearer], 1.0f));
  for (size_t i = 0; i < laid.size(); ++i) draw(page, 2 + static_cast<int>(i), laid[i], box, {});
  write_png(page, file, {});
}

int run(const std::vector<std::string>& words) {
  const fs::path project = PALPATE_SOURCE_DIR;
  const auto folder = test::real_anatomy(project);
  if (!folder) {
    fmt::print("skipped: no real anatomy beside the project\n");
    return 0;
  }
  anatomy::Figures figures = io::read_figures(project / "assets/anatomy/figures");
  forge::Order order;
  fs::path sheets, objects;
  bool together = false;
  order.cache = fs::path(PALPATE_BINARY_DIR) / "forge-cache";
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--sheet")
      sheets = words.at(++i);
    else if (words[i] == "--objects")
      objects = words.at(++i);
    else if (words[i] == "--together")
      together = true, tile = 620;
    else if (words[i] == "--cache")
      order.cache = words.at(++i);
    else if (words[i] == "--set") {
      const std::string& word = words.at(++i);
      figures.set(word.substr(0, word.find('=')), std::stof(word.substr(word.find('=') + 1)));
    } else
      order.only.push_back(words[i]);
  }
  std::vector<std::string> ids = order.only;
  if (ids.empty())
    for (const char* id : {"vertebra_t9", "vertebra_t10", "vertebra_t11", "vertebra_t12", "vertebra_l1", "vertebra_l2",
                           "vertebra_l3", "vertebra_l4", "vertebra_l5", "sacrum", "hip_bone_left", "hip_bone_right",
                           "rib_9_left", "rib_10_left", "rib_11_left", "rib_12_left"})
      ids.push_back(id);
  order.only = ids;
  if (std::find(ids.begin(), ids.end(), "sacrum") != ids.end()) order.only.push_back("coccyx");
  const forge::Forged made = forge::forge(figures, order);
  if (!sheets.empty()) fs::create_directories(sheets);
  if (!objects.empty()) {
    fs::create_directories(objects);
    for (const auto& [id, piece] : made.pieces) {
      std::ofstream out(objects / (id + ".obj"));
      for (const Vec3& p : piece->mesh.positions) out << fmt::format("v {:.3f} {:.3f} {:.3f}\n", p.x, p.y, p.z);
      for (size_t i = 0; i + 2 < piece->mesh.triangles.size(); i += 3)
        out << fmt::format("f {} {} {}\n", piece->mesh.triangles[i] + 1, piece->mesh.triangles[i + 1] + 1,
                           piece->mesh.triangles[i + 2] + 1);
    }
    return 0;
  }
  if (together) {
    Image page = blank(1);
    anatomy::Mesh all;
    std::vector<Vec3> tint;
    for (const std::string& id : ids) {
      const anatomy::Mesh& mesh = made.pieces.at(id)->mesh;
      all = test::together(all, mesh);
      tint.resize(all.positions.size(),
                  id.find("ligament") != std::string::npos ? Vec3(0.62f, 0.75f, 0.86f) : Vec3(0.86f, 0.82f, 0.72f));
    }
    anatomy::compute_normals(all);
    draw(page, 0, all, all.bounds().grown(2.0f), tint);
    write_png(page, sheets / "together.png", {});
    fmt::print("{} triangles\n", all.triangle_count());
    return 0;
  }
  for (const std::string& id : ids) {
    const std::vector<test::RealBone> real = test::real_bones(*folder, id);
    if (real.empty()) continue;
    anatomy::Mesh mesh = made.pieces.at(id)->mesh;
    if (id == "sacrum") {
      mesh = test::together(mesh, made.pieces.at("coccyx")->mesh);
      anatomy::compute_normals(mesh);
    }
    std::vector<test::Likeness> like;
    std::string line = fmt::format("{:16}", id);
    for (const test::RealBone& bone : real) {
      like.push_back(test::likeness(mesh, bone.mesh));
      line += fmt::format("  {} {:.2f} (ours {:.2f} real {:.2f} p95 {:.1f} x{:.3f})", bone.person, like.back().mean_mm,
                          like.back().ours_to_real, like.back().real_to_ours, like.back().p95_mm, like.back().scale);
    }
    if (real.size() == 2)
      line += fmt::format("  between them {:.2f}", test::likeness(real[0].mesh, real[1].mesh).mean_mm);
    fmt::print("{}\n", line);
    std::fflush(stdout);
    if (!sheets.empty()) sheet(sheets / (id + ".png"), mesh, real, like);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
