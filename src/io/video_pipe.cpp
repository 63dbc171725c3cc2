#include "io/video_pipe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "io/atomic_file.h"

extern char** environ;

namespace palpate {
namespace fs = std::filesystem;
namespace {

void check_frame(const Image& frame, const VideoOptions& options) {
  if (frame.width == options.width && frame.height == options.height) return;
  throw Error(
      "video",
      fmt::format("a frame of {}x{} in a film of {}x{}", frame.width, frame.height, options.width, options.height), "",
      Exit::our_fault);
}

// Pictures frames/00000.png, frames/00001.png, … ; without finish() they are removed again.
class Sequence : public VideoSink {
 public:
  Sequence(const fs::path& pattern, const VideoOptions& options) : options_(options) {
    const std::string name = pattern.filename().string();
    const size_t at = name.find('%'), end = name.find('d', at);
    const std::string digits = end == std::string::npos ? "" : name.substr(at + 1, end - at - 1);
    if (digits.size() != 2 || digits[0] != '0' || digits[1] < '1' || digits[1] > '9' ||
        name.find('%', end) != std::string::npos) {
      throw Error(pattern.string(), "is no pattern for numbered pictures", "write for example frames/%05d.png");
    }
    width_ = digits[1] - '0', before_ = name.substr(0, at), after_ = name.substr(end + 1);
    folder_ = pattern.has_parent_path() ? pattern.parent_path() : fs::path(".");
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw Error(folder_.string(), "cannot be made: " + error.message(), "check permissions");
  }
  ~Sequence() override {
    std::error_code ignored;
    for (const fs::path& file : written_) fs::remove(file, ignored);
  }
  void add(const Image& frame) override {
    check_frame(frame, options_);
    const fs::path file = folder_ / fmt::format("{}{:0{}}{}", before_, written_.size(), width_, after_);
    write_png(frame, file, options_.text, 1);
    written_.push_back(file);
  }
  void finish() override { written_.clear(); }

 private:
  VideoOptions options_;
  fs::path folder_;
  std::string before_, after_;
  int width_ = 5;
  std::vector<fs::path> written_;
};

struct Format {
  const char* ending;
  std::vector<std::string> words;
};

// Speeds and qualities as measured for a two-core machine: x264 veryfast 81 frames/s, VP9 realtime 56 frames/s at
// 1280x720.
const std::vector<Format>& formats() {
  static const std::string even = "pad=ceil(iw/2)*2:ceil(ih/2)*2";
  static const std::vector<Format> all{
      {".mp4",
       {"-vf", even, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags",
        "+faststart", "-f", "mp4"}},
      {".webm",
       {"-vf", even, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-crf", "32",
        "-b:v", "0", "-pix_fmt", "yuv420p", "-f", "webm"}},
      {".gif",
       {"-vf", "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=3", "-loop", "0",
        "-f", "gif"}},
  };
  return all;
}

class Ffmpeg : public VideoSink {
 public:
  Ffmpeg(const fs::path& program, fs::path out, const Format& format, const VideoOptions& options)
      : options_(options),
        out_(std::move(out)),
        temporary_(temporary_beside(out_)),
        log_(temporary_.string() + ".log") {
    check_place();
    start(arguments(program, format));
  }
  ~Ffmpeg() override { give_up(); }

  void add(const Image& frame) override {
    check_frame(frame, options_);
    size_t done = 0;
    while (done < frame.rgba.size()) {
      const ssize_t wrote = write(input_, frame.rgba.data() + done, frame.rgba.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) fail();
      done += static_cast<size_t>(wrote);
    }
    ++frames_;
  }

  void finish() override {
    close_input();
    const int status = wait();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || frames_ == 0) fail();
    if (std::rename(temporary_.c_str(), out_.c_str()) != 0) {
      throw Error(out_.string(), fmt::format("cannot be written: {}", std::strerror(errno)),
                  "check permissions and free space");
    }
    remove(log_.c_str());
  }

 private:
  void check_place() const { AtomicFile probe(out_); }  // says what is wrong with the folder before a frame is drawn

