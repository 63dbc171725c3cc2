#include "gl/side_thread.h"

#include <utility>

namespace palpate::gl {

SideThread::SideThread(Current current) : thread_([this, current = std::move(current)] { live(current); }) {}

SideThread::~SideThread() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SideThread::live(const Current& current) {
  const bool taken = current.take();
  std::unique_lock lock(mutex_);
  works_ = taken;
  for (;;) {
    busy_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return work_ || ends_; });
    if (!work_) break;
    const std::function<void()> work = std::exchange(work_, nullptr);
    lock.unlock();
    std::exception_ptr thrown;
    try {
      if (taken) work();
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    thrown_ = thrown;
  }
  lock.unlock();
  if (taken) current.drop();
}

bool SideThread::works() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_; });
  return works_;
}

void SideThread::run(std::function<void()> work) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_; });
  busy_ = true, work_ = std::move(work);
  changed_.notify_all();
}

void SideThread::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_; });
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

}  // namespace palpate::gl
