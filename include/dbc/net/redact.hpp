#pragma once

#include <string>
#include <string_view>

#include "dbc/base/credential_shape.hpp"
#include "dbc/net/http.hpp"

namespace dbc::net {

/// Stands where a secret stood.
inline constexpr std::string_view k_redacted = k_masked;

/// A JSON or form body with the values of secret keys masked, and everything that looks like a token with them. The
/// text need not be well-formed.
[[nodiscard]] std::string redact_body(std::string_view body);

/// Path and query of a request with the values of query keys masked that are not known to be harmless.
[[nodiscard]] std::string redact_target(std::string_view target);

/// True for the name of a field or an option, with '_' between its words, whose value is a secret.
[[nodiscard]] bool is_secret_key(std::string_view written);

/// True for header fields that may be shown.
[[nodiscard]] bool is_loggable_header(std::string_view name);

}  // namespace dbc::net
