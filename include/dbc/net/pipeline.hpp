#pragma once

#include <memory>
#include <optional>

#include "dbc/net/authorization.hpp"
#include "dbc/net/identity.hpp"
#include "dbc/net/log.hpp"
#include "dbc/net/retry.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::net {

/// The policies around a wire. What is absent is left out of the chain.
struct PipelineOptions {
  IdentityOptions identity = {};
  std::optional<RetryOptions> retry = RetryOptions{};
  AuthorizationProvider authorization = {};
  std::optional<LogOptions> log = {};
};

/// identity, retry, then for each attempt authorization, log, wire.
[[nodiscard]] std::unique_ptr<Transport> make_pipeline(std::unique_ptr<Transport> wire, PipelineOptions options);

}  // namespace dbc::net
