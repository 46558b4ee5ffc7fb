#pragma once

#include <cstddef>
#include <string_view>

namespace dbc::emulator {

/// Follows the lines of a cell of Python, to know where a statement may begin: a `%` within a string, a bracket or a
/// continued line is Python's own.
class PythonLines {
 public:
  [[nodiscard]] bool is_at_statement() const { return quote_.empty() && depth_ == 0 && !is_continued_; }
  void pass(std::string_view line);

 private:
  [[nodiscard]] std::size_t pass_token(std::string_view rest);

  std::string_view quote_ = {};  ///< what ends the string of several lines that is open
  int depth_ = 0;                ///< of brackets
  bool is_continued_ = false;    ///< by a backslash
};

}  // namespace dbc::emulator
