#include "session/saved_views.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/atomic_file.h"
#include "io/yaml.h"
#include "session/section.h"

namespace palpate::session {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

std::string numbers(const Vec3& v) {
  return fmt::format("[{:.3f}, {:.3f}, {:.3f}]", v.x, v.y, v.z);
}

std::string names(const std::set<std::string>& ids) {
  return fmt::format("[{}]", fmt::join(ids, ", "));
}

/// Reads one view; each bad value is told and left out.
class Reader {
 public:
  Reader(const yaml::Document& document, std::vector<Problem>& problems) : document_(document), problems_(problems) {}

  SavedView view(const yaml::Node& node) {
    SavedView saved;
    for (const yaml::Entry& e : node.entries) {
      if (e.key == "name") {
        saved.name = e.value.text;
      } else if (e.key == "camera") {
        camera(e.value, saved.view.camera);
        saved.view.camera_taken = true;
      } else if (e.key == "opacity") {
        for (const yaml::Entry& o : e.value.entries)
          saved.view.opacity[o.key] = std::clamp(number(o.value), 0.0f, 1.0f);
      } else if (e.key == "hidden") {
        saved.view.hidden = ids(e.value);
      } else if (e.key == "isolated") {
        saved.view.isolated = ids(e.value);
      } else if (e.key == "whole") {
        saved.view.whole = ids(e.value);
      } else if (e.key == "ghost-others") {
        saved.view.ghost_others = e.value.text == "true";
      } else if (e.key == "peel") {
        saved.view.peel = std::max(0.0f, number(e.value));
      } else if (e.key == "selected") {
        saved.view.selected = e.value.text;
      } else if (e.key == "settings") {
        for (const yaml::Entry& s : e.value.entries) setting(s, saved.view.shown);
      } else if (e.key == "section") {
        saved.view.section = section(e.value);
      } else {
        tell(e.key_place, fmt::format("unknown key '{}' of a view", e.key));
      }
    }
    return saved;
  }

 private:
  void tell(const yaml::Place& at, const std::string& what) {
    problems_.push_back(document_.problem(at, Severity::warning, what, "saved-views"));
  }
  float number(const yaml::Node& node) {
    float value = 0.0f;
    const char* end = node.text.data() + node.text.size();
    const auto [stop, bad] = std::from_chars(node.text.data(), end, value);
    if (bad == std::errc{} && stop == end && std::isfinite(value)) return value;
    tell(node.place, fmt::format("'{}' is not a number", node.text));
    return 0.0f;
  }
  Vec3 vector(const yaml::Node& node, const Vec3& otherwise) {
    if (node.items.size() == 3) return {number(node.items[0]), number(node.items[1]), number(node.items[2])};
    tell(node.place, "three numbers are wanted: [x, y, z]");
    return otherwise;
  }
  void setting(const yaml::Entry& entry, std::map<std::string, SettingValue>& shown) {
    const SettingSpec* spec = find_setting(entry.key);
    if (!spec || !spec->of_view) return tell(entry.key_place, fmt::format("'{}' is no setting of a view", entry.key));
    try {
      shown[entry.key] = parse_setting(*spec, entry.value.text);
    } catch (const Error& e) {
      tell(entry.value.place, e.what());
    }
  }
  static std::set<std::string> ids(const yaml::Node& node) {
    std::set<std::string> out;
    for (const yaml::Node& item : node.items) out.insert(item.text);
    return out;
  }
  void camera(const yaml::Node& node, render::Camera& camera) {
    if (const auto* at = node.find("position-mm")) camera.position_mm = vector(*at, camera.position_mm);
    if (const auto* at = node.find("target-mm")) camera.target_mm = vector(*at, camera.target_mm);
    if (const auto* up = node.find("up")) camera.up = normalize_or(vector(*up, camera.up), Vec3(0, 1, 0));
    if (glm::distance(camera.position_mm, camera.target_mm) < 1.0f) camera = render::Camera{};
  }
  std::optional<SectionChoice> section(const yaml::Node& node) {
    SectionChoice choice;
    if (const auto* kind = node.find("plane")) choice.kind = kind->text;
    const auto words = section_words();
    if (std::find(words.begin(), words.end(), choice.kind) == words.end()) {
      tell(node.place, fmt::format("'{}' is no plane", choice.kind));
      return std::nullopt;
    }
    if (const auto* v = node.find("offset-mm")) choice.offset_mm = number(*v);
    if (const auto* v = node.find("tilt-deg")) choice.tilt_deg = number(*v);
    if (const auto* v = node.find("turn-deg")) choice.turn_deg = number(*v);
    if (const auto* v = node.find("through-mm")) choice.through_mm = vector(*v, Vec3(0.0f));
    if (const auto* v = node.find("side")) choice.side = static_cast<int>(number(*v));
    if (const auto* v = node.find("flipped")) choice.flipped = v->text == "true";
    return choice;
  }

