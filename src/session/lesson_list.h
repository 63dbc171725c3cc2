#pragma once
// The lessons that come with the program, as the library panel shows them.

#include <filesystem>
#include <string>
#include <vector>

namespace palpate::session {

struct LessonEntry {
  std::filesystem::path file;
  std::string id, title, family, summary;
  double duration_s = 0.0;
  bool guided_default = false;
  /// A step that works on a named point.
  struct PointUse {
    std::string point, step_name;
    int step = 0;
  };
  std::vector<PointUse> points = {};
};

}  // namespace palpate::session
