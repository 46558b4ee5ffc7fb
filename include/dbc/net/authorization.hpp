#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dbc/net/transport.hpp"

namespace dbc::net {

/// Value of the Authorization header, asked for before each attempt, so that a token can be renewed in between. An
/// empty text sends none; an error ends the request.
using AuthorizationProvider = std::function<Result<std::string>()>;

/// Adds the Authorization header to every request that does not have one already.
[[nodiscard]] std::unique_ptr<Transport> with_authorization(std::unique_ptr<Transport> next,
                                                            AuthorizationProvider provider);

}  // namespace dbc::net