  std::vector<std::string> arguments(const fs::path& program, const Format& format) const {
    std::vector<std::string> words{program.string(),
                                   "-hide_banner",
                                   "-loglevel",
                                   "error",
                                   "-nostdin",
                                   "-y",
                                   "-f",
                                   "rawvideo",
                                   "-pix_fmt",
                                   "rgba",
                                   "-s",
                                   fmt::format("{}x{}", options_.width, options_.height),
                                   "-r",
                                   fmt::format("{}", options_.fps),
                                   "-i",
                                   "pipe:0",
                                   "-an",
                                   "-fflags",
                                   "+bitexact",
                                   "-flags",
                                   "+bitexact",
                                   "-threads",
                                   "2"};
    words.insert(words.end(), format.words.begin(), format.words.end());
    for (const auto& [key, name] : {std::pair{"Title", "title"}, std::pair{"Comment", "comment"},
                                    std::pair{"Source", "album"}, std::pair{"Copyright", "copyright"}}) {
      if (const auto found = options_.text.find(key); found != options_.text.end()) {
        words.emplace_back("-metadata"), words.push_back(fmt::format("{}={}", name, found->second));
      }
    }
    words.push_back("file:" + temporary_.string());
    return words;
  }

  void start(const std::vector<std::string>& words) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw Error("video", fmt::format("no pipe: {}", std::strerror(errno)), "", Exit::our_fault);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults),
        sigaddset(&defaults, SIGPIPE);  // ours is ignored while films are made; ffmpeg gets its own back
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv;
    for (const std::string& w : words) argv.push_back(const_cast<char*>(w.c_str()));
    argv.push_back(nullptr);
    signal(SIGPIPE, SIG_IGN);  // an ffmpeg that dies is a failed write, not the end of this program
    const int failed = posix_spawnp(&pid_, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes), posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    input_ = ends[1];
    if (failed != 0) {
      pid_ = -1;
      throw Error(words[0], fmt::format("cannot be started: {}", std::strerror(failed)), "install the package ffmpeg",
                  Exit::missing_program);
    }
  }

  [[noreturn]] void fail() {
    std::string said;
    if (std::FILE* log = std::fopen(log_.c_str(), "r")) {
      char buffer[512];
      said.assign(buffer, std::fread(buffer, 1, sizeof buffer, log));
      std::fclose(log);
    }
    const std::vector<std::string> lines = split(trim(said), '\n');
    give_up();
    throw Error(out_.string(), fmt::format("ffmpeg could not write the film: {}", lines.empty() ? said : lines.back()),
                "check free space, or write frames/%05d.png");
  }

  void close_input() {
    if (input_ >= 0) close(std::exchange(input_, -1));
  }
  int wait() {
    int status = 0;
    while (pid_ > 0 && waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }
  void give_up() {
    close_input();
    if (pid_ > 0) kill(pid_, SIGKILL), wait();
    remove(temporary_.c_str());
    remove(log_.c_str());
  }

  VideoOptions options_;
  fs::path out_, temporary_;
  std::string log_;
  pid_t pid_ = -1;
  int input_ = -1;
  size_t frames_ = 0;
};

}  // namespace

fs::path find_ffmpeg() {
  if (const char* own = std::getenv("PALPATE_FFMPEG")) return access(own, X_OK) == 0 ? fs::path(own) : fs::path();
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path ? path : "/usr/bin:/bin", ':')) {
    const fs::path candidate = fs::path(folder.empty() ? "." : folder) / "ffmpeg";
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::unique_ptr<VideoSink> open_video(const fs::path& out, const VideoOptions& options) {
  if (options.width <= 0 || options.height <= 0 || !(options.fps > 0.0))
    throw Error(out.string(), "a film needs a size and frames per second");
  const std::string ending = to_lower(out.extension().string());
  if (ending == ".png") return std::make_unique<Sequence>(out, options);
  for (const Format& format : formats()) {
    if (ending != format.ending) continue;
    const fs::path program = find_ffmpeg();
    if (program.empty()) {
      throw Error(out.string(), "films need the program ffmpeg, which is not installed",
                  "install the package ffmpeg, or write numbered pictures: --out frames/%05d.png",
                  Exit::missing_program);
    }
    return std::make_unique<Ffmpeg>(program, out, format, options);
  }
  throw Error(out.string(), "is no film that this program writes", "end the name in .mp4, .webm, .gif or /%05d.png");
}

}  // namespace palpate
