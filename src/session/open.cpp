#include "session/open.h"
#include "session/attachments.h"

#include <fmt/format.h>
#include <algorithm>

#include <chrono>
#include <cmath>

#include "core/paths.h"
#include "core/text.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/knowledge_file.h"
#include "io/scene_file.h"
#include "io/yaml.h"
#include "render/views.h"
#include "session/hand_props.h"
#include "session/lesson.h"
#include "session/posture.h"
#include "session/section.h"

namespace palpate::session {
namespace fs = std::filesystem;
namespace {

constexpr float kHomeAspect = 16.0f / 9.0f;

Progress part(const Progress& whole, float from, float to) {
  Progress inner;
  inner.cancel = whole.cancel;
  inner.report = [&whole, from, to](float fraction, std::string_view doing) {
    whole.at(from + (to - from) * fraction, doing);
  };
  return inner;
}

std::vector<StepMark> marks_of(const Lesson& lesson) {
  std::vector<StepMark> marks;
  for (size_t i = 0; i < lesson.scene.steps.size(); ++i) {
    const technique::Step& step = lesson.scene.steps[i];
    const double begin = static_cast<double>(lesson.scene.start_s(i));
    const bool greyed = i < lesson.timeline->missing.size() && !lesson.timeline->missing[i].empty();
    marks.push_back({step.name, begin, begin + static_cast<double>(step.duration_s.value), step.technique, greyed});
  }
  return marks;
}

void import_problems(const ImportReport& report, const fs::path& file, std::vector<Problem>& problems) {
  for (const auto& skipped : report.skipped) {
    problems.push_back({skipped.file, 0, 0, Severity::warning, fmt::format("left out: {}", skipped.reason), "skipped"});
  }
  for (const std::string& mended : report.mended)
    problems.push_back({file.string(), 0, 0, Severity::note, "mended: " + mended, "mended"});
  for (const std::string& note : report.notes)
    problems.push_back({file.string(), 0, 0, Severity::note, note, "import"});
}

void load_atlas(Document& document, const std::vector<fs::path>& files, const OpenRequest& request,
                const Progress& progress) {
  document.atlas_files = files;
  std::error_code ignored;
  fs::file_time_type newest{};
  for (const fs::path& file : files) newest = std::max(newest, fs::last_write_time(file, ignored));
  document.atlas_time = newest;
  if (request.reuse && request.reuse->atlas && request.reuse->atlas_files == files &&
      request.reuse->atlas_time == newest) {
    document.atlas = request.reuse->atlas;
    document.body = request.reuse->body;
    document.cutter = request.reuse->cutter;
    document.attachments = request.reuse->attachments;
    document.skin = request.reuse->skin;
    document.hand_ground = request.reuse->hand_ground;
    document.mover = request.reuse->mover;
    return;
  }
  ImportReport report;
  document.atlas = open_atlas(files, *document.catalogue, progress, &report);
  import_problems(report, files.front(), document.problems);
  document.body = std::make_shared<tissue::BodyIndex>(document.atlas);
  document.cutter = std::make_shared<const SectionCutter>(document.atlas);
  document.attachments = std::make_shared<const AttachmentTable>(document.atlas);
  document.mover = std::make_shared<const BodyMover>(document.atlas);
}

tissue::Lesson tissue_lesson(const technique::Scene& scene, const std::string& text,
                             const std::shared_ptr<const technique::Timeline>& timeline, const Document& document) {
  tissue::Lesson lesson;
  lesson.key = fmt::format("{:x}|{}|{}|{}", std::hash<std::string>{}(text), document.atlas->source,
                           document.atlas->structures.size(), document.atlas->triangle_count(0));
  lesson.duration_s = static_cast<double>(timeline->duration_s);
  lesson.at = [timeline](double t) { return technique::sample(*timeline, t); };
  lesson.starting_state = scene.starting_state;
  return lesson;
}

// A lesson that moves the body needs its rig, which takes some seconds: made here, where progress is shown. Motions
// that the atlas cannot make are told with their reason.
void prepare_postures(Document& document, const Lesson& lesson) {
  const bool moves =
      !lesson.timeline->postures.empty() || !at_rest(pose_library()->figure(lesson.scene.client, "", 0.0f).posture);
  if (!moves) return;
  for (const std::string& reason : document.mover->rig()->skeleton().missing)
    document.problems.push_back({lesson.scene.file, 0, 0, Severity::warning, reason, "posture-unavailable"});
}

void load_lesson(Document& document, const fs::path& file, const OpenRequest& request, const Progress& progress) {
  std::vector<Problem> problems;
  std::optional<technique::Scene> scene = read_scene(file, *document.catalogue, *document.library, problems);
  if (!scene || has_error(problems)) throw OpenError(std::move(problems));
  const std::string text = read_text_file(file);
  if (!document.skin) document.skin = technique::make_skin_surface(*document.atlas);
  if (!document.hand_ground) document.hand_ground = std::make_shared<const HandGround>(document.atlas, document.skin);
  progress.throw_if_cancelled();
  auto lesson = std::make_shared<Lesson>();
  lesson->scene = std::move(*scene);
  lesson->timeline = std::make_shared<technique::Timeline>(
      technique::make_timeline(lesson->scene, *document.atlas, *document.library, problems, document.skin));
  prepare_postures(document, *lesson);
  const tissue::Lesson input = tissue_lesson(lesson->scene, text, lesson->timeline, document);
  const Lesson* before = request.reuse ? request.reuse->lesson.get() : nullptr;
  if (before && before->history &&
      before->history->key() == tissue::history_key(*document.body, input, request.tissue)) {
    lesson->history = before->history;
  } else {
    lesson->history = tissue::bake(document.body, input, *document.library, request.tissue, progress);
  }
  document.title = lesson->scene.title;
  document.step_marks = marks_of(*lesson);
  document.lesson = std::move(lesson);
  document.problems.insert(document.problems.end(), problems.begin(), problems.end());
}

std::vector<LessonEntry::PointUse> points_of(const technique::Scene& scene) {
  std::vector<LessonEntry::PointUse> uses;
  for (size_t i = 0; i < scene.steps.size(); ++i) {
    for (const technique::Action& action : scene.steps[i].actions) {
      if (action.place.kind == technique::Place::Kind::point)
        uses.push_back({action.place.id, scene.steps[i].name, static_cast<int>(i)});
    }
  }
  return uses;
}

// What keeps the scene from opening: its first error, not a warning that stands before it.
std::string first_of(const std::vector<Problem>& problems) {
  const auto error =
      std::find_if(problems.begin(), problems.end(), [](const Problem& p) { return p.severity == Severity::error; });
  if (error != problems.end()) return to_string(*error);
  return problems.empty() ? "the scene has errors" : to_string(problems.front());
}

}  // namespace

OpenError::OpenError(std::vector<Problem> problems)
    : Error("", first_of(problems), "palpate check tells all of them"), problems_(std::move(problems)) {}

bool is_scene(const fs::path& path) {
  const std::string ending = to_lower(path.extension().string());
  return (ending == ".yaml" || ending == ".yml") && path.filename() != "atlas.yaml";
}

std::shared_ptr<const anatomy::Catalogue> load_catalogue() {
  return std::make_shared<anatomy::Catalogue>(read_catalogue(paths::data() / "assets" / "anatomy"));
}

std::shared_ptr<const knowledge::Library> load_library(const anatomy::Catalogue& catalogue) {
  return std::make_shared<knowledge::Library>(read_knowledge(paths::data() / "assets" / "knowledge", &catalogue));
}

fs::path guided_lesson() {
  const std::vector<fs::path> lessons = shipped_lessons(paths::data() / "scenes");
  return lessons.empty() ? fs::path{} : lessons.front();
}

std::vector<LessonEntry> list_lessons(const anatomy::Catalogue& catalogue, const knowledge::Library& library,
                                      std::vector<Problem>& problems) {
  std::vector<LessonEntry> entries;
  for (const fs::path& file : shipped_lessons(paths::data() / "scenes")) {
    std::vector<Problem> own;
    const auto scene = read_scene(file, catalogue, library, own);
    problems.insert(problems.end(), own.begin(), own.end());
    if (!scene) continue;
    entries.push_back({file, file.stem().string(), scene->title, scene->family, scene->summary,
                       static_cast<double>(scene->duration_s()), scene->guided_default, points_of(*scene)});
  }
  return entries;
}

std::shared_ptr<const Document> open_document(const OpenRequest& request, const Progress& progress) {
  auto document = std::make_shared<Document>();
  progress.at(0.0f, "reading tables");
  document->catalogue = request.reuse && request.reuse->catalogue ? request.reuse->catalogue : load_catalogue();
  document->library =
      request.reuse && request.reuse->library ? request.reuse->library : load_library(*document->catalogue);
  document->tissue = request.tissue;
  fs::path scene;
  std::vector<fs::path> meshes = request.inputs;
  if (meshes.empty()) {
    scene = guided_lesson();
  } else if (meshes.size() == 1 && is_scene(meshes.front())) {
    scene = meshes.front();
    meshes.clear();
  } else {
    for (fs::path& mesh : meshes) {
      if (mesh.filename() == "atlas.yaml") mesh = mesh.parent_path();
      if (is_scene(mesh))
        throw Error(mesh.string(), "a scene opens alone", "give one scene, or mesh files", Exit::wrong_usage);
    }
  }
  if (!scene.empty() && !fs::exists(scene)) throw Error(scene.string(), "no such file", "check the name");
  if (meshes.empty()) meshes = {request.atlas.empty() ? paths::bundled_atlas() : request.atlas};
  load_atlas(*document, meshes, request, part(progress, 0.02f, 0.6f));
  progress.throw_if_cancelled();
  document->file = scene.empty() ? meshes.front() : scene;
  document->title = document->atlas->name.empty() ? meshes.front().stem().string() : document->atlas->name;
  if (const auto home = render::view_camera("posterior", document->atlas->bounds(), kHomeAspect))
    document->home = *home;
  if (!scene.empty()) load_lesson(*document, scene, request, part(progress, 0.6f, 1.0f));
  progress.at(1.0f, "ready");
  return document;
}

}  // namespace palpate::session
