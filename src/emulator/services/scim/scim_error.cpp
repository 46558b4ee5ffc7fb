#include "emulator/services/scim/scim_error.hpp"

#include "emulator/http/reply.hpp"

namespace dbc::emulator {

Error scim_error(int status, std::string_view detail, std::string_view scim_type) {
  Json body{{"schemas", Json::array({"urn:ietf:params:scim:api:messages:2.0:Error"})},
            {"detail", detail},
            {"status", std::to_string(status)}};
  if (!scim_type.empty()) body["scimType"] = scim_type;
  return Error{.kind = ErrorKind::http,
               .message = std::string(detail),
               .http = HttpDetail{.status = status, .body = json_text(body)}};
}

Error invalid_filter(std::string_view detail) { return scim_error(400, detail, "invalidFilter"); }
Error invalid_path(std::string_view detail) { return scim_error(400, detail, "invalidPath"); }
Error invalid_value(std::string_view detail) { return scim_error(400, detail, "invalidValue"); }

Result<Reply> in_scim_form(Result<Reply> answer) {
  constexpr std::string_view k_media_type = "application/scim+json";
  if (answer) {
    answer->content_type = k_media_type;
    return answer;
  }
  const Error& error = answer.error();
  if (!error.http) return answer;
  Reply reply = error_reply(error.http->body.empty() ? scim_error(error.http->status, error.message) : error);
  reply.content_type = k_media_type;
  return reply;
}

}  // namespace dbc::emulator
