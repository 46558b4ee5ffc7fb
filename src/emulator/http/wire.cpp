#include "emulator/http/wire.hpp"

#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Payload Too Large";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    default:
      return "Status";
  }
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool has_body(const Reply& reply) { return reply.status != 204 && reply.status != 304; }

std::string wire_head(const Reply& reply, bool keep_alive) {
  std::string text;
  text.reserve(256);
  text.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ").append(reason_of(reply.status));
  text.append("\r\n");
  for (const auto& [name, value] : reply.headers) append_field(text, name, value);
  if (has_body(reply)) append_field(text, "Content-Type", reply.content_type);
  if (has_body(reply) && header(reply.headers, "Content-Length").empty())
    append_field(text, "Content-Length", std::to_string(reply.file ? reply.file->length() : reply.body.size()));
  append_field(text, "Connection", keep_alive ? "keep-alive" : "close");
  text += "\r\n";
  return text;
}

Reply unreadable_request_reply() { return error_reply(malformed_request("this is not an HTTP request")); }

Reply large_header_reply() {
  Reply reply =
      error_reply(api_error(ErrorCode::max_request_size_exceeded,
                            "The request header is larger than " + std::to_string(k_max_header_bytes) + " bytes"));
  reply.status = 431;
  return reply;
}

Reply large_body_reply(std::uint64_t limit) {
  return error_reply(api_error(ErrorCode::max_request_size_exceeded,
                               "The request body is larger than " + std::to_string(limit) + " bytes"));
}

}  // namespace dbc::emulator
