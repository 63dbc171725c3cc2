#include "gl/shader_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"

namespace palpate::gl {

namespace {

std::string numbered(const std::string& text) {
  std::string out;
  int line = 1;
  for (const std::string& row : split(text, '\n')) out += fmt::format("{:4}  {}\n", line++, row);
  return out;
}

template <auto get_iv, auto get_log>
std::string info_log(GLuint name) {
  GLint length = 0;
  get_iv(name, GL_INFO_LOG_LENGTH, &length);
  std::string text(static_cast<size_t>(std::max(length, 1)), '\0');
  get_log(name, length, nullptr, text.data());
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.pop_back();
  return text;
}

struct Shader {
  GLuint name;
  explicit Shader(GLenum stage) : name(glCreateShader(stage)) {}
  ~Shader() { glDeleteShader(name); }
  Shader(const Shader&) = delete;
  Shader& operator=(const Shader&) = delete;
};

void compile(const Shader& shader, const std::string& file, const std::string& text) {
  const char* start = text.c_str();
  const auto length = static_cast<GLint>(text.size());
  glShaderSource(shader.name, 1, &start, &length);
  glCompileShader(shader.name);
  GLint good = 0;
  glGetShaderiv(shader.name, GL_COMPILE_STATUS, &good);
  if (good) return;
  const std::string said =
      info_log<[](auto... a) { glGetShaderiv(a...); }, [](auto... a) { glGetShaderInfoLog(a...); }>(shader.name);
  throw Error("shaders/" + file, "does not compile: " + said + "\n" + numbered(text), "", Exit::our_fault);
}

}  // namespace

GLint Program::at(const char* uniform) const {
  const auto found = places_.find(std::string_view(uniform));
  if (found != places_.end()) return found->second;
  return places_[uniform] = glGetUniformLocation(id(), uniform);
}

ShaderLibrary::ShaderLibrary(Files embedded, std::filesystem::path folder)
    : embedded_(embedded), folder_(std::move(folder)) {
  if (!folder_.empty() && !std::filesystem::is_directory(folder_)) {
    throw Error(folder_.string(), "no such folder of shaders", "unset PALPATE_SHADERS to use the built-in ones");
  }
  poll();
}

std::string ShaderLibrary::text_of(const std::string& file) const {
  if (!folder_.empty()) {
    std::ifstream in(folder_ / file, std::ios::binary);
    if (in) return {std::istreambuf_iterator<char>(in), {}};
  }
  const auto found = std::find_if(embedded_.begin(), embedded_.end(), [&](const auto& f) { return f.first == file; });
  if (file.empty() || found == embedded_.end())
    throw Error("shaders/" + file, "no such shader file", "", Exit::our_fault);
  return std::string(found->second);
}

void ShaderLibrary::include(const std::string& file, std::vector<std::string>& open, std::string& out) const {
  if (std::find(open.begin(), open.end(), file) != open.end()) {
    throw Error("shaders/" + file, "includes itself", "", Exit::our_fault);
  }
  open.push_back(file);
  for (const std::string& row : split(text_of(file), '\n')) {
    const std::string_view line = trim(row);
    const size_t from = line.find('"'), to = line.rfind('"');
    if (line.starts_with("#include") && from != std::string_view::npos && to > from) {
      include(std::string(line.substr(from + 1, to - from - 1)), open, out);
    } else {
      out += row + "\n";
    }
  }
  open.pop_back();
}

std::string ShaderLibrary::expand(const std::string& file, const std::vector<std::string>& defines) const {
  std::string text = "#version 330 core\n";
  for (const std::string& define : defines) text += "#define " + define + "\n";
  std::vector<std::string> open;
  include(file, open, text);
  return text;
}

ProgramName ShaderLibrary::build(const ProgramKey& key) const {
  const Shader vertex(GL_VERTEX_SHADER), fragment(GL_FRAGMENT_SHADER);
  compile(vertex, key.vertex, expand(key.vertex, key.defines));
  compile(fragment, key.fragment, expand(key.fragment, key.defines));
  ProgramName program = ProgramName::make();
  glAttachShader(program.id(), vertex.name);
  glAttachShader(program.id(), fragment.name);
  for (size_t i = 0; i < attributes_.size(); ++i) {
    glBindAttribLocation(program.id(), static_cast<GLuint>(i), attributes_[i].c_str());
  }
  glLinkProgram(program.id());
  glDetachShader(program.id(), vertex.name);
  glDetachShader(program.id(), fragment.name);
  GLint good = 0;
  glGetProgramiv(program.id(), GL_LINK_STATUS, &good);
  if (!good) {
    const std::string said =
        info_log<[](auto... a) { glGetProgramiv(a...); }, [](auto... a) { glGetProgramInfoLog(a...); }>(program.id());
    throw Error("shaders/" + key.vertex + " + " + key.fragment, "do not link: " + said, "", Exit::our_fault);
  }
  for (size_t i = 0; i < blocks_.size(); ++i) {
    const GLuint index = glGetUniformBlockIndex(program.id(), blocks_[i].c_str());
    if (index != GL_INVALID_INDEX) glUniformBlockBinding(program.id(), index, static_cast<GLuint>(i));
  }
  std::string label = key.fragment;
  for (const std::string& define : key.defines) label += " " + define;
  program.label(label);
  return program;
}

const Program& ShaderLibrary::get(const ProgramKey& key) {
  Entry& entry = programs_[key];
  if (!entry.stale) return *entry.program;
  try {
    entry.program = std::make_unique<Program>(build(key));
    ++compiled_;
    last_error_.clear();
  } catch (const Error& error) {
    if (!entry.program) throw;
    last_error_ = error.what();
    log(LogLevel::warning, last_error_ + "\nthe last good program stays in use");
  }
  entry.stale = false;
  return *entry.program;
}

void ShaderLibrary::poll() {
  if (folder_.empty()) return;
  auto newest = std::filesystem::file_time_type::min();  // its epoch lies in the future
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(folder_, ignored)) {
    newest = std::max(newest, file.last_write_time(ignored));
  }
  if (newest == newest_) return;
  newest_ = newest;
  for (auto& [key, entry] : programs_) entry.stale = true;
}

}  // namespace palpate::gl
