#include "gl/shader_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
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

// Line of the text that a driver's message names first ("0:12(3): error" or "0(12) : error"); 0 = none.
int line_named_in(const std::string& said) {
  for (size_t at = said.find('0'); at != std::string::npos; at = said.find('0', at + 1)) {
    if ((at > 0 && said[at - 1] != '\n' && said[at - 1] != ' ') || at + 2 >= said.size()) continue;
    if (said[at + 1] == ':' || said[at + 1] == '(') return std::atoi(said.c_str() + at + 2);
  }
  return 0;
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

std::string ShaderLibrary::text_of(const std::string& file, bool built_in) const {
  if (!folder_.empty() && !built_in) {
    std::ifstream in(folder_ / file, std::ios::binary);
    if (in) return {std::istreambuf_iterator<char>(in), {}};
  }
  const auto found = std::find_if(embedded_.begin(), embedded_.end(), [&](const auto& f) { return f.first == file; });
  if (file.empty() || found == embedded_.end())
    throw Error("shaders/" + file, "no such shader file", "", Exit::our_fault);
  return std::string(found->second);
}

void ShaderLibrary::include(const std::string& file, bool built_in, std::vector<std::string>& open,
                            Expanded& out) const {
  if (std::find(open.begin(), open.end(), file) != open.end()) {
    throw Error("shaders/" + file, "includes itself", "", Exit::our_fault);
  }
  open.push_back(file);
  int number = 0;
  for (const std::string& row : split(text_of(file, built_in), '\n')) {
    ++number;
    const std::string_view line = trim(row);
    const size_t from = line.find('"'), to = line.rfind('"');
    if (line.starts_with("#include") && from != std::string_view::npos && to > from) {
      include(std::string(line.substr(from + 1, to - from - 1)), built_in, open, out);
    } else {
      out.text += row + "\n";
      out.origins.emplace_back(file, number);
    }
  }
  open.pop_back();
}

ShaderLibrary::Expanded ShaderLibrary::expanded(const std::string& file, const std::vector<std::string>& defines,
                                                bool built_in) const {
  Expanded out{"#version 330 core\n", {{file, 0}}};
  for (const std::string& define : defines) {
    out.text += "#define " + define + "\n";
    out.origins.emplace_back(file, 0);
  }
  std::vector<std::string> open;
  include(file, built_in, open, out);
  return out;
}

std::string ShaderLibrary::expand(const std::string& file, const std::vector<std::string>& defines) const {
  return expanded(file, defines, false).text;
}

void ShaderLibrary::compile(GLuint shader, const std::string& file, const Expanded& source) const {
  const char* start = source.text.c_str();
  const auto length = static_cast<GLint>(source.text.size());
  glShaderSource(shader, 1, &start, &length);
  glCompileShader(shader);
  GLint good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (good) return;
  const std::string said =
      info_log<[](auto... a) { glGetShaderiv(a...); }, [](auto... a) { glGetShaderInfoLog(a...); }>(shader);
  const auto line = static_cast<size_t>(std::max(line_named_in(said), 0));
  std::string place = "shaders/" + file, quoted;
  if (line > 0 && line <= source.origins.size()) {
    const auto& [from, number] = source.origins[line - 1];
    place = fmt::format("shaders/{}:{}", from, number);
    quoted = fmt::format("\n{}", trim(split(source.text, '\n')[line - 1]));
  }
  const std::string first = said.substr(0, said.find('\n'));
  throw Error(place, fmt::format("does not compile: {}{}\n{}\n{}", first, quoted, said, numbered(source.text)), "",
              Exit::our_fault);
}

ProgramName ShaderLibrary::build(const ProgramKey& key, bool built_in) const {
  const Shader vertex(GL_VERTEX_SHADER), fragment(GL_FRAGMENT_SHADER);
  compile(vertex.name, key.vertex, expanded(key.vertex, key.defines, built_in));
  compile(fragment.name, key.fragment, expanded(key.fragment, key.defines, built_in));
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
    entry.program = std::make_unique<Program>(build(key, false));
    ++compiled_;
  } catch (const Error& error) {
    const auto built_in = [&](const std::string& file) {
      return std::any_of(embedded_.begin(), embedded_.end(), [&](const auto& f) { return f.first == file; });
    };
    const bool replaced = !entry.program && !folder_.empty() && built_in(key.vertex) && built_in(key.fragment);
    if (!entry.program && !replaced) throw;
    last_error_ = error.what();
    log(LogLevel::warning,
        last_error_ + (replaced ? "\nthe built-in text takes its place" : "\nthe last good program stays in use"));
    if (replaced) entry.program = std::make_unique<Program>(build(key, true)), ++compiled_;
  }
  entry.stale = false;
  return *entry.program;
}

bool ShaderLibrary::poll() {
  if (folder_.empty()) return false;
  auto newest = std::filesystem::file_time_type::min();  // its epoch lies in the future
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(folder_, ignored)) {
    newest = std::max(newest, file.last_write_time(ignored));
  }
  if (newest == newest_) return false;
  newest_ = newest;
  last_error_.clear();
  for (auto& [key, entry] : programs_) entry.stale = true;
  return true;
}

}  // namespace palpate::gl
