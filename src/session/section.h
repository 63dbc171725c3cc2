#pragma once
// Where the body is cut open: what lesson, settings and hand ask for, as a plane; the cut itself, with areas.

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "anatomy/section.h"
#include "render/frame_input.h"
#include "session/settings.h"
#include "session/view.h"
#include "technique/state.h"

namespace palpate::session {

struct Document;

/// Every plane there is, "none" first: the words of scenes, settings and commands.
std::vector<std::string_view> section_words();

/// What is asked for: by hand before settings before the lesson. kind "" = nothing is cut.
SectionChoice wanted_section(const technique::State& state, const View& view, const Settings& settings);
/// Structures that the plane leaves whole: of the lesson, the settings and the view together.
std::set<std::string> whole_structures(const Document& document, const technique::State& state, const View& view,
                                       const Settings& settings);
/// The plane of a choice; empty where it rides with the hand and no hand is there. A side of 0 takes away the half that
/// `eye_mm` is in. `through_mm`: where the lesson lays it, before the choice's own offset.
std::optional<anatomy::CutPlane> section_plane(const SectionChoice& choice, const technique::State& state,
                                               const Vec3& eye_mm);
/// The plane where the body's posture has carried it: it rides with the flesh that it lies in.
std::optional<anatomy::CutPlane> posed_plane(const SectionChoice& choice, const technique::State& state,
                                             const Vec3& eye_mm, const render::BodyPosture* posture);
/// "axial, 35 mm above the S1 end-plate": for people.
std::string describe_plane(const SectionChoice& choice, const anatomy::CutPlane& plane);

/// A handle to drag the plane by: where it stands in the picture, and how far it moves there a millimetre along the
/// normal that the choice's offset is measured along.
struct SectionHandle {
  Vec2 at{0.0f}, per_mm{0.0f};
};
std::optional<SectionHandle> section_handle(const render::FrameInput& frame, const SectionChoice& choice,
                                            const technique::State& state);

/// One row of the list of cut structures, largest first.
struct SectionRow {
  size_t structure = 0;  ///< index in the atlas
  double area_cm2 = 0.0;
  bool open = false;  ///< the mesh has a hole here: the area holds its closed lines only
};
std::vector<SectionRow> section_rows(const render::SectionCut& cut);

/// Cuts an atlas; remembers what it needs of the meshes and the last cut. Any thread.
class SectionCutter {
 public:
  explicit SectionCutter(std::shared_ptr<const anatomy::Atlas> atlas);
  /// Structures that show in `looks` and do not stay whole, displaced by `contacts` as the picture shows them, then
  /// posed by `posture` (null = at rest).
  std::shared_ptr<const render::SectionCut> cut(const anatomy::CutPlane& plane,
                                                const std::vector<render::StructureLook>& looks,
                                                const std::vector<render::ContactPatch>& contacts,
                                                const render::BodyPosture* posture = nullptr) const;

 private:
  const anatomy::MeshSlicer& slicer(size_t structure) const;
  anatomy::Section cut_posed(size_t structure, const anatomy::CutPlane& plane, const anatomy::Displacement* dented,
                             const render::BodyPosture& posture) const;

  std::shared_ptr<const anatomy::Atlas> atlas_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<anatomy::MeshSlicer>> slicers_;
  mutable std::vector<float> key_;
  mutable std::shared_ptr<const render::SectionCut> last_;
};

}  // namespace palpate::session
