#include "core/error.h"

#include <utility>

namespace palpate {

Error::Error(std::string where, std::string what, std::string cure, Exit status)
    : where_(std::move(where)), what_(std::move(what)), cure_(std::move(cure)), status_(status) {
  message_ = where_.empty() ? what_ : where_ + ": " + what_;
  if (!cure_.empty()) message_ += " (" + cure_ + ")";
}

}  // namespace palpate
