#pragma once

#include <memory>
#include <string>

#include "dbc/net/transport.hpp"

namespace dbc::net {

/// Who is calling. Empty texts add no header.
struct IdentityOptions {
  std::string user_agent = {};  ///< User-Agent
  std::string request_id =
      {};  ///< X-Request-Id: one per invocation, so that a support case can find all of its requests
};

/// Adds the headers to every request that does not have them already.
[[nodiscard]] std::unique_ptr<Transport> with_identity(std::unique_ptr<Transport> next, IdentityOptions options);

/// The part of a User-Agent that comes from outside: what is not in [0-9A-Za-z_.+-] becomes '-'.
[[nodiscard]] std::string user_agent_token(std::string_view text);

}  // namespace dbc::net
