#include <unistd.h>
#include <filesystem>

#include <chrono>
#include <fstream>

#include "core/error.h"
#include "gl/shader_library.h"
#include "stage.h"

using namespace palpate;
using namespace palpate::test;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("palpate_shaders_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const char* name, const std::string& text, int seconds) const {
    std::ofstream(path / name) << text;
    // File systems keep coarse times: make the change visible.
    std::filesystem::last_write_time(path / name,
                                     std::filesystem::file_time_type::clock::now() + std::chrono::seconds(seconds));
  }
};

const std::string k_vertex = "void main() { gl_Position = vec4(0.0); }\n";
const std::string k_good = "#include \"part.glsl\"\nout vec4 c;\nvoid main() { c = part(); }\n";

}  // namespace

TEST_CASE("programs are put together from included files, and a broken edit keeps the last good one") {
  context();
  const Folder folder;
  folder.write("a.vert", k_vertex, 0);
  folder.write("a.frag", k_good, 0);
  folder.write("part.glsl", "vec4 part() { return vec4(1.0); }\n", 0);
  gl::ShaderLibrary library({}, folder.path);
  const gl::ProgramKey key{"a.vert", "a.frag", {"SWITCH 2"}};
  const GLuint good = library.get(key).id();
  CHECK(library.expand("a.frag", {"SWITCH 2"}).find("#define SWITCH 2\n") != std::string::npos);
  folder.write("part.glsl", "vec4 part() { return wrong; }\n", 5);
  library.poll();
  CHECK(library.get(key).id() == good);
  CHECK(library.last_error().find("wrong") != std::string::npos);
  CHECK(library.last_error().find("   3  ") != std::string::npos);  // the numbered source
  CHECK(library.last_error().find("shaders/part.glsl:1") == 0);     // where the broken line stands
  CHECK(library.last_error().find("\nvec4 part() { return wrong; }\n") != std::string::npos);
  context().take_errors();  // the driver may report the failed compile too
  folder.write("part.glsl", "vec4 part() { return vec4(0.5); }\n", 10);
  library.poll();
  CHECK(library.get(key).id() != 0);
  CHECK(library.last_error().empty());
}

TEST_CASE("a text broken from the start gives way to the built-in one") {
  context();
  const Folder folder;
  folder.write("a.frag", "void main() { nonsense }\n", 0);
  const std::pair<std::string_view, std::string_view> built_in[] = {
      {"a.vert", k_vertex}, {"a.frag", "out vec4 c;\nvoid main() { c = vec4(1.0); }\n"}};
  gl::ShaderLibrary library(built_in, folder.path);
  CHECK(library.get({"a.vert", "a.frag", {}}).id() != 0);
  CHECK(library.last_error().find("shaders/a.frag:1") == 0);
  context().take_errors();
}

TEST_CASE("missing and circular includes are named") {
  context();
  const Folder folder;
  folder.write("loop.glsl", "#include \"loop.glsl\"\n", 0);
  folder.write("a.frag", "#include \"nowhere.glsl\"\n", 0);
  gl::ShaderLibrary library({}, folder.path);
  CHECK_THROWS_WITH_AS(library.expand("loop.glsl", {}), "shaders/loop.glsl: includes itself", Error);
  CHECK_THROWS_WITH_AS(library.expand("a.frag", {}), "shaders/nowhere.glsl: no such shader file", Error);
  CHECK_THROWS_AS(gl::ShaderLibrary({}, folder.path / "none"), Error);
}
