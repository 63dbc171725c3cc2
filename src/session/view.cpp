#include "session/view.h"

#include <utility>

namespace palpate::session {
namespace {

constexpr size_t kMostEntries = 200;

}  // namespace

bool is_shown(const View& view, const std::string& id) {
  return !view.hidden.contains(id) && (view.isolated.empty() || view.isolated.contains(id));
}

void UndoStack::remember(const View& before, std::string_view what, std::string_view merge_key) {
  future_.clear();
  if (!merge_key.empty() && merge_key == merge_key_ && !past_.empty()) return;
  merge_key_ = merge_key;
  past_.push_back({before, std::string(what)});
  if (past_.size() > kMostEntries) past_.pop_front();
}

bool UndoStack::undo(View& view) {
  seal();
  if (past_.empty()) return false;
  Entry entry = std::move(past_.back());
  past_.pop_back();
  std::swap(entry.view, view);
  future_.push_back(std::move(entry));
  return true;
}

bool UndoStack::redo(View& view) {
  seal();
  if (future_.empty()) return false;
  Entry entry = std::move(future_.back());
  future_.pop_back();
  std::swap(entry.view, view);
  past_.push_back(std::move(entry));
  return true;
}

void UndoStack::clear() {
  seal();
  past_.clear();
  future_.clear();
}

}  // namespace palpate::session