  const yaml::Document& document_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::string write_views(const std::vector<SavedView>& views) {
  std::string out = "# Palpate: views kept by name. Edit the names as you like.\n";
  for (const SavedView& saved : views) {
    const View& v = saved.view;
    out += fmt::format("- name: {}\n  camera: {{position-mm: {}, target-mm: {}, up: {}}}\n", quoted(saved.name),
                       numbers(v.camera.position_mm), numbers(v.camera.target_mm), numbers(v.camera.up));
    if (!v.opacity.empty()) {
      out += "  opacity:\n";
      for (const auto& [id, opacity] : v.opacity) out += fmt::format("    {}: {:.3f}\n", id, opacity);
    }
    if (!v.hidden.empty()) out += fmt::format("  hidden: {}\n", names(v.hidden));
    if (!v.isolated.empty()) out += fmt::format("  isolated: {}\n", names(v.isolated));
    if (v.ghost_others) out += "  ghost-others: true\n";
    if (v.peel > 0.0f) out += fmt::format("  peel: {:.3f}\n", v.peel);
    if (!v.selected.empty()) out += fmt::format("  selected: {}\n", v.selected);
    if (!v.whole.empty()) out += fmt::format("  whole: {}\n", names(v.whole));
    std::string shown;
    for (const auto& [key, value] : v.shown) {
      const SettingSpec& spec = *find_setting(key);
      if (value != parse_setting(spec, spec.initial))
        shown += fmt::format("    {}: {}\n", key, format_setting(spec, value));
    }
    if (!shown.empty()) out += "  settings:\n" + shown;
    if (v.section) {
      const SectionChoice& s = *v.section;
      out += fmt::format(
          "  section: {{plane: {}, offset-mm: {:.3f}, tilt-deg: {:.3f}, turn-deg: {:.3f}, side: {}, flipped: {}{}}}\n",
          quoted(s.kind.empty() ? "none" : s.kind), s.offset_mm, s.tilt_deg, s.turn_deg, s.side, s.flipped,
          s.through_mm ? ", through-mm: " + numbers(*s.through_mm) : "");
    }
  }
  return out;
}

std::vector<SavedView> read_views(const std::string& text, const std::string& file, std::vector<Problem>& problems) {
  std::vector<SavedView> views;
  const yaml::Document document = yaml::parse_yaml(text, file);
  if (document.root.is_null()) return views;
  if (!document.root.is_sequence()) throw document.error(document.root.place, "saved views are a list ('- name: …')");
  for (const yaml::Node& node : document.root.items) {
    views.push_back(Reader(document, problems).view(node));
    if (views.back().name.empty()) views.back().name = free_view_name(views);
  }
  return views;
}

std::vector<SavedView> ViewsFile::load(std::vector<Problem>& problems) const {
  std::error_code ignored;
  if (path_.empty() || !fs::exists(path_, ignored)) return {};
  try {
    return read_views(read_text_file(path_), path_.string(), problems);
  } catch (const Error& e) {
    problems.push_back(
        {path_.string(), 0, 0, Severity::warning, fmt::format("saved views not read: {}", e.what()), "saved-views"});
    // What cannot be read is set aside, not written over.
    fs::rename(path_, fs::path(path_.string() + ".broken"), ignored);
    return {};
  }
}

void ViewsFile::save(const std::vector<SavedView>& views) const {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::create_directories(path_.parent_path(), ignored);
  AtomicFile file(path_);
  file.write(write_views(views));
  file.commit();
}

std::string free_view_name(const std::vector<SavedView>& views) {
  for (int n = 1;; ++n) {
    const std::string name = fmt::format("View {}", n);
    if (std::none_of(views.begin(), views.end(), [&](const SavedView& v) { return v.name == name; })) return name;
  }
}

}  // namespace palpate::session
