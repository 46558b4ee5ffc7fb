#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dbc::test {

/// A line of matrix.txt, which explains itself.
struct MatrixRow {
  std::string line = {};  ///< for messages
  std::string verb = {};
  std::string route = {};  ///< with the first prefix of its group
  std::string who = {};
  int status = 0;
  bool shows_planted = false;
  std::string request = {};

  [[nodiscard]] std::string key() const { return verb + " " + route; }
  /// KIND/ID of a `who` that is about a level; empty for others.
  [[nodiscard]] std::string object() const;
  [[nodiscard]] std::string level() const;
};

[[nodiscard]] std::vector<MatrixRow> read_matrix();

/// VERB and route, as rows have them, of everything that the router serves.
[[nodiscard]] std::set<std::string> served_routes();

/// The prefixes of the group that serves the route: the same API under other names.
[[nodiscard]] std::vector<std::string> prefixes_of(const MatrixRow& row);

/// A request of a row, to be sent.
struct MatrixCall {
  std::string verb = {};
  std::string target = {};
  std::string body = {};
};

/// `request` is the row's, with objects in the place of their names.
[[nodiscard]] MatrixCall call_of(const MatrixRow& row, const std::string& prefix, std::string_view request);

}  // namespace dbc::test
