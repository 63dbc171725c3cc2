#pragma once
// One error type for the whole program: where it happened, what is wrong, what to do about it.
// Thrown low, caught in main and in the command runner; nothing below src/app prints or exits.

#include <exception>
#include <string>

namespace palpate {

/// Exit statuses of the program (README, "Exit status").
enum class Exit : int {
  fine = 0,
  bad_input = 1,
  wrong_usage = 2,
  no_graphics = 3,
  missing_program = 4,
  our_fault = 70,
  cancelled = 130,
};

class Error : public std::exception {
 public:
  /// `where`: file, file:line:column or a part of the program; may be empty. `cure`: what the reader can do; may be empty.
  Error(std::string where, std::string what, std::string cure = {}, Exit status = Exit::bad_input);

  /// "where: what (cure)", the line a person reads.
  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& where() const { return where_; }
  const std::string& problem() const { return what_; }
  const std::string& cure() const { return cure_; }
  Exit status() const { return status_; }

 private:
  std::string where_, what_, cure_, message_;
  Exit status_;
};

}  // namespace palpate
