#pragma once
// The program in its window: one turn of the event loop after the other.

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/loader.h"
#include "app/moment_ahead.h"
#include "app/opacity_fade.h"
#include "app/stage.h"
#include "app/window.h"
#include "app/window_report.h"
#include "render/pick.h"
#include "session/settings_file.h"
#include "ui/ui.h"

namespace palpate::app {

struct ViewerOptions {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path atlas;
  std::filesystem::path settings_file;  ///< empty: nothing is remembered
  std::vector<std::string> overrides;
};

class Viewer {
 public:
  explicit Viewer(const ViewerOptions& options);
  ~Viewer();
  int run();

 private:
  using Clock = std::chrono::steady_clock;

  void turn();
  double wait_for() const;
  void take_results();
  void take_requests();
  void open(std::vector<std::filesystem::path> inputs, bool keep_place);
  void reload();
  void watch_file();
  void watch_shaders();
  void rebake_when_settings_changed();
  void run_chords();
  bool chord_goes_to_panels(const session::KeyChord& chord) const;
  void evaluate_moment();
  void apply_mouse();
  void fade_opacities(double passed_s);
  void draw_picture();
  void mark_drawn();
  Finish finish_asked() const;
  void refine_picture();
  void pick_under_pointer();
  std::optional<render::Pick> skin_under_pointer();
  bool mouse_for_tool();
  void prepare_comparison();
  bool draw_comparison();
  void save_handout();
  render::FrameInput frame_input(render::Quality quality) const;
  void show_section(const render::FrameInput& frame);
  static std::filesystem::path dated_name();
  void save_picture();
  void save_settings();
  void save_views();
  void probe_under_pointer();
  std::string next_under_pointer();
  void report();

  ViewerOptions options_;
  session::Session session_;
  std::optional<session::SettingsFile> settings_file_;
  std::optional<session::ViewsFile> views_file_;
  unsigned written_views_ = 0;
  Vec2 clicked_at_{-1e9f};  ///< of the last click on the picture
  std::unique_ptr<Window> window_;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<render::Picker> picker_;
  std::unique_ptr<Loader> loader_;
  std::vector<session::LessonEntry> lessons_;
  MomentAhead ahead_;
  std::shared_ptr<const session::Moment> moment_ = std::make_shared<const session::Moment>();
  OpacityFade fade_;
  bool fading_ = false, was_fading_ = false;
  std::shared_ptr<const session::Document> other_;     ///< right side of a comparison
  std::shared_ptr<const session::Document> other_of_;  ///< document that it was made for
  std::future<std::pair<std::shared_ptr<const session::Document>, session::Comparison>> other_coming_;
  ui::UiState ui_;
  std::shared_ptr<const render::SectionCut> section_;  ///< of the last picture, with its words and handle
  std::string section_words_;
  std::optional<session::SectionHandle> section_handle_;
  WindowFacts facts_;

  std::vector<std::filesystem::path> open_inputs_;
  std::filesystem::file_time_type watched_time_{};
  Clock::time_point last_turn_, last_change_, last_watch_, last_frame_;
  unsigned drawn_revision_ = ~0u, evaluated_revision_ = ~0u, saved_settings_ = 0;
  std::string shader_error_;  ///< as it was last told
  double drawn_time_ = -1.0, evaluated_time_ = -1.0;
  int drawn_width_ = 0, drawn_height_ = 0;
  int settle_frames_ = 3;  ///< interface frames still to draw after the last event
  std::optional<std::filesystem::path> picture_wanted_;
  Vec2 drawn_covered_{0.0f};       ///< of the last picture: UiState::covered_top, covered_bottom
  std::string drawn_tint_, tint_;  ///< structure tinted under the pointer: in the last picture, and now
  std::optional<Vec2> window_at_;  ///< where the pointer last was over the picture, as a share of it
  bool quit_ = false, still_begun_ = false;
};

}  // namespace palpate::app
