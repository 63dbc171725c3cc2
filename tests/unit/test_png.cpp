#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/atlas_store.h"
#include "io/mesh_import.h"
#include "io/obj_export.h"
#include "io/png.h"
#include "io/video_pipe.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

Image gradient(int w, int h, uint8_t alpha) {
  Image image(w, h);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      uint8_t* p = image.pixel(x, y);
      p[0] = static_cast<uint8_t>(x * 3), p[1] = static_cast<uint8_t>(y * 5), p[2] = static_cast<uint8_t>(x ^ y),
      p[3] = alpha;
    }
  }
  return image;
}

std::string read_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

size_t files_in(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("pictures come back pixel for pixel, with their words, the same bytes each time") {
  const TemporaryFolder folder("png");
  for (const uint8_t alpha : {uint8_t{255}, uint8_t{90}}) {
    const Image image = gradient(61, 37, alpha);
    write_png(image, folder / "a.png", {{"Title", "Rücken"}, {"Copyright", "us"}});
    PngText text;
    const Image back = read_png(folder / "a.png", &text);
    CHECK(back.width == 61);
    CHECK(back.height == 37);
    CHECK(back.rgba == image.rgba);
    CHECK(text.at("Title") == "Rücken");
    CHECK(text.at("Copyright") == "us");
    write_png(image, folder / "b.png", {{"Title", "Rücken"}, {"Copyright", "us"}});
    CHECK(read_bytes(folder / "a.png") == read_bytes(folder / "b.png"));
  }
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("damaged pictures and bad places are told") {
  const TemporaryFolder folder("png_bad");
  CHECK_THROWS_WITH_AS(read_png(folder / "none.png"), doctest::Contains("cannot be read"), Error);
  folder.write("text.png", "no picture");
  CHECK_THROWS_WITH_AS(read_png(folder / "text.png"), doctest::Contains("is not a whole PNG"), Error);
  write_png(gradient(64, 64, 255), folder / "a.png");
  folder.write("cut.png", read_bytes(folder / "a.png").substr(0, 300));
  CHECK_THROWS_WITH_AS(read_png(folder / "cut.png"), doctest::Contains("is not a whole PNG"), Error);
  CHECK_THROWS_WITH_AS(write_png(gradient(4, 4, 255), folder / "no" / "a.png"), doctest::Contains("does not exist"),
                       Error);
  CHECK_THROWS_WITH_AS(write_png(gradient(4, 4, 255), folder.path()), doctest::Contains("is a folder"), Error);
}

TEST_CASE("numbered pictures: all of them or none") {
  const TemporaryFolder folder("frames");
  VideoOptions options;
  options.width = 32, options.height = 18;
  {
    auto film = open_video(folder / "f" / "%03d.png", options);
    film->add(gradient(32, 18, 255)), film->add(gradient(32, 18, 255));
    CHECK_THROWS_AS(film->add(gradient(31, 18, 255)), Error);
  }
  CHECK(files_in(folder / "f") == 0);
  auto film = open_video(folder / "f" / "%03d.png", options);
  film->add(gradient(32, 18, 255)), film->add(gradient(32, 18, 255));
  film->finish();
  film.reset();
  CHECK(fs::exists(folder / "f" / "000.png"));
  CHECK(fs::exists(folder / "f" / "001.png"));
  CHECK_THROWS_AS(open_video(folder / "f" / "x.png", options), Error);
  CHECK_THROWS_AS(open_video(folder / "f" / "%d.png", options), Error);
  CHECK_THROWS_WITH_AS(open_video(folder / "a.avi", options), doctest::Contains("end the name in .mp4"), Error);
}

TEST_CASE("without ffmpeg a film says which package is missing") {
  const TemporaryFolder folder("no_ffmpeg");
  setenv("PALPATE_FFMPEG", "/nowhere/ffmpeg", 1);
  try {
    open_video(folder / "a.mp4", {});
    FAIL("opened");
  } catch (const Error& e) {
    CHECK(e.status() == Exit::missing_program);
    CHECK(std::string(e.what()).find("install the package ffmpeg") != std::string::npos);
  }
  unsetenv("PALPATE_FFMPEG");
}

TEST_CASE("films appear whole, or not at all") {
  if (find_ffmpeg().empty()) {
    MESSAGE("skipped: no ffmpeg on this machine");
    return;
  }
  const TemporaryFolder folder("film");
  VideoOptions options;
  options.width = 63, options.height = 36, options.fps = 12;
  options.text = {{"Title", "A film"}};
  for (const char* name : {"a.mp4", "a.webm", "a.gif"}) {
    auto film = open_video(folder / name, options);
    for (int i = 0; i < 5; ++i) film->add(gradient(63, 36, 255));
    CHECK_FALSE(fs::exists(folder / name));
    film->finish();
    film.reset();
    CHECK_MESSAGE(fs::file_size(folder / name) > 100, name);
  }
  CHECK(files_in(folder.path()) == 3);
  open_video(folder / "b.mp4", options)->add(gradient(63, 36, 255));  // given up
  CHECK(files_in(folder.path()) == 3);
  folder.write("broken", "#!/bin/sh\necho it broke >&2\nexit 1\n");
  fs::permissions(folder / "broken", fs::perms::owner_all);
  setenv("PALPATE_FFMPEG", (folder / "broken").c_str(), 1);
  auto film = open_video(folder / "c.mp4", options);
  const auto all = [&] {
    for (int i = 0; i < 200; ++i) film->add(gradient(63, 36, 255));
    film->finish();
  };
  CHECK_THROWS_WITH_AS(all(), doctest::Contains("it broke"), Error);
  unsetenv("PALPATE_FFMPEG");
  CHECK(files_in(folder.path()) == 4);
}

TEST_CASE("an exported atlas comes back as it was") {
  const TemporaryFolder folder("export");
  anatomy::RawAtlas raw;
  raw.name = "Balls \"two\"", raw.licence = "MIT", raw.attribution = "us", raw.rest_pose = "prone";
  raw.landmarks["psis_left"] = Vec3(1.25f, -3.5f, 7.0f);
  anatomy::RawStructure s;
  s.info.id = s.info.base_id = "sacrum", s.info.name = "Sacrum", s.info.tissue = anatomy::Tissue::bone,
  s.info.layer = 10;
  s.provenance = "from figures";
  s.mesh = sphere(24, 16, 45.0f, {3, 4, 5});
  raw.structures.push_back(s);
  const auto atlas = bake_in_memory(raw);
  CHECK(export_atlas(*atlas, folder / "out").size() == 2);
  ImportReport report;
  const anatomy::RawAtlas back = import_meshes({folder / "out"}, {}, {}, report);
  CHECK(back.name == raw.name);
  CHECK(back.licence == "MIT");
  CHECK(back.rest_pose == "prone");
  CHECK(back.landmarks.at("psis_left") == raw.landmarks.at("psis_left"));
  REQUIRE(back.structures.size() == 1);
  CHECK(back.structures[0].info.tissue == anatomy::Tissue::bone);
  CHECK(back.structures[0].provenance == "from figures");
  CHECK(back.structures[0].mesh.positions.size() == s.mesh.positions.size());
  CHECK(back.structures[0].mesh.volume_mm3() == doctest::Approx(s.mesh.volume_mm3()).epsilon(1e-5));
  CHECK(back.structures[0].mesh.bounds().hi.x == doctest::Approx(s.mesh.bounds().hi.x));
  CHECK_THROWS_WITH_AS(export_atlas(*atlas, folder / "out"), doctest::Contains("is not empty"), Error);
}
