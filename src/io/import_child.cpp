#include "io/import_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "core/text.h"

extern char** environ;

namespace palpate {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int child_fd = 3;  // the pipe's number inside the child
constexpr int poll_ms = 50;
constexpr double starved = 4.0;  // times as long is waited for a child that gets no processor time
constexpr double slept_s = 2.0;  // between two looks at the pipe: this very program stood still

double seconds(Clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

// Owns the process until it is waited for; kills it if that never happened.
class Child {
 public:
  Child(const std::vector<std::string>& words, int write_end) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, write_end, child_fd);
    // What mesh libraries print is no word of ours; what matters comes over the pipe.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<char*> argv;
    for (const std::string& w : words) argv.push_back(const_cast<char*>(w.c_str()));
    argv.push_back(nullptr);
    const int failed = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
      throw Error(words[0], fmt::format("cannot be started: {}", std::strerror(failed)), "", Exit::our_fault);
  }
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// Seconds of processor time it has used, all threads together; 0 when that cannot be read.
  double cpu_s() const {
    std::ifstream stat(fmt::format("/proc/{}/stat", pid_));
    std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return 0.0;
    std::istringstream rest(text.substr(name_end + 1));
    std::string word;
    for (int field = 0; field < 11; ++field) rest >> word;  // state to cmajflt; then utime and stime
    double user = 0.0, system = 0.0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  /// True when one of its threads works or waits for the processor or the disk; false when all sleep.
  bool wants_to_run() const {
    std::error_code failed;
    std::filesystem::directory_iterator task(fmt::format("/proc/{}/task", pid_), failed);
    for (; !failed && task != std::filesystem::directory_iterator(); task.increment(failed)) {
      std::ifstream stat(task->path() / "stat");
      std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
      const size_t name_end = text.rfind(')');
      if (name_end + 2 < text.size() && (text[name_end + 2] == 'R' || text[name_end + 2] == 'D')) return true;
    }
    return failed.operator bool();  // not to be known: in doubt for the child
  }
  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_ = -1;
};

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw Error("import", fmt::format("no pipe: {}", std::strerror(errno)), "", Exit::our_fault);
    read_end = ends[0], write_end = ends[1];
    // dup2 onto its own number would keep the close-on-exec flag, and the child would start deaf.
    if (write_end == child_fd) write_end = fcntl(ends[1], F_DUPFD_CLOEXEC, child_fd + 1), close(ends[1]);
  }
  ~Pipe() {
    close(read_end);
    close_write_end();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write_end() {
    if (write_end >= 0) close(std::exchange(write_end, -1));
  }
};

void take_line(const std::string& line, const Progress& progress, std::vector<std::string>& open_files) {
  if (line.starts_with("b ")) {
    open_files.push_back(line.substr(2));
  } else if (line.starts_with("d ")) {
    std::erase(open_files, line.substr(2));
  } else if (line.starts_with("p ")) {
    float fraction = 0.0f;
    const auto [end, failed] = std::from_chars(line.data() + 2, line.data() + line.size(), fraction);
    if (failed == std::errc()) progress.at(fraction, trim({end, static_cast<size_t>(line.data() + line.size() - end)}));
  } else if (line.starts_with("e ")) {
    const std::vector<std::string> parts = split(line.substr(2), '\t');
    if (parts.size() != 4) return;
    const bool ours = parts[0] == std::to_string(static_cast<int>(Exit::our_fault));
    throw Error(parts[1], parts[2], parts[3], ours ? Exit::our_fault : Exit::bad_input);
  }
}

}  // namespace

void run_import_child(std::vector<std::string> words, const std::string& name, const Progress& progress,
                      int silence_s) {
  std::replace(words.begin(), words.end(), std::string("{fd}"), std::to_string(child_fd));
  std::vector<std::string> open_files;
  const auto culprit = [&] { return open_files.size() == 1 ? open_files[0] : name; };
  Pipe pipe;
  Child child(words, pipe.write_end);
  pipe.close_write_end();
  std::string pending;
  Clock::time_point heard = Clock::now(), polled = heard;
  double cpu_heard = 0.0;
  bool wanted = false;  // its turn, at some time since it was heard
  for (;;) {
    progress.throw_if_cancelled();
    pollfd watch{pipe.read_end, POLLIN, 0};
    const int ready = poll(&watch, 1, poll_ms);
    const Clock::time_point before = std::exchange(polled, Clock::now());
    // The whole program was stopped for a while (Ctrl-Z, a laptop that slept): the child too.
    if (seconds(polled - before) > slept_s) heard = polled;
    if (ready <= 0) {
      const double silent_s = seconds(polled - heard);
      wanted = wanted || (silent_s > 0.5 * silence_s && child.wants_to_run());
      if (silent_s < silence_s) continue;
      // On a busy machine a working child may be silent for long without having had its turn: what counts is its work.
      const bool worked = child.cpu_s() - cpu_heard > 0.5 * silence_s;
      if (wanted && !worked && silent_s < starved * silence_s) continue;
      throw ChildFailure(culprit(), fmt::format("reading it hung (no progress for {} s); it was stopped", silence_s),
                         "open it in another program and export it again", open_files);
    }
    char buffer[4096];
    const ssize_t got = read(pipe.read_end, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    heard = Clock::now(), cpu_heard = child.cpu_s(), wanted = false;
    pending.append(buffer, static_cast<size_t>(got));
    for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      const std::string line = pending.substr(0, end);
      pending.erase(0, end + 1);
      take_line(line, progress, open_files);
    }
  }
  const int status = child.wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  const std::string how =
      WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status)) : fmt::format("status {}", WEXITSTATUS(status));
  throw ChildFailure(culprit(),
                     fmt::format("the mesh library crashed while reading it ({}); nothing else was harmed", how),
                     "open it in another program and export it again, as plain glTF or OBJ", open_files);
}

}  // namespace palpate
