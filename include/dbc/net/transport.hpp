#pragma once

#include "dbc/net/http.hpp"

namespace dbc::net {

/// Sends one request and brings one response. An HTTP error status is a success here: `api/` gives it meaning.
/// Errors are of kind `network`, `timeout` or `io`.
class Transport {
 public:
  virtual ~Transport() = default;
  [[nodiscard]] virtual Result<Response> send(const Request& request) = 0;
};

}  // namespace dbc::net
