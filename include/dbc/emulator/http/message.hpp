#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/emulator/http/file_body.hpp"

namespace dbc::emulator {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// A request as it reaches the router, through whichever door.
struct Request {
  std::string method;
  std::string target;  ///< raw path and query, still encoded
  HeaderList headers = {};
  std::string body = {};
  std::optional<std::int64_t> caller_task_run_id = {};  ///< the task run whose code asks; set by its supervisor alone
};

/// What goes back. `body` is the exact text, or `file` its source; both doors hand them on unchanged.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  HeaderList headers = {};
  std::string body = {};
  std::shared_ptr<const FileBody> file = {};  ///< replaces `body` where set
};

/// The value of a header field, compared without case; empty where absent.
[[nodiscard]] std::string_view header(const HeaderList& headers, std::string_view name);

}  // namespace dbc::emulator
