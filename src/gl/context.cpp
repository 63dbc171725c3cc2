#include "gl/context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include <cstring>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "core/log.h"

namespace palpate::gl {

namespace {

constexpr const char* k_cure =
    "install a driver: apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri (Mesa draws on the CPU where there is no "
    "GPU)";

bool has_word(const char* list, std::string_view word) {
  return list && std::string_view(list).find(word) != std::string_view::npos;
}

}  // namespace

struct Context::Egl {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLConfig config = nullptr;
  EGLContext context = EGL_NO_CONTEXT;
  ~Egl() {
    if (context != EGL_NO_CONTEXT) {
      eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
      eglDestroyContext(display, context);
    }
    if (display != EGL_NO_DISPLAY) eglTerminate(display);
  }
};

struct Context::Messages {
  std::mutex mutex;
  std::vector<std::string> errors;
};

Context::Context() : messages_(std::make_unique<Messages>()) {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() {
  if (messages_ && driver_.debug_output) glDebugMessageCallback(nullptr, nullptr);
}

namespace {

// EGL_NO_CONTEXT where it cannot be had.
EGLContext make_context(EGLDisplay display, EGLConfig config, EGLContext shared, EGLint debug) {
  const EGLint attributes[] = {EGL_CONTEXT_MAJOR_VERSION,
                               3,
                               EGL_CONTEXT_MINOR_VERSION,
                               3,
                               EGL_CONTEXT_OPENGL_PROFILE_MASK,
                               EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                               EGL_CONTEXT_OPENGL_DEBUG,
                               debug,
                               EGL_NONE};
  return eglCreateContext(display, config, shared, attributes);
}

// Tries one display; fills `why` when it cannot give an OpenGL 3.3 core context.
bool open_display(EGLDisplay display, EGLConfig& config, EGLContext& context, std::string& why) {
  EGLint major = 0, minor = 0;
  if (display == EGL_NO_DISPLAY || !eglInitialize(display, &major, &minor)) {
    why = "the display does not start";
    return false;
  }
  if (!eglBindAPI(EGL_OPENGL_API)) {
    why = "no desktop OpenGL";
    return false;
  }
  if (!has_word(eglQueryString(display, EGL_EXTENSIONS), "EGL_KHR_surfaceless_context")) {
    why = "no surfaceless contexts";
    return false;
  }
  const EGLint wanted[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, EGL_DONT_CARE, EGL_NONE};
  EGLint count = 0;
  if (!eglChooseConfig(display, wanted, &config, 1, &count) || count == 0) config = nullptr;
  for (const EGLint debug : {EGL_TRUE, EGL_FALSE}) {
    context = make_context(display, config, EGL_NO_CONTEXT, debug);
    if (context != EGL_NO_CONTEXT && eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) return true;
    if (context != EGL_NO_CONTEXT) eglDestroyContext(display, context);
    context = EGL_NO_CONTEXT;
  }
  why = "no OpenGL 3.3 core context";
  return false;
}

}  // namespace

Context Context::headless() {
  const char* client = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  const auto get_display =
      reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
  std::vector<std::pair<std::string, EGLDisplay>> displays;
  if (get_display && has_word(client, "EGL_MESA_platform_surfaceless")) {
    displays.emplace_back("surfaceless", get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
  }
  const auto query_devices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
  if (get_display && query_devices && has_word(client, "EGL_EXT_platform_device")) {
    EGLDeviceEXT devices[16];
    EGLint count = 0;
    if (query_devices(16, devices, &count)) {
      for (EGLint i = 0; i < count; ++i) {
        displays.emplace_back("device " + std::to_string(i), get_display(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr));
      }
    }
  }
  std::string tried;
  for (const auto& [name, display] : displays) {
    Context made;
    made.egl_ = std::make_unique<Egl>();
    made.egl_->display = display;
    std::string why;
    if (!open_display(display, made.egl_->config, made.egl_->context, why)) {
      tried += (tried.empty() ? "" : "; ") + name + ": " + why;
      continue;
    }
    made.load(eglGetProcAddress);
    return made;
  }
  throw Error("graphics", "no OpenGL without a display (" + (tried.empty() ? "EGL offers no way to draw" : tried) + ")",
              k_cure, Exit::no_graphics);
}

Context Context::adopt(void (*(*get_address)(const char*))(), std::function<SideThread::Current()> beside) {
  Context made;
  made.beside_ = std::move(beside);
  made.load(get_address);
  return made;
}

// Errors of the current context go to `messages`.
void Context::listen(Messages* messages) {
  glEnable(GL_DEBUG_OUTPUT);
  glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
  glDebugMessageCallback(
      [](GLenum source, GLenum type, GLuint, GLenum severity, GLsizei length, const GLchar* message, const void* user) {
        const std::string_view said(message, length < 0 ? std::strlen(message) : static_cast<size_t>(length));
        // Hints about buffers come by the hundred; what a shader's text lacks is told with its line elsewhere.
        if (type != GL_DEBUG_TYPE_ERROR || source == GL_DEBUG_SOURCE_SHADER_COMPILER) {
          if (severity == GL_DEBUG_SEVERITY_HIGH) log(LogLevel::detail, said);
          return;
        }
        log(LogLevel::warning, said);
        Messages& kept = *static_cast<Messages*>(const_cast<void*>(user));
        const std::scoped_lock lock(kept.mutex);
        kept.errors.emplace_back(said);
      },
      messages);
}

void Context::load(void (*(*get_address)(const char*))()) {
  if (gladLoadGL(get_address) == 0 || !GLAD_GL_VERSION_3_3) {
    throw Error("graphics", "the driver offers less than OpenGL 3.3", k_cure, Exit::no_graphics);
  }
  const auto text = [](GLenum name) {
    const GLubyte* value = glGetString(name);
    return value ? std::string(reinterpret_cast<const char*>(value)) : std::string();
  };
  driver_ = {text(GL_VENDOR), text(GL_RENDERER), text(GL_VERSION), text(GL_SHADING_LANGUAGE_VERSION), false, false};
  driver_.software = draws_on_cpu();
  if (GLAD_GL_KHR_debug && glad_glDebugMessageCallback) {
    driver_.debug_output = true;
    listen(messages_.get());
  }
}

std::unique_ptr<SideThread> Context::side_thread() {
  if (!driver_.software || std::thread::hardware_concurrency() < 2) return nullptr;
  SideThread::Current current;
  if (egl_) {
    const EGLDisplay display = egl_->display;
    const EGLContext made =
        make_context(display, egl_->config, egl_->context, driver_.debug_output ? EGL_TRUE : EGL_FALSE);
    if (made == EGL_NO_CONTEXT) return nullptr;
    current.take = [=] {
      return eglBindAPI(EGL_OPENGL_API) && eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, made);
    };
    current.drop = [=] {
      eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
      eglDestroyContext(display, made);
    };
  } else if (beside_) {
    current = beside_();
  }
  if (!current.take) return nullptr;
  auto thread = std::make_unique<SideThread>(
      SideThread::Current{[take = current.take, messages = driver_.debug_output ? messages_.get() : nullptr] {
                            if (!take()) return false;
                            if (messages) listen(messages);
                            return true;
                          },
                          current.drop});
  return thread->works() ? std::move(thread) : nullptr;
}

std::vector<std::string> Context::take_errors() {
  std::vector<std::string> taken;
  for (GLenum code = glGetError(); code != GL_NO_ERROR; code = glGetError()) {
    if (!driver_.debug_output) taken.push_back("OpenGL error " + std::to_string(code));
  }
  const std::scoped_lock lock(messages_->mutex);
  taken.insert(taken.begin(), messages_->errors.begin(), messages_->errors.end());
  messages_->errors.clear();
  return taken;
}

bool draws_on_cpu() {
  const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return has_word(renderer, "llvmpipe") || has_word(renderer, "softpipe") || has_word(renderer, "SwiftShader");
}

void finish() {
  glFinish();
}

}  // namespace palpate::gl
