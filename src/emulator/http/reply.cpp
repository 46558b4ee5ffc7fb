#include "emulator/http/reply.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/http/quotable.hpp"

namespace dbc::emulator {

std::string json_text(const Json& value) { return write_json(value, {.escape_non_ascii = false, .spaced = false}); }

Reply ok(const Json& body) { return Reply{.body = json_text(body)}; }

Reply ok() { return Reply{.body = "{}"}; }

Reply error_reply(const Error& error, std::string_view credential) {
  if (!error.http) return error_reply(api_error(ErrorCode::internal_error, "The workspace failed to answer"));
  if (!error.http->body.empty())
    return Reply{.status = error.http->status, .body = without_secrets(error.http->body, credential)};
  const Json body{{"error_code", error.http->error_code}, {"message", without_secrets(error.message, credential)}};
  return Reply{.status = error.http->status, .body = json_text(body)};
}

}  // namespace dbc::emulator
