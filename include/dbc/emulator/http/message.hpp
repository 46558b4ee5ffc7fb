#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// A request as it reaches the router, through whichever door.
struct Request {
  std::string method;
  std::string target;  ///< raw path and query, still encoded
  HeaderList headers = {};
  std::string body = {};
};

/// What goes back. `body` is the exact text; both doors hand it on unchanged.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  HeaderList headers = {};
  std::string body = {};
};

/// The value of a header field, compared without case; empty where absent.
[[nodiscard]] std::string_view header(const HeaderList& headers, std::string_view name);

}  // namespace dbc::emulator
