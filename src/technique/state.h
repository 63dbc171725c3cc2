#pragma once
// What a lesson says at one moment: the pure result of (timeline, atlas, t). Read by tissue, session, describe and
// handout.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/math.h"

namespace palpate::technique {

enum class Phase { approach, press, stroke, hold, lift, release, lifted };

/// The loaded footprint of a tool on the skin.
enum class AreaShape { ellipse, disc, rectangle };

/// One tool touching (or about to touch) the body.
struct Contact {
  std::string tool;                             ///< "palms", "thumb", "warm_stone"
  std::string hand;                             ///< "left", "right", or "" for a tool laid on the body
  anatomy::Side side = anatomy::Side::midline;  ///< side of the body
  Phase phase = Phase::lifted;
  std::string action;                ///< "glide", "press", …
  Vec3 position_mm{0.0f};            ///< on the undeformed skin
  Vec3 normal{0.0f, 0.0f, -1.0f};    ///< outward skin normal, averaged over the footprint
  Vec3 direction{0.0f, 1.0f, 0.0f};  ///< unit tangent: heading of the tool (the stroke's direction while it strokes)
  Vec3 push{0.0f, 0.0f, 1.0f};       ///< unit direction of the force, into the body
  float force_N = 0.0f;
  float area_cm2 = 0.0f;
  AreaShape shape = AreaShape::ellipse;
  float half_length_mm = 0.0f;  ///< of the footprint, along `direction`
  float half_width_mm = 0.0f;   ///< of the footprint, across it
  float pressure_kPa = 0.0f;    ///< force / area
  float speed_cm_s = 0.0f;
  int walton = 0;              ///< Walton pressure level 1..5, 0 where it does not apply
  float lift_mm = 0.0f;        ///< height over the skin, 0 in contact
  float fold_mm = 0.0f;        ///< height of a lifted fold (kneading, skin rolling)
  Vec3 slide_mm{0.0f};         ///< how far the skin under the tool is dragged along the surface from where it rests
  float temperature_C = 0.0f;  ///< of the tool where it heats, else 0
  std::string basis;           ///< "published" or "design estimate"
  std::string source;          ///< of the figures, "" for an estimate
};

/// The part of a path that a stroke follows, for drawing: points and outward normals on the undeformed skin.
struct PathTrace {
  std::vector<Vec3> points_mm;
  std::vector<Vec3> normals;
  float done = 0.0f;  ///< 0..1, how far the contact has come on this pass
  std::string hand;
};

struct CameraRequest {
  std::string view;                ///< name of a view, or ""
  std::optional<Vec3> look_at_mm;  ///< where the scene names a landmark
  float zoom = 1.0f;
};

struct SectionRequest {
  std::string plane;               ///< "" or "across the hand", "axial", …
  std::optional<Vec3> through_mm;  ///< where the scene names a place
  float tilt_deg = 0.0f, turn_deg = 0.0f;
  std::vector<std::string> whole;  ///< structures that are not cut
};

/// How the picture is drawn, beside camera, layers and section.
struct PictureRequest {
  std::string style;                   ///< "realistic", "plate", "" = as the settings say
  float xray = 0.0f;                   ///< 0..1, eased between steps
  float window = 0.0f;                 ///< radius of the focus window, of the picture's height; eased; 0 = none
  std::vector<std::string> window_to;  ///< structures that it opens down to
  std::string window_follows;          ///< "hand" or "middle"
};

/// State at time t. Structures are named by id after groups were expanded.
struct State {
  float time_s = 0.0f;
  float duration_s = 0.0f;
  int step = 0;
  float step_time_s = 0.0f;
  float step_duration_s = 0.0f;
  std::string technique;  ///< id of the step's technique
  std::vector<Contact> contacts;
  std::vector<PathTrace> paths;
  CameraRequest camera;                 ///< of this step
  CameraRequest camera_before;          ///< of the step before, for the blend
  float camera_blend = 1.0f;            ///< 0 = camera_before .. 1 = camera, eased
  std::map<std::string, float> layers;  ///< structure id -> opacity 0..1, eased between steps; absent = 1
  std::string heatmap;                  ///< "tension", "perfusion", "temperature", "pressure", "stretch" or ""
  float heatmap_strength = 0.0f;        ///< eased 0..1
  SectionRequest section;
  PictureRequest picture;
  bool shows_referral = false;       ///< the step shows where the pressed point may refer to
  std::vector<std::string> points;   ///< slugs of the points that this step works on
  float time_scale = 1.0f;           ///< seconds at the table that one second of the step stands for, >= 1
  std::string pose;                  ///< of a stretch or exercise, "" = none
  float pose_amount = 0.0f;          ///< 0 = its beginning .. 1 = full pose, eased
  float effort = 0.0f;               ///< 0..1 while the client presses against the hand, before a stretch is entered
  float pose_presence = 0.0f;        ///< 0 = as the client lies .. 1 = as the pose says, eased at both ends
  std::string breathing;             ///< "quiet", "deep" or "" where the step shows no breath
  float breath = 0.0f;               ///< how far the ribs are lifted, 0..1 of as far as they go
  bool breathing_in = false;         ///< while `breath` grows
  std::vector<std::string> missing;  ///< ids the open atlas lacks, which grey this step
};

}  // namespace palpate::technique
