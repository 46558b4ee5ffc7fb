#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/catalog/path_pattern.hpp"
#include "dbc/emulator/http/message.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {

class FileStore;
class KnownTokens;
class ReceivedBody;
class RunLauncher;
class StagedFile;
class Store;

/// Who asks.
struct Principal {
  std::int64_t id = 0;         ///< of the principals in the database; 0 where nobody was asked for
  std::string user_name = {};  ///< of a service principal its application id
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
  FileStore& files;
  const Clock& clock;
  const WorkspaceIdentity& identity;
  RunLauncher& launcher;                ///< what carries runs of jobs out
  KnownTokens* known_tokens = nullptr;  ///< may be null: then tokens are looked up each time
  std::vector<std::string> permission_warnings =
      {};                       ///< what a stricter workspace would have refused; goes into headers
  std::string request_id = {};  ///< of the request being answered; also in its reply's headers
};

/// A request on its way to a handler: routed, and its sender known.
class Call {
 public:
  Call(const Request& request, const ReceivedBody& body, const Target& target, catalog::PathParameters parameters,
       Principal principal)
      : request_(request),
        body_(body),
        target_(target),
        parameters_(std::move(parameters)),
        principal_(std::move(principal)) {}

  /// Body and query as one JSON object; the query wins. The body is JSON whatever its content type says, or a form of
  /// either kind, whose files are left out. MALFORMED_REQUEST where it is none of these.
  [[nodiscard]] Result<Json> input() const;
  /// The query alone, as `input` has it: for bodies that are content.
  [[nodiscard]] Json query() const;
  /// The body where it is content, or the first file of a form; nullptr where there is none.
  [[nodiscard]] const std::shared_ptr<StagedFile>& staged() const;
  [[nodiscard]] const Principal& principal() const { return principal_; }
  [[nodiscard]] std::string_view api_version() const { return target_.api_version(); }
  /// The value of a path parameter, decoded; empty where the route has none of that name.
  [[nodiscard]] std::string_view path_parameter(std::string_view name) const;
  /// The task run whose code asks, where a task does.
  [[nodiscard]] std::optional<std::int64_t> caller_task_run_id() const { return request_.caller_task_run_id; }
  [[nodiscard]] std::string_view header_field(std::string_view name) const { return header(request_.headers, name); }

 private:
  [[nodiscard]] Result<Json> parse_body() const;
  const Request& request_;
  const ReceivedBody& body_;
  const Target& target_;
  catalog::PathParameters parameters_;
  Principal principal_;
};

}  // namespace dbc::emulator
