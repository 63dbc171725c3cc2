#pragma once
// All that a picture depends on. Two equal FrameInputs give the same bytes on one machine; no clock, no globals.

#include <memory>
#include <string>
#include <vector>

#include "anatomy/mesh.h"
#include "anatomy/section.h"
#include "core/math.h"
#include "motion/posed_body.h"

namespace palpate::render {

/// plain: fastest recognisable picture; low: moving pictures; high: one clean frame at full detail; still: the
/// converged picture.
enum class Quality { plain, low, high, still };

struct Camera {
  Vec3 position_mm{0.0f, 100.0f, -900.0f};
  Vec3 target_mm{0.0f, 100.0f, 0.0f};
  Vec3 up{0.0f, 1.0f, 0.0f};
  float fov_y_deg = 28.0f;
  float lift = 0.0f;  ///< share of the picture's height by which the target lies above its middle (a shifted lens)
  bool operator==(const Camera&) const = default;
};

/// How one structure of the atlas is drawn.
struct StructureLook {
  float opacity = 1.0f;     ///< 0 = not drawn, below 1 = glass
  float highlight = 0.0f;   ///< 0..1 accent tint (hover, selection)
  float outline = 0.0f;     ///< 0..1 accent line round it, seen through everything
  Vec3 offset_mm{0.0f};     ///< moved away from its place, with all that is drawn on it
  bool fibres = false;      ///< lines along its fibres, in clean and converged pictures
  float heat = 0.0f;        ///< 0..1 how much the scalar field covers the tissue colour
  bool greyed = false;      ///< drawn as context only
  Vec3 tint{1.0f};          ///< multiplies the tissue colour
  bool whole = false;       ///< a section plane leaves it uncut
  float dent_share = 1.0f;  ///< how much it follows the contacts' dent; multiplies the share of its tissue (bone: 0)
  bool operator==(const StructureLook&) const = default;
};

/// A footprint that presses, drags and lifts the tissue. The dent's formula is tissue/dent.h, mirrored in
/// shaders/dent.glsl.
struct ContactPatch {
  Vec3 position_mm{0.0f};
  Vec3 normal{0.0f, 0.0f, -1.0f};    ///< outward
  Vec3 direction{0.0f, 1.0f, 0.0f};  ///< along the footprint's length
  float half_length_mm = 10.0f, half_width_mm = 10.0f;
  float depth_mm = 0.0f;   ///< deepest dent of the skin
  float reach_mm = 60.0f;  ///< depth at which nothing moves any more
  float fold_mm = 0.0f;    ///< height of a lifted fold
  Vec3 slide_mm{0.0f};     ///< tangential drag of the skin under the contact
  float pressure_kPa = 0.0f;
  float strength = 1.0f;  ///< 0..1: fades the drawn footprint while approaching or leaving
  bool operator==(const ContactPatch&) const = default;
};

/// A strip draped on the skin with an arrow at its end: the path of a stroke.
struct Ribbon {
  std::vector<Vec3> points_mm, normals;
  float half_width_mm = 4.0f;
  float done = 1.0f;  ///< 0..1: the part behind the contact is drawn solid, the part ahead faint
  Vec4 colour{0.10f, 0.45f, 0.55f, 0.85f};
  bool operator==(const Ribbon&) const = default;
};

enum class MarkerShape { ring, disc, cross, zone };
struct Marker {
  Vec3 position_mm{0.0f}, normal{0.0f, 0.0f, -1.0f};
  float radius_mm = 6.0f;
  MarkerShape shape = MarkerShape::ring;
  Vec4 colour{0.10f, 0.45f, 0.55f, 0.9f};
  bool operator==(const Marker&) const = default;
};

/// Text placed in the picture. With an anchor it gets a leader line and gives way to other labels.
struct Label {
  std::string text;
  std::string detail;  ///< second, smaller line (Latin name, figures)
  bool anchored = true;
  Vec3 anchor_mm{0.0f};
  Vec2 at{0.0f};  ///< where not anchored: fraction of the picture, (0,0) = top left
  bool operator==(const Label&) const = default;
};

/// One scalar a vertex for some structures, drawn through a colour map with contour lines and a legend.
struct ScalarField {
  std::string title;  ///< "teaching tension (illustrative)"
  std::string unit;
  float low = 0.0f, high = 1.0f;
  std::string colour_map = "cividis";
  /// By structure index of the atlas: values for its vertices, or empty where there are no data (drawn hatched grey).
  std::vector<std::shared_ptr<const std::vector<float>>> values;
  uint64_t revision = 0;  ///< changes whenever `values` do
};

/// The body cut open along a plane: what lies beyond it is not drawn, the cut faces are filled.
struct SectionCut {
  anatomy::CutPlane plane;
  /// By structure index of the atlas; empty where the plane does not meet it, or it stays whole.
  std::vector<anatomy::Section> sections;
};

/// What a part of a prop is made of. ghost: rim-lit, first surface only, casts no shadow; the target below stays
/// visible.
enum class PropStyle { mannequin, ghost, skin_light, skin_brown, skin_dark, sleeve, stone, towel, gel };

/// A run of a prop's triangles in one material.
struct PropPart {
  uint32_t first = 0, count = 0;  ///< in `indices`
  PropStyle style = PropStyle::mannequin;
  bool operator==(const PropPart&) const = default;
};

/// A prop with fewer triangles over the same vertices.
struct LighterProp {
  std::shared_ptr<const std::vector<uint32_t>> indices;
  std::vector<PropPart> parts;
  float pixels_per_mm = 0.0f;  ///< in pictures up to that large the difference is not seen
  bool operator==(const LighterProp&) const = default;
};

/// A thing in the picture that is not anatomy: a hand, a sleeve, a stone. In the body frame, already posed. The bytes
/// `tendon`, `along` and `depth` of its vertices are 0..255: nail, redder skin, groove.
struct Prop {
  std::shared_ptr<const std::vector<anatomy::PackedVertex>> vertices;
  std::shared_ptr<const std::vector<uint32_t>> indices;
  std::vector<PropPart> parts;
  /// From many to few triangles; the frame builder puts one of them in their place for pictures that must be quick.
  std::vector<LighterProp> lighter;
  float opacity = 1.0f;   ///< 0 = not drawn
  Vec3 anchor_mm{0.0f};   ///< place of the body at rest that carries it
  uint64_t revision = 0;  ///< changes whenever `vertices` do
  bool sorts = false;     ///< its surfaces cut through each other nowhere: which triangle is nearer shows everywhere
  bool operator==(const Prop&) const = default;
};

/// Where the body stands when it is not at rest. Contacts and fields stay at the rest pose and move with it;
/// sections, ribbons, markers, labels, props and the camera are where they show.
struct BodyPosture {
  std::shared_ptr<const motion::BodyRig> rig;
  motion::Posture joints{};
  motion::Rigid root;  ///< of the whole body
  motion::PoseBlock segments{};
  std::shared_ptr<const motion::Bulges> bulges;     ///< what keeps each structure's volume
  std::shared_ptr<const motion::PosedBody> meshes;  ///< the same on the CPU, for cutting and picking
};

/// How tissue is drawn: as it looks, or as a printed plate does it (flatter colour, fine lines along the edges).
enum class Style { realistic, plate };

/// A round window in the picture that opens the outer layers down to a chosen one.
struct FocusWindow {
  Vec2 at{0.5f};        ///< fraction of the picture, (0,0) = top left
  float radius = 0.0f;  ///< of the picture's height; 0 = no window. Each layer further in opens a little less
  int layer = 0;        ///< the outermost layer that stays closed
  bool operator==(const FocusWindow&) const = default;
};

/// A round place that words leave free: something to take hold of lies on it. Pixels from the top left.
struct FreeSpot {
  Vec2 at{0.0f};
  float radius = 0.0f;  ///< 0 = none

