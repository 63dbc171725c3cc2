#pragma once
// Shader programs from text files: #include, #define switches, compiled when first used, and while editing the last
// good program is kept when a new text does not compile.

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gl/handle.h"

namespace palpate::gl {

/// A linked program with the places of its uniforms, looked up once.
class Program {
 public:
  explicit Program(ProgramName name) : name_(std::move(name)) {}
  void use() const { glUseProgram(name_.id()); }
  GLuint id() const { return name_.id(); }
  /// -1 where the program has no such uniform; setting it is then without effect.
  GLint at(const char* uniform) const;
  void set(const char* uniform, int value) const { glUniform1i(at(uniform), value); }
  void set(const char* uniform, float value) const { glUniform1f(at(uniform), value); }
  void set(const char* uniform, float x, float y) const { glUniform2f(at(uniform), x, y); }
  void set(const char* uniform, float x, float y, float z) const { glUniform3f(at(uniform), x, y, z); }
  void set(const char* uniform, float x, float y, float z, float w) const { glUniform4f(at(uniform), x, y, z, w); }

 private:
  ProgramName name_;
  mutable std::map<std::string, GLint, std::less<>> places_;
};

/// Names a program: two files of the library and the switches that the text is compiled with.
struct ProgramKey {
  std::string vertex, fragment;
  std::vector<std::string> defines;  ///< "DENT" or "MATERIAL 2"
  auto operator<=>(const ProgramKey&) const = default;
};

class ShaderLibrary {
 public:
  using Files = std::span<const std::pair<std::string_view, std::string_view>>;
  /// `embedded`: name -> text, must outlive the library. `folder`: read instead when not empty, and watched.
  explicit ShaderLibrary(Files embedded, std::filesystem::path folder = {});

  /// The program, compiled at first use. Uniform blocks named in `bind_blocks` are bound to their index there.
  /// Throws Error(Exit::our_fault; bad_input from a folder) with the numbered source when it does not compile and there
  /// is no earlier one.
  const Program& get(const ProgramKey& key);
  /// Called now and then while a folder is watched. True when files changed: all programs are compiled again at the
  /// next get(), and where that fails the last good one stays (or the built-in text takes its place) and the reason
  /// goes to the log and to last_error(): file and line, what the driver says, the line itself, then the numbered
  /// source.
  bool poll();
  const std::string& last_error() const { return last_error_; }
  /// Uniform blocks and their binding points, the same for every program.
  void bind_blocks(std::vector<std::string> names) { blocks_ = std::move(names); }
  /// Attribute names and their places, the same for every program.
  void bind_attributes(std::vector<std::string> names) { attributes_ = std::move(names); }

  /// The text with its includes put in, for one stage; throws Error for a file that does not exist or includes itself.
  std::string expand(const std::string& file, const std::vector<std::string>& defines) const;
  size_t compiled_count() const { return compiled_; }

 private:
  struct Entry {
    std::unique_ptr<Program> program;
    bool stale = true;
  };
  /// A text and where each of its lines came from.
  struct Expanded {
    std::string text;
    std::vector<std::pair<std::string, int>> origins;
  };
  std::string text_of(const std::string& file, bool built_in) const;
  void include(const std::string& file, bool built_in, std::vector<std::string>& open, Expanded& out) const;
  Expanded expanded(const std::string& file, const std::vector<std::string>& defines, bool built_in) const;
  void compile(GLuint shader, const std::string& file, const Expanded& source) const;
  ProgramName build(const ProgramKey& key, bool built_in) const;

  Files embedded_;
  std::filesystem::path folder_;
  std::filesystem::file_time_type newest_ = std::filesystem::file_time_type::min();
  std::map<ProgramKey, Entry> programs_;
  std::vector<std::string> blocks_, attributes_;
  std::string last_error_;
  size_t compiled_ = 0;
};

}  // namespace palpate::gl
