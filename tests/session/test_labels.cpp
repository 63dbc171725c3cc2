// Labels name what is seen: on the bundled atlas.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "render/views.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/open.h"

using namespace palpate;
using namespace palpate::session;
namespace fs = std::filesystem;

namespace {

/// Null, and said, where the build has no bundled atlas.
std::shared_ptr<const Document> bundled_guide() {
  if (!fs::exists(fs::path(PALPATE_BINARY_DIR) / "lumbar.glb")) {
    MESSAGE("skipped: no lumbar.glb in the build folder");
    return nullptr;
  }
  OpenRequest open;
  open.inputs = {fs::path(PALPATE_SOURCE_DIR) / "scenes" / "guided" / "what_the_hand_does.yaml"};
  return open_document(open);
}

}  // namespace

TEST_CASE("a face seen edge-on is a line: its areas are named once the eye sees it") {
  const auto document = bundled_guide();
  if (!document) return;
  View view;
  view.camera_taken = true;
  Settings settings;
  settings.set("section.plane", "axial");
  settings.set("section.offset", "60");
  const auto areas_from = [&](float degrees) {
    view.camera.target_mm = {0, 60, 0};
    const float up = glm::radians(degrees);
    view.camera.position_mm = view.camera.target_mm + 900.0f * Vec3(0, std::sin(up), -std::cos(up));
    const render::FrameInput frame = build_frame(*document, {}, view, settings, {});
    REQUIRE(frame.section);
    return std::count_if(frame.labels.begin(), frame.labels.end(),
                         [](const render::Label& label) { return label.detail.find("cm²") != std::string::npos; });
  };
  CHECK(areas_from(4) == 0);
  CHECK(areas_from(30) > 3);
}

TEST_CASE("through the focus window labels name what it shows, and nothing that it takes away") {
  const auto document = bundled_guide();
  if (!document) return;
  View view;
  view.peel = 2.0f;
  Settings settings;
  settings.set("view.labels", "many");
  FrameRequest request;
  request.view = "posterior";
  const auto frame_with = [&](const char* radius) {
    settings.set("view.window", radius);
    return build_frame(*document, {}, view, settings, request);
  };
  const auto names = [](const render::FrameInput& frame, const char* part) {
    return std::any_of(frame.labels.begin(), frame.labels.end(),
                       [&](const render::Label& label) { return label.text.find(part) != std::string::npos; });
  };
  CHECK_FALSE(names(frame_with("0"), "Multifidus from L"));
  const render::FrameInput frame = frame_with("0.2");
  CHECK(names(frame, "Multifidus from L"));
  const Vec2 size(static_cast<float>(frame.width), static_cast<float>(frame.height));
  for (const render::Label& label : frame.labels) {
    CAPTURE(label.text);
    const auto named =
        std::find_if(document->atlas->structures.begin(), document->atlas->structures.end(),
                     [&](const anatomy::Structure& structure) { return structure.info.name == label.text; });
    REQUIRE(named != document->atlas->structures.end());
    const auto seen = render::pixel_of(frame.camera, frame.width, frame.height, label.anchor_mm);
    REQUIRE(seen);
    const bool inside = glm::distance(*seen, frame.focus.at * size) < 0.5f * frame.focus.radius * size.y;
    if (inside) CHECK(named->info.layer >= frame.focus.layer);
  }
}
