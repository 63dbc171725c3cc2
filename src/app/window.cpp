#include "app/window.h"

#include <glad/gl.h>
// After glad, which replaces the system's GL header.
#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "ui/imgui_compat.h"
#include "ui/theme.h"
// The backends need ImGui's own header before them.
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

namespace palpate::app {
namespace {

/// Presented captions are read from the other end of the room.
constexpr float kPresentingScale = 1.4f;

std::string last_glfw_error;

void remember_error(int, const char* message) {
  last_glfw_error = message ? message : "";
  log(LogLevel::warning, last_glfw_error);
}

/// Names of keys that keep their place on every keyboard; letters go by what is printed on them.
std::string key_name(int key, int scancode) {
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12) return fmt::format("F{}", key - GLFW_KEY_F1 + 1);
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9) return std::string(1, static_cast<char>('0' + key - GLFW_KEY_0));
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) return std::string(1, static_cast<char>('0' + key - GLFW_KEY_KP_0));
  switch (key) {
    case GLFW_KEY_SPACE:
      return "Space";
    case GLFW_KEY_LEFT:
      return "Left";
    case GLFW_KEY_RIGHT:
      return "Right";
    case GLFW_KEY_UP:
      return "Up";
    case GLFW_KEY_DOWN:
      return "Down";
    case GLFW_KEY_PAGE_UP:
      return "PageUp";
    case GLFW_KEY_PAGE_DOWN:
      return "PageDown";
    case GLFW_KEY_HOME:
      return "Home";
    case GLFW_KEY_END:
      return "End";
    case GLFW_KEY_ENTER:
    case GLFW_KEY_KP_ENTER:
      return "Enter";
    case GLFW_KEY_ESCAPE:
      return "Escape";
    case GLFW_KEY_BACKSPACE:
      return "Backspace";
    case GLFW_KEY_TAB:
      return "Tab";
    case GLFW_KEY_DELETE:
      return "Delete";
    case GLFW_KEY_EQUAL:
    case GLFW_KEY_KP_ADD:
      return "Plus";
    case GLFW_KEY_MINUS:
    case GLFW_KEY_KP_SUBTRACT:
      return "Minus";
    case GLFW_KEY_COMMA:
      return "Comma";
    case GLFW_KEY_PERIOD:
      return "Period";
    default:
      break;
  }
  const char* printed = glfwGetKeyName(key, scancode);
  if (printed && printed[0] >= 'a' && printed[0] <= 'z' && !printed[1])
    return std::string(1, static_cast<char>(printed[0] - 'a' + 'A'));
  return {};
}

/// Signs whose key differs between keyboards come as characters.
std::string sign_name(unsigned codepoint) {
  switch (codepoint) {
    case '?':
      return "?";
    case '+':
      return "Plus";
    case '-':
      return "Minus";
    case ',':
      return "Comma";
    case '.':
      return "Period";
    case '/':
      return "Slash";
    case '[':
      return "LeftBracket";
    case ']':
      return "RightBracket";
    default:
      return {};
  }
}

bool is_sign_key(const std::string& name) {
  return name == "Plus" || name == "Minus" || name == "Comma" || name == "Period";
}

}  // namespace

Window* Window::of(GLFWwindow* window) {
  return static_cast<Window*>(glfwGetWindowUserPointer(window));
}

Window::Window(const session::Settings& settings, bool debug_context) {
  glfwSetErrorCallback(remember_error);
  const char* cure =
      "set DISPLAY (or WAYLAND_DISPLAY) to a running display; without one use: palpate render SCENE --out picture.png";
  if (!glfwInit()) throw Error("", "no display to open a window on", cure, Exit::no_graphics);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_OPENGL_DEBUG_CONTEXT, debug_context ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_MAXIMIZED, settings.on("window.maximized") ? GLFW_TRUE : GLFW_FALSE);
  window_ =
      glfwCreateWindow(settings.whole("window.width"), settings.whole("window.height"), "Palpate", nullptr, nullptr);
  if (!window_) {
    const std::string why = last_glfw_error;
    glfwTerminate();
    throw Error("", fmt::format("no window with OpenGL 3.3: {}", why.empty() ? "the display gave no reason" : why),
                "install a driver (apt-get install libgl1-mesa-dri), or use: palpate render SCENE --out picture.png",
                Exit::no_graphics);
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  context_ = std::make_unique<gl::Context>(gl::Context::adopt(glfwGetProcAddress, [this] { return make_beside(); }));
  glfwSetWindowUserPointer(window_, this);
  glfwSetWindowSizeLimits(window_, 480, 320, GLFW_DONT_CARE, GLFW_DONT_CARE);
  // Ours first: ImGui's backend calls on to those that it finds.
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    of(w)->on_key(key, scancode, action, mods);
  });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned codepoint) { of(w)->on_char(codepoint); });
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** files) {
    for (int i = 0; i < count; ++i) of(w)->drops_.emplace_back(files[i]);
    of(w)->dirty_ = true;
  });
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double, double) { of(w)->dirty_ = true; });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int, int, int) { of(w)->dirty_ = true; });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double) { of(w)->dirty_ = true; });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w)->dirty_ = true; });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { of(w)->dirty_ = true; });
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int) { of(w)->dirty_ = true; });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int) { of(w)->dirty_ = true; });

  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  ImGui_ImplOpenGL3_Init("#version 330");
}

