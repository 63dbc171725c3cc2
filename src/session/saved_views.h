#pragma once
// Views kept by name in a text file beside the settings: what is shown, how see-through, cut where, seen from where.

#include <filesystem>
#include <string>
#include <vector>

#include "core/problem.h"
#include "session/view.h"

namespace palpate::session {

struct SavedView {
  std::string name;
  View view;
};

/// The views as a YAML list, and back. Unknown keys and bad values become problems with their place; what is good of
/// the rest is kept.
std::string write_views(const std::vector<SavedView>& views);
std::vector<SavedView> read_views(const std::string& text, const std::string& file, std::vector<Problem>& problems);

/// The file of views; a missing one holds none. `save` writes all of it, atomically.
class ViewsFile {
 public:
  explicit ViewsFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::vector<SavedView> load(std::vector<Problem>& problems) const;
  void save(const std::vector<SavedView>& views) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// "View 3": the first such name that is free.
std::string free_view_name(const std::vector<SavedView>& views);

}  // namespace palpate::session
