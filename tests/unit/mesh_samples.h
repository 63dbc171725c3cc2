#pragma once
// Shapes and folders that several io tests use.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>

#include "anatomy/mesh.h"

namespace palpate::test {

/// A closed sphere, outward, with normals.
inline anatomy::Mesh sphere(int around, int rows, float radius, Vec3 centre) {
  anatomy::Mesh m;
  const auto pi = std::numbers::pi_v<float>;
  m.positions.push_back(centre + Vec3(0, radius, 0));
  for (int r = 1; r < rows; ++r) {
    for (int a = 0; a < around; ++a) {
      const float lat = pi * static_cast<float>(r) / static_cast<float>(rows), lon = 2 * pi * static_cast<float>(a) / static_cast<float>(around);
      m.positions.push_back(centre + radius * Vec3(std::sin(lat) * std::sin(lon), std::cos(lat), std::sin(lat) * std::cos(lon)));
    }
  }
  m.positions.push_back(centre - Vec3(0, radius, 0));
  const auto at = [&](int r, int a) { return static_cast<uint32_t>(1 + (r - 1) * around + a % around); };
  const uint32_t last = static_cast<uint32_t>(m.positions.size() - 1);
  for (int a = 0; a < around; ++a) {
    for (const uint32_t i : {0u, at(1, a), at(1, a + 1)}) m.triangles.push_back(i);
    for (int r = 1; r + 1 < rows; ++r) {
      for (const uint32_t i : {at(r, a), at(r + 1, a), at(r + 1, a + 1), at(r, a), at(r + 1, a + 1), at(r, a + 1)}) m.triangles.push_back(i);
    }
    for (const uint32_t i : {last, at(rows - 1, a + 1), at(rows - 1, a)}) m.triangles.push_back(i);
  }
  for (const Vec3& p : m.positions) m.normals.push_back((p - centre) / radius);
  return m;
}

/// A fresh folder that goes away with the test.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("palpate_test_" + name + "_" + std::to_string(getpid_()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name, std::ios::binary) << text; }

 private:
  static long getpid_() { return std::filesystem::hash_value(std::filesystem::read_symlink("/proc/self")) % 100000000; }
  std::filesystem::path path_;
};

}  // namespace palpate::test
