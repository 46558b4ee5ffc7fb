#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/api/reply_shape.hpp"
#include "dbc/base/json.hpp"
#include "dbc/net/client_limits.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::api {

using Query = std::vector<std::pair<std::string, std::string>>;

/// A request with a JSON body.
[[nodiscard]] net::Request json_request(std::string_view method, std::string_view path, const Json& body);

/// Calls the REST API of one workspace. Knows nothing of the door behind the transport. A call succeeds with a status
/// of 2xx and a reply of the shape that was asked for; everything else is an error.
class Client {
 public:
  Client(std::unique_ptr<net::Transport> transport, std::string jobs_api_version,
         std::size_t longest_reply = net::ClientLimits{}.longest_reply)
      : transport_(std::move(transport)),
        jobs_api_version_(std::move(jobs_api_version)),
        longest_reply_(longest_reply) {}

  /// GET with a query; the reply is an object.
  [[nodiscard]] Result<Json> get(std::string_view path, const Query& query);
  /// Any other method with a JSON body.
  [[nodiscard]] Result<Json> send(std::string_view method, std::string_view path, const Json& body,
                                  Shape shape = Shape::object);
  /// A prepared request (a form, a stream).
  [[nodiscard]] Result<Json> ask(const net::Request& request, Shape shape);
  /// A request whose reply is the bytes of a file, or only a head: into the request's sink where it has one.
  [[nodiscard]] Result<net::Response> fetch(net::Request request);

  /// A prepared request whose reply, of status 2xx, the caller reads himself.
  [[nodiscard]] Result<net::Response> exchange(const net::Request& request);

  /// "2.0" or "2.1": the version of the Jobs API that the profile asks for.
  [[nodiscard]] const std::string& jobs_api_version() const { return jobs_api_version_; }
  /// Bytes of a reply, or of a list in pages, that may be kept in memory.
  [[nodiscard]] std::size_t longest_reply() const { return longest_reply_; }

 private:
  std::unique_ptr<net::Transport> transport_;
  std::string jobs_api_version_;
  std::size_t longest_reply_;
};

/// "/api/2.0/x?a=1&b=2" in the encoding of Python's urlencode.
[[nodiscard]] std::string target_with_query(std::string_view path, const Query& query);

/// What an error reply means: the service's code and text in old and new form, and what to do next.
[[nodiscard]] Error error_from_response(const net::Response& response);

}  // namespace dbc::api