  bool operator==(const FreeSpot&) const = default;
};

struct FrameInput {
  int width = 1280, height = 720;
  Camera camera;
  std::vector<StructureLook> looks;  ///< one for each structure of the atlas
  std::vector<ContactPatch> contacts;
  std::vector<Prop> props;
  std::vector<Ribbon> ribbons;
  std::vector<Marker> markers;
  std::vector<Label> labels;
  std::shared_ptr<const ScalarField> field;    ///< may be null
  std::shared_ptr<const SectionCut> section;   ///< may be null
  std::shared_ptr<const BodyPosture> posture;  ///< null at rest
  bool clip_by_discard = false;                ///< cuts without gl_ClipDistance, as WebGL 2 must
  Vec3 background_top{0.93f, 0.92f, 0.90f}, background_bottom{0.84f, 0.82f, 0.79f};
  bool transparent = false;  ///< no background: alpha in the picture
  bool legend = true, scale_bar = false, orientation = false;
  FreeSpot free_spot;
  float covered_bottom = 0.0f;  ///< pixels at the foot that something else lies on: words stand above them
  float covered_top = 0.0f;     ///< the same at the top of the right side: words stand below them
  float ui_scale = 1.0f;
  Style style = Style::realistic;
  FocusWindow focus;
  float xray = 0.0f;    ///< 0..1: everything clear where it faces the eye, dense where it turns away
  float detail = 1.0f;  ///< factor of the triangle budget: what fast machines can have more of
  Quality quality = Quality::still;
  float resolution_scale =
      1.0f;         ///< 0.25..1, low quality only: drawn smaller and enlarged, the last resort of slow machines
  int sample = -1;  ///< still pictures: index in the fixed sequence of samples, -1 = all of them at once
  bool operator==(const FrameInput&) const = default;
};

}  // namespace palpate::render
