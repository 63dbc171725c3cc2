#pragma once
// The window: GLFW, the OpenGL context and Dear ImGui, owned together; keys, drops and sizes as plain data.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gl/context.h"
#include "session/commands.h"
#include "session/settings.h"

struct GLFWwindow;

namespace palpate::app {

class Window {
 public:
  /// Opens the window with an OpenGL 3.3 core context, current on this thread. Throws Error(no_graphics) where there is
  /// no display or driver.
  Window(const session::Settings& settings, bool debug_context);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool should_close() const;
  /// Minimised or taken off the screen: nobody sees what is drawn.
  bool hidden() const;
  void set_title(const std::string& title);
  /// Handles what has arrived. Waits up to `seconds` for something; 0 does not wait.
  void wait_events(double seconds);
  /// Starts ImGui's frame: follows theme, scale and fonts of the settings. Presenting is read from afar: everything is
  /// larger.
  void begin_frame(const session::Settings& settings, bool presenting);
  /// Draws ImGui's frame over the cleared window and swaps.
  void end_frame();
  void toggle_fullscreen();
  bool fullscreen() const { return fullscreen_; }
  /// Writes size and state into the settings; nothing while full screen.
  void remember_size(session::Settings& settings) const;
  /// Framebuffer pixels a window unit (1 on X11).
  float pixel_ratio() const;

  /// What came since the last call.
  std::vector<session::KeyChord> take_chords();
  std::vector<std::filesystem::path> take_drops();
  /// True once after any input, resize or exposure.
  bool take_dirty();

  const gl::DriverInfo& driver() const { return context_->driver(); }
  std::vector<std::string> take_gl_errors() { return context_->take_errors(); }
  /// gl::Context::side_thread() of this window. It must end before the window does.
  std::unique_ptr<gl::SideThread> side_thread() { return context_->side_thread(); }

 private:
  static Window* of(GLFWwindow* window);
  gl::SideThread::Current make_beside();
  void on_key(int key, int scancode, int action, int mods);
  void on_char(unsigned codepoint);
  float wanted_scale(const session::Settings& settings) const;

  GLFWwindow* window_ = nullptr;
  GLFWwindow* beside_ = nullptr;  ///< has the context of side_thread()
  std::unique_ptr<gl::Context> context_;
  std::vector<session::KeyChord> chords_;
  std::vector<std::filesystem::path> drops_;
  bool dirty_ = true, fullscreen_ = false;
  int windowed_[4] = {0, 0, 1280, 720};
  float scale_ = 0.0f, caption_scale_ = 0.0f;
  int theme_ = -1;
  bool fonts_uploaded_ = false;
};

}  // namespace palpate::app
