#pragma once
// A thread with an OpenGL context of its own, which shares buffers, textures and programs with another one. (Vertex
// arrays and framebuffers are never shared.) Where a CPU draws, one context works on one core until its pixels are
// due; two contexts keep two cores at work.

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace palpate::gl {

class SideThread {
 public:
  /// What makes a context current on the calling thread (false: it cannot), and what lets it go again. Both are called
  /// on the new thread.
  struct Current {
    std::function<bool()> take;
    std::function<void()> drop;
  };
  explicit SideThread(Current current);
  /// Waits for what runs.
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  /// False: the context could not be made current there; run() then does nothing.
  bool works();
  /// Starts `work` there; waits first for what still runs.
  void run(std::function<void()> work);
  /// Until the work is done; throws what it threw.
  void wait();

 private:
  void live(const Current& current);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> work_;
  std::exception_ptr thrown_;
  bool busy_ = true, works_ = false, ends_ = false;  ///< busy until the context is current
  std::thread thread_;                               ///< last: it uses all of the above
};

}  // namespace palpate::gl
