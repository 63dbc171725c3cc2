#pragma once
// An OpenGL 3.3 core context to draw in: our own without any display (EGL), or a window's that somebody made current.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gl/side_thread.h"

namespace palpate::gl {

/// What the driver says about itself.
struct DriverInfo {
  std::string vendor, renderer, version, shading_language;
  bool software = false;      ///< a CPU draws (llvmpipe, softpipe, SwiftShader)
  bool debug_output = false;  ///< KHR_debug is there
};

class Context {
 public:
  /// A context without window or display: EGL surfaceless, then each EGL device in turn. It is current on return.
  /// Throws Error(Exit::no_graphics) naming what was tried and the package that helps.
  static Context headless();
  /// Loads OpenGL through `get_address` (glfwGetProcAddress) for the context that is current on this thread; owns
  /// nothing. `beside` makes a context that shares this one's objects, for side_thread().
  static Context adopt(void (*(*get_address)(const char*))(), std::function<SideThread::Current()> beside = {});

  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  ~Context();

  const DriverInfo& driver() const { return driver_; }
  /// Messages of type "error" (or, without KHR_debug, glGetError codes) since the last call, oldest first.
  std::vector<std::string> take_errors();
  /// A thread with a context that shares this one's objects; call it where this one is current. Null where that is of
  /// no use (a GPU draws, or there is only one core) or cannot be had. It must end before this context does; its errors
  /// come with take_errors().
  std::unique_ptr<SideThread> side_thread();

 private:
  struct Egl;
  struct Messages;
  Context();
  static void listen(Messages* messages);
  void load(void (*(*get_address)(const char*))());

  std::unique_ptr<Egl> egl_;
  std::unique_ptr<Messages> messages_;
  std::function<SideThread::Current()> beside_;
  DriverInfo driver_;
};

/// Whether a CPU draws for the context that is current (llvmpipe, softpipe, SwiftShader).
bool draws_on_cpu();

/// Waits until everything asked of the current context is drawn; for measuring.
void finish();

}  // namespace palpate::gl
