#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dbc::test {

/// One request to an emulated workspace and what its answer must look like.
struct ApiCase {
  std::string name;
  std::string method;
  std::string target;
  std::string body;
  int status;
  std::vector<std::string> has = {};      ///< texts of the answer's body
  std::vector<std::string> has_not = {};  ///< texts that must not be there
  std::string content_type = "application/json";
  /// Parts of the answer that each workspace makes for itself, such as ids: a name, and where the part stands as a JSON
  /// pointer. All later texts say <NAME> for it.
  std::vector<std::pair<std::string, std::string>> keep = {};
};

/// The case with one more part to keep.
[[nodiscard]] ApiCase keeping(ApiCase test, const std::string& name, const std::string& place);

/// Sends the cases in order to a fresh workspace through the embedded door, and to its twin through a socket. The
/// answers must be as the cases say, and the same bytes through both.
void check_both_doors(const std::vector<ApiCase>& cases);

}  // namespace dbc::test
