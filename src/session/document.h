#pragma once
// What is open: an atlas and, often, a lesson on it. Immutable once made; a background thread makes it, the session
// shows it.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/problem.h"
#include "knowledge/library.h"
#include "render/frame_input.h"
#include "session/playback.h"
#include "technique/skin_surface.h"
#include "tissue/body_index.h"
#include "tissue/properties.h"

namespace palpate::session {

struct Lesson;
class HandGround;
class BodyMover;
class SectionCutter;
class AttachmentTable;

struct Document {
  std::filesystem::path file;  ///< scene, folder or mesh; empty for the bundled atlas alone
  std::string title;
  std::shared_ptr<const anatomy::Atlas> atlas;  ///< null before anything is open
  std::shared_ptr<const anatomy::Catalogue> catalogue;
  std::shared_ptr<const Lesson> lesson;  ///< null for an atlas without a lesson
  std::shared_ptr<const knowledge::Library> library;
  std::shared_ptr<const tissue::BodyIndex> body;       ///< of `atlas`
  std::shared_ptr<const technique::SkinSurface> skin;  ///< of `atlas`; null until a lesson asked for it
  std::shared_ptr<const HandGround> hand_ground;       ///< of `atlas`; null until a lesson asked for it
  std::shared_ptr<const SectionCutter> cutter;         ///< of `atlas`
  std::shared_ptr<const AttachmentTable> attachments;  ///< of `atlas`
  std::shared_ptr<const BodyMover> mover;              ///< of `atlas`
  std::vector<std::filesystem::path> atlas_files;      ///< that `atlas` was read from
  std::filesystem::file_time_type atlas_time{};        ///< newest of them
  tissue::Settings tissue;                             ///< that the lesson's history was baked with
  std::vector<StepMark> step_marks;
  std::vector<Problem> problems;  ///< warnings that did not stop it from opening
  render::Camera home;            ///< frames the whole atlas from behind

  const std::vector<StepMark>& steps() const { return step_marks; }
};

}  // namespace palpate::session
