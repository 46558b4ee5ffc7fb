#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "dbc/net/transport.hpp"

namespace dbc::net {

/// Receives one line, without a line end.
using LogSink = std::function<void(std::string_view line)>;

struct LogOptions {
  LogSink sink = {};
  bool bodies = true;               ///< show bodies, redacted and cut
  std::size_t longest_body = 2048;  ///< bytes shown of one body
};

/// Writes every attempt as it goes over the wire: method, target, allow-listed headers, sizes, status and time taken.
/// Credentials and secrets are masked.
[[nodiscard]] std::unique_ptr<Transport> with_log(std::unique_ptr<Transport> next, LogOptions options);

}  // namespace dbc::net
