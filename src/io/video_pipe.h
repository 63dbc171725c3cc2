#pragma once
// Frames to a film: through ffmpeg, started as a program of its own, or as a numbered sequence of PNG files without it.

#include <filesystem>
#include <memory>
#include <string>

#include "core/image.h"
#include "io/png.h"

namespace palpate {

struct VideoOptions {
  int width = 1280;  ///< must match every frame; odd sizes are padded by a pixel where the format asks for even ones
  int height = 720;
  double fps = 30.0;
  PngText text;  ///< "Title", "Comment", "Source" (as album) and "Copyright" go into the film's metadata; all of it
                 ///< into numbered PNG files
};

/// One film. Nothing stands at the path until finish(); without it, partial output is removed.
class VideoSink {
 public:
  virtual ~VideoSink() = default;
  virtual void add(const Image& frame) = 0;
  virtual void finish() = 0;
};

/// By ending: .mp4 (H.264), .webm (VP9), .gif, or a pattern such as frames/%05d.png (frames from 0; the folder is
/// made). Throws Error on an unknown ending, and Error(Exit::missing_program) naming the package when ffmpeg is not
/// installed.
std::unique_ptr<VideoSink> open_video(const std::filesystem::path& out, const VideoOptions& options);

/// Path of ffmpeg on this machine ($PALPATE_FFMPEG, else from PATH), or empty.
std::filesystem::path find_ffmpeg();

}  // namespace palpate
