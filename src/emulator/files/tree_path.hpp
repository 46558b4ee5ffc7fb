#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// A place in a tree of files: names from the root downwards, each one a name that a file can have. It cannot lead out
/// of the tree.
class TreePath {
 public:
  TreePath() = default;  ///< the root

  /// Reads `/a/b`. Doubled and final slashes and `.` count for nothing. INVALID_PARAMETER_VALUE for `..`, NUL, what is
  /// not UTF-8, a name beyond 255 bytes and a path beyond 4096.
  [[nodiscard]] static Result<TreePath> parse(std::string_view text);

  [[nodiscard]] bool is_root() const { return names_.empty(); }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::string text() const;         ///< `/a/b`; `/` for the root
  [[nodiscard]] const std::string& name() const;  ///< the last name; empty for the root
  [[nodiscard]] TreePath parent() const;          ///< the root's is the root
  [[nodiscard]] TreePath child(std::string name) const;
  /// What is left below the first `count` names.
  [[nodiscard]] TreePath below(std::size_t count) const;
  /// True where this is `other` or lies below it.
  [[nodiscard]] bool is_within(const TreePath& other) const;

  friend bool operator==(const TreePath& a, const TreePath& b) { return a.names_ == b.names_; }

 private:
  std::vector<std::string> names_;
};

}  // namespace dbc::emulator