// GLFW has contexts only with windows: this one is never shown.
gl::SideThread::Current Window::make_beside() {
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  glfwWindowHint(GLFW_MAXIMIZED, GLFW_FALSE);
  beside_ = glfwCreateWindow(16, 16, "", nullptr, window_);
  glfwWindowHint(GLFW_VISIBLE, GLFW_TRUE);
  if (!beside_) return {};
  return {[beside = beside_] {
            glfwMakeContextCurrent(beside);
            return glfwGetCurrentContext() == beside;
          },
          [] { glfwMakeContextCurrent(nullptr); }};
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  context_.reset();
  if (beside_) glfwDestroyWindow(beside_);
  glfwDestroyWindow(window_);
  glfwTerminate();
}

void Window::on_key(int key, int scancode, int action, int mods) {
  dirty_ = true;
  if (action == GLFW_RELEASE) return;
  session::KeyChord chord;
  chord.key = key_name(key, scancode);
  chord.ctrl = (mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) != 0;
  chord.shift = (mods & GLFW_MOD_SHIFT) != 0;
  chord.alt = (mods & GLFW_MOD_ALT) != 0;
  if (chord.key.empty() || (is_sign_key(chord.key) && !chord.ctrl)) return;
  chords_.push_back(std::move(chord));
}

void Window::on_char(unsigned codepoint) {
  dirty_ = true;
  if (std::string name = sign_name(codepoint); !name.empty()) chords_.push_back({std::move(name), false, false, false});
}

bool Window::should_close() const {
  return glfwWindowShouldClose(window_);
}
bool Window::hidden() const {
  return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == GLFW_TRUE ||
         glfwGetWindowAttrib(window_, GLFW_VISIBLE) == GLFW_FALSE;
}
void Window::set_title(const std::string& title) {
  glfwSetWindowTitle(window_, title.c_str());
}

void Window::wait_events(double seconds) {
  if (seconds > 0.0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
}

float Window::pixel_ratio() const {
  int width = 0, height = 0, pixels = 0, ignored = 0;
  glfwGetWindowSize(window_, &width, &height);
  glfwGetFramebufferSize(window_, &pixels, &ignored);
  return width > 0 ? static_cast<float>(pixels) / static_cast<float>(width) : 1.0f;
}

float Window::wanted_scale(const session::Settings& settings) const {
  const double set = settings.number("window.ui_scale");
  if (set >= 0.75) return static_cast<float>(set);
  float x = 1.0f, y = 1.0f;
  glfwGetWindowContentScale(window_, &x, &y);
  return std::clamp(x / pixel_ratio(), 0.75f, 3.0f);
}

void Window::begin_frame(const session::Settings& settings, bool presenting) {
  const float scale = wanted_scale(settings) * (presenting ? kPresentingScale : 1.0f),
              captions = static_cast<float>(settings.number("text.caption_size"));
  const int theme = settings.text("window.theme") == "dark" ? 1 : 0;
  if (scale != scale_ || theme != theme_) ui::apply_theme(theme == 1, scale);
  if (scale != scale_ || captions != caption_scale_) {
    ui::build_fonts(scale, captions);
    if (fonts_uploaded_) ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    fonts_uploaded_ = true;
  }
  scale_ = scale;
  caption_scale_ = captions;
  theme_ = theme;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame() {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  const ImVec4& back = ui::palette().panel;
  glClearColor(back.x, back.y, back.z, 1.0f);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window_);
}

void Window::toggle_fullscreen() {
  if (fullscreen_) {
    glfwSetWindowMonitor(window_, nullptr, windowed_[0], windowed_[1], windowed_[2], windowed_[3], GLFW_DONT_CARE);
    fullscreen_ = false;
    return;
  }
  glfwGetWindowPos(window_, &windowed_[0], &windowed_[1]);
  glfwGetWindowSize(window_, &windowed_[2], &windowed_[3]);
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
  if (!mode) return;
  glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  fullscreen_ = true;
}

void Window::remember_size(session::Settings& settings) const {
  if (fullscreen_ || glfwGetWindowAttrib(window_, GLFW_ICONIFIED)) return;
  const bool maximized = glfwGetWindowAttrib(window_, GLFW_MAXIMIZED);
  if (settings.is_override("window.width") || settings.is_override("window.height")) return;
  settings.set_value("window.maximized", maximized);
  if (maximized) return;
  int width = 0, height = 0;
  glfwGetWindowSize(window_, &width, &height);
  settings.set_value("window.width", static_cast<double>(width));
  settings.set_value("window.height", static_cast<double>(height));
}

std::vector<session::KeyChord> Window::take_chords() {
  return std::exchange(chords_, {});
}
std::vector<std::filesystem::path> Window::take_drops() {
  return std::exchange(drops_, {});
}
bool Window::take_dirty() {
  return std::exchange(dirty_, false);
}

}  // namespace palpate::app
