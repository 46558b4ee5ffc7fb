#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::api {

using Query = std::vector<std::pair<std::string, std::string>>;

/// Calls the REST API of one workspace. Knows nothing of the door behind the transport.
class Client {
 public:
  Client(std::unique_ptr<net::Transport> transport, std::string jobs_api_version)
      : transport_(std::move(transport)), jobs_api_version_(std::move(jobs_api_version)) {}

  /// GET with a query; the reply's JSON. An empty 2xx body counts as `{}`.
  [[nodiscard]] Result<Json> get(std::string_view path, const Query& query);
  /// Any other method with a JSON body.
  [[nodiscard]] Result<Json> send(std::string_view method, std::string_view path, const Json& body);
  /// Sends a prepared request (multipart, streams); a status of 400 or more becomes an error.
  [[nodiscard]] Result<net::Response> send_raw(const net::Request& request);

  /// "2.0" or "2.1": the version of the Jobs API that the profile asks for.
  [[nodiscard]] const std::string& jobs_api_version() const { return jobs_api_version_; }

 private:
  std::unique_ptr<net::Transport> transport_;
  std::string jobs_api_version_;
};

/// "/api/2.0/x?a=1&b=2" in the encoding of Python's urlencode.
[[nodiscard]] std::string target_with_query(std::string_view path, const Query& query);

/// What an error reply means: the service's code and text in old and new form, and what to do next.
[[nodiscard]] Error error_from_response(const net::Response& response);

}  // namespace dbc::api
