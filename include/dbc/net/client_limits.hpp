#pragma once

#include <chrono>
#include <cstddef>

#include "dbc/base/environment.hpp"
#include "dbc/base/result.hpp"

namespace dbc::net {

/// How much of a server's time and size a client bears. The environment may change each value.
struct ClientLimits {
  std::chrono::seconds connect{30};        ///< DBC_CONNECT_TIMEOUT_SECONDS: name, TCP and TLS together
  std::chrono::seconds silence{300};       ///< DBC_HTTP_TIMEOUT_SECONDS: without a byte, or slower than `slowest`
  std::chrono::seconds repeating{5 * 60};  ///< DBC_RETRY_TIMEOUT_SECONDS: from the first attempt to the last; 0 for one
  std::size_t longest_reply = std::size_t{64} << 20U;  ///< DBC_MAX_REPLY_MIB: of a reply, or a list, kept in memory

  static constexpr long slowest = 100;    ///< bytes a second
  static constexpr int slow_replies = 6;  ///< a reply kept in memory may take so many silences
  static constexpr std::size_t longest_head = std::size_t{1} << 20U;     ///< all header lines of one answer
  static constexpr std::size_t longest_refusal = std::size_t{1} << 20U;  ///< what is kept of an error's body
};

/// The limits in force. Errors are of kind `config` and name the variable.
[[nodiscard]] Result<ClientLimits> client_limits(const Environment& environment);

}  // namespace dbc::net
