#pragma once
// An OpenGL 3.3 core context to draw in: our own without any display (EGL), or a window's that somebody made current.

#include <functional>
#include <memory>
#include <string>
#include <vector>

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
  /// nothing.
  static Context adopt(void (*(*get_address)(const char*))());

  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  ~Context();

  const DriverInfo& driver() const { return driver_; }
  /// Messages of type "error" (or, without KHR_debug, glGetError codes) since the last call, oldest first.
  std::vector<std::string> take_errors();

 private:
  struct Egl;
  struct Messages;
  Context();
  void load(void (*(*get_address)(const char*))());

  std::unique_ptr<Egl> egl_;
  std::unique_ptr<Messages> messages_;
  DriverInfo driver_;
};

/// Waits until everything asked of the current context is drawn; for measuring.
void finish();

}  // namespace palpate::gl
