#include "emulator/http/error_code.hpp"

#include <array>

#include "dbc/base/json.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

struct Entry {
  ErrorCode code;
  std::string_view name;
  int status;
};

constexpr std::array k_entries{
    Entry{ErrorCode::bad_request, "BAD_REQUEST", 400},
    Entry{ErrorCode::invalid_parameter_value, "INVALID_PARAMETER_VALUE", 400},
    Entry{ErrorCode::malformed_request, "MALFORMED_REQUEST", 400},
    Entry{ErrorCode::invalid_state, "INVALID_STATE", 400},
    Entry{ErrorCode::resource_already_exists, "RESOURCE_ALREADY_EXISTS", 400},
    Entry{ErrorCode::quota_exceeded, "QUOTA_EXCEEDED", 400},
    Entry{ErrorCode::resource_limit_exceeded, "RESOURCE_LIMIT_EXCEEDED", 400},
    Entry{ErrorCode::max_request_size_exceeded, "MAX_REQUEST_SIZE_EXCEEDED", 413},
    Entry{ErrorCode::directory_not_empty, "DIRECTORY_NOT_EMPTY", 400},
    Entry{ErrorCode::io_error, "IO_ERROR", 400},
    Entry{ErrorCode::feature_disabled, "FEATURE_DISABLED", 404},
    Entry{ErrorCode::unauthenticated, "UNAUTHENTICATED", 401},
    Entry{ErrorCode::permission_denied, "PERMISSION_DENIED", 403},
    Entry{ErrorCode::resource_does_not_exist, "RESOURCE_DOES_NOT_EXIST", 404},
    Entry{ErrorCode::endpoint_not_found, "ENDPOINT_NOT_FOUND", 404},
    Entry{ErrorCode::resource_conflict, "RESOURCE_CONFLICT", 409},
    Entry{ErrorCode::internal_error, "INTERNAL_ERROR", 500},
    Entry{ErrorCode::not_implemented, "NOT_IMPLEMENTED", 501},
    Entry{ErrorCode::max_block_size_exceeded, "MAX_BLOCK_SIZE_EXCEEDED", 400},
    Entry{ErrorCode::max_read_size_exceeded, "MAX_READ_SIZE_EXCEEDED", 400},
    Entry{ErrorCode::max_notebook_size_exceeded, "MAX_NOTEBOOK_SIZE_EXCEEDED", 400},
    Entry{ErrorCode::directory_protected, "DIRECTORY_PROTECTED", 400},
    Entry{ErrorCode::not_found, "NOT_FOUND", 404},
    Entry{ErrorCode::already_exists, "ALREADY_EXISTS", 409},
    Entry{ErrorCode::failed_precondition, "FAILED_PRECONDITION", 412},
    Entry{ErrorCode::out_of_range, "OUT_OF_RANGE", 416},
    Entry{ErrorCode::insufficient_storage, "INTERNAL_ERROR", 507},  // a code that every client knows
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < k_entries.size(); ++i)
    if (static_cast<std::size_t>(k_entries[i].code) != i) return false;
  return true;
}
static_assert(is_in_order(), "the table is indexed by the enumerator");

const Entry& entry(ErrorCode code) { return k_entries.at(static_cast<std::size_t>(code)); }

}  // namespace

std::string_view name_of(ErrorCode code) { return entry(code).name; }

int status_of(ErrorCode code) { return entry(code).status; }

Error api_error(ErrorCode code, std::string message) {
  return Error{.kind = ErrorKind::http,
               .message = std::move(message),
               .http = HttpDetail{.status = status_of(code), .error_code = std::string(name_of(code))}};
}

Error invalid_parameter(std::string message) {
  return api_error(ErrorCode::invalid_parameter_value, std::move(message));
}

Error malformed_request(std::string detail) {
  return api_error(ErrorCode::malformed_request, "Could not parse request object: " + std::move(detail));
}

Error missing_field(std::string_view name) { return invalid_parameter("Missing required field: " + std::string(name)); }

Error with_error_info(Error error, std::string_view reason) {
  const Json info{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", reason}, {"domain", ""}};
  Json body{{"error_code", error.http->error_code}, {"message", error.message}, {"details", Json::array({info})}};
  error.http->body = json_text(body);
  return error;
}

}  // namespace dbc::emulator
