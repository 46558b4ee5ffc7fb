#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "dbc/net/http.hpp"

namespace dbc::test {

/// A small DBFS in memory, to be the `answer` of a FakeService. Paths are kept as the service writes them: "/a/b".
class FakeDbfs {
 public:
  std::map<std::string, std::string> files;
  std::set<std::string> folders{"/"};
  /// May answer a request before DBFS does.
  std::function<std::optional<net::Response>(const std::string& operation, const std::string& path)> disturb;

  net::Response operator()(const net::Request& request);

 private:
  net::Response get(const std::string& operation, const std::string& path, std::size_t offset) const;
  net::Response list(const std::string& path) const;
  net::Response store(const std::string& path, std::string content, bool overwrite);
  net::Response put(const std::string& form);
  net::Response post(const std::string& operation, const std::string& body);
  net::Response write(const std::string& operation, const std::string& body);

  std::map<int, std::string> handles_;  ///< open for writing: the path
};

/// An error of the service.
[[nodiscard]] net::Response refusal(int status, const std::string& code, const std::string& message = "no");

}  // namespace dbc::test
