#include "emulator/http/framing.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

Error with_status(Error error, int status) {
  error.http->status = status;
  return error;
}

/// A line that goes on with the one before it.
bool has_folded_line(std::string_view raw) {
  for (auto at = raw.find('\n'); at != std::string_view::npos && at + 1 < raw.size(); at = raw.find('\n', at + 1))
    if (raw[at + 1] == ' ' || raw[at + 1] == '\t') return true;
  return false;
}

struct Framing {
  std::size_t lengths = 0;
  std::size_t encodings = 0;
  bool has_odd_length = false;
  bool has_odd_encoding = false;
  bool has_odd_expectation = false;
};

bool is_number(std::string_view text) {
  constexpr std::size_t k_max_digits = 19;
  return !text.empty() && text.size() <= k_max_digits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Framing framing_of(const HeaderList& headers) {
  Framing framing;
  for (const auto& [name, value] : headers) {
    if (equals_ignoring_case(name, "Content-Length")) {
      ++framing.lengths;
      framing.has_odd_length = framing.has_odd_length || !is_number(value);
    } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
      ++framing.encodings;
      framing.has_odd_encoding = framing.has_odd_encoding || !equals_ignoring_case(value, "chunked");
    } else if (equals_ignoring_case(name, "Expect")) {
      framing.has_odd_expectation = framing.has_odd_expectation || !equals_ignoring_case(value, "100-continue");
    }
  }
  return framing;
}

}  // namespace

Result<void> check_framing(std::string_view raw, const Request& head, bool is_http_1_0) {
  if (head.headers.size() > k_max_header_fields)
    return with_status(api_error(ErrorCode::max_request_size_exceeded,
                                 "The request has more than " + std::to_string(k_max_header_fields) + " header fields"),
                       431);
  if (has_folded_line(raw)) return malformed_request("a header field goes over more than one line");
  const Framing framing = framing_of(head.headers);
  if (framing.lengths > 1 || framing.has_odd_length) return malformed_request("Content-Length is not one number");
  if (framing.encodings > 1 || framing.has_odd_encoding)
    return malformed_request("Transfer-Encoding is something else than chunked");
  if (framing.encodings > 0 && (framing.lengths > 0 || is_http_1_0))
    return malformed_request("Transfer-Encoding does not go with Content-Length, nor with HTTP/1.0");
  if (framing.has_odd_expectation && !is_http_1_0)
    return with_status(malformed_request("Expect asks for something else than 100-continue"), 417);
  return {};
}

}  // namespace dbc::emulator
