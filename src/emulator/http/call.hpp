#pragma once

#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/catalog/path_pattern.hpp"
#include "dbc/emulator/http/message.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {

class RunLauncher;
class Store;

/// Who asks.
struct Principal {
  std::string user_name;
  bool is_admin = false;
};

/// What belongs to the workspace as a whole and never changes.
struct WorkspaceIdentity {
  std::int64_t org_id = 0;  ///< decimal workspace id, below 2^53
  std::string owner;        ///< user name of the admin
};

/// What handlers work with besides the request.
struct Context {
  Store& store;
  const Clock& clock;
  const WorkspaceIdentity& identity;
  RunLauncher& launcher;  ///< what carries runs of jobs out
};

/// A request on its way to a handler: routed, and its sender known.
class Call {
 public:
  Call(const Request& request, const Target& target, catalog::PathParameters parameters, Principal principal)
      : request_(request), target_(target), parameters_(std::move(parameters)), principal_(std::move(principal)) {}

  /// Body and query as one JSON object; the query wins. The body is JSON whatever its content type says, or a form.
  /// MALFORMED_REQUEST where it is neither.
  [[nodiscard]] Result<Json> input() const;
  [[nodiscard]] std::string_view raw_body() const { return request_.body; }
  [[nodiscard]] const Principal& principal() const { return principal_; }
  [[nodiscard]] std::string_view api_version() const { return target_.api_version(); }
  /// The value of a path parameter, decoded; empty where the route has none of that name.
  [[nodiscard]] std::string_view path_parameter(std::string_view name) const;
  [[nodiscard]] std::string_view header_field(std::string_view name) const { return header(request_.headers, name); }

 private:
  const Request& request_;
  const Target& target_;
  catalog::PathParameters parameters_;
  Principal principal_;
};

}  // namespace dbc::emulator
