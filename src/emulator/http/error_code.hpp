#pragma once

#include <string>
#include <string_view>

#include "dbc/base/error.hpp"

namespace dbc::emulator {

/// The error codes of the workspace API that the emulator answers with.
enum class ErrorCode {
  bad_request,
  invalid_parameter_value,
  malformed_request,
  invalid_state,
  resource_already_exists,
  quota_exceeded,
  resource_limit_exceeded,
  max_request_size_exceeded,
  directory_not_empty,
  io_error,
  feature_disabled,
  unauthenticated,
  permission_denied,
  resource_does_not_exist,
  endpoint_not_found,
  resource_conflict,
  internal_error,
  not_implemented,
  max_block_size_exceeded,
  max_read_size_exceeded,
  max_notebook_size_exceeded,
  directory_protected,
  not_found,
  already_exists,
  failed_precondition,
  out_of_range,
  insufficient_storage,
};

/// The code as clients read it, e.g. INVALID_PARAMETER_VALUE.
[[nodiscard]] std::string_view name_of(ErrorCode code);
/// The HTTP status that goes with it. The only place that knows.
[[nodiscard]] int status_of(ErrorCode code);

/// The error a handler returns; the router turns it into a reply.
[[nodiscard]] Error api_error(ErrorCode code, std::string message);

[[nodiscard]] Error invalid_parameter(std::string message);
[[nodiscard]] Error malformed_request(std::string detail);  ///< "Could not parse request object: <detail>"
[[nodiscard]] Error missing_field(std::string_view name);   ///< "Missing required field: <name>"

/// The same error with a `details` entry of type ErrorInfo, which some clients read.
[[nodiscard]] Error with_error_info(Error error, std::string_view reason);

}  // namespace dbc::emulator
