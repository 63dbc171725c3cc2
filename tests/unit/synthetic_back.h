#pragma once
// A back made of formulas for tests: a bumpy half-cylinder with a furrow, and every landmark of the catalogue near it.

#include <array>
#include <cmath>
#include <filesystem>
#include <memory>

#include "anatomy/atlas.h"
#include "io/catalogue_file.h"
#include "io/knowledge_file.h"

namespace palpate::test {

inline const anatomy::Catalogue& catalogue() {
  static const anatomy::Catalogue shipped =
      read_catalogue(std::filesystem::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
  return shipped;
}

inline const knowledge::Library& library() {
  static const knowledge::Library shipped =
      read_knowledge(std::filesystem::path(PALPATE_SOURCE_DIR) / "assets" / "knowledge");
  return shipped;
}

/// The skin at an angle (0 = straight behind, positive to the left) and a height, mm.
inline Vec3 synthetic_skin(double angle, double y) {
  const double bumps = 2.5 * std::sin(y / 11.0) * std::cos(7.0 * angle);
  const double furrow = 9.0 * std::exp(-std::pow(angle * 110.0 / 9.0, 2.0));
  const double lordosis = 22.0 * std::cos((y - 60.0) / 75.0);
  const double r = 1.0 + (bumps - furrow) / 110.0;
  return Vec3(150.0 * r * std::sin(angle), y, 20.0 + lordosis - 110.0 * r * std::cos(angle));
}

struct SkinMesh {
  std::vector<anatomy::PackedVertex> vertices;
  std::vector<uint32_t> indices;
};

/// Half-cylinder from hip to ribs, as mesh of 2.5 mm.
inline SkinMesh synthetic_skin_mesh() {
  SkinMesh mesh;
  constexpr int columns = 161, rows = 261;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      anatomy::PackedVertex v{};
      v.position = synthetic_skin(-1.92 + 3.84 * i / (columns - 1), -300.0 + 650.0 * j / (rows - 1));
      mesh.vertices.push_back(v);
    }
  }
  for (uint32_t j = 0; j + 1 < rows; ++j) {
    for (uint32_t i = 0; i + 1 < columns; ++i) {
      const uint32_t a = j * columns + i, b = a + 1, c = a + columns, d = c + 1;
      mesh.indices.insert(mesh.indices.end(), {a, c, b, b, c, d});  // outward: away from the axis
    }
  }
  return mesh;
}

/// Heights of the vertebral levels, mm; the rest of the body hangs on them.
inline double level_height(const std::string& level) {
  static const std::map<std::string, double> heights{{"l5", 12},   {"l4", 44},   {"l3", 78},   {"l2", 112}, {"l1", 145},
                                                     {"t12", 176}, {"t11", 204}, {"t10", 230}, {"t9", 255}, {"s1", -15},
                                                     {"s2", -40},  {"s3", -62},  {"s4", -80}};
  const auto found = heights.find(level);
  return found == heights.end() ? 0.0 : found->second;
}

inline Vec3 synthetic_landmark(const anatomy::LandmarkInfo& info) {
  const double sign = info.side == anatomy::Side::left ? 1.0 : info.side == anatomy::Side::right ? -1.0 : 0.0;
  const auto under = [&](double angle, double y, double depth) {
    const Vec3 p = synthetic_skin(sign * angle, y), axis(0.0f, static_cast<float>(y), 40.0f);
    return p + static_cast<float>(depth) * glm::normalize(axis - p);
  };
  static const std::map<std::string, std::array<double, 3>> own{
      {"psis", {0.3, -35, 10}},       {"iliac_crest_top", {0.75, 42, 15}}, {"greater_trochanter", {1.4, -120, 20}},
      {"sacral_apex", {0, -110, 15}}, {"coccyx_tip", {0, -140, 15}},       {"ischial_tuberosity", {0.45, -180, 40}}};
  std::string base = info.id;
  if (sign != 0.0) base = base.substr(0, base.rfind('_'));
  if (const auto found = own.find(base); found != own.end())
    return under(found->second[0], found->second[1], found->second[2]);
  const std::string level = base.substr(base.rfind('_') + 1);
  if (base.starts_with("spinous") || base.starts_with("median")) return under(0.0, level_height(level), 8.0);
  return under(0.35, level_height(level), 30.0);
}

/// The synthetic back as an atlas: one structure "skin", every landmark of the shipped catalogue.
inline std::shared_ptr<const anatomy::Atlas> synthetic_back() {
  static const std::shared_ptr<const anatomy::Atlas> made = [] {
    auto mesh = std::make_shared<SkinMesh>(synthetic_skin_mesh());
    auto atlas = std::make_shared<anatomy::Atlas>();
    atlas->name = "synthetic back";
    anatomy::Structure skin;
    skin.info.id = skin.info.base_id = "skin";
    skin.info.tissue = anatomy::Tissue::skin;
    skin.levels.push_back({mesh->vertices, mesh->indices});
    for (const auto& v : mesh->vertices) skin.bounds.add(v.position);
    atlas->structures.push_back(skin);
    for (const auto& info : catalogue().landmarks()) atlas->landmarks[info.id] = synthetic_landmark(info);
    atlas->storage = mesh;
    return atlas;
  }();
  return made;
}

}  // namespace palpate::test
