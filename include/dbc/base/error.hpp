#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbc {

/// What a caller may act on. The text for people is in `Error::message`.
enum class ErrorKind {
  usage,      ///< the command line itself is wrong: exit code 2
  config,     ///< a profile, variable or settings file is missing or unusable
  input,      ///< a value or file given by the user is unusable
  not_found,  ///< a file, object or name does not exist
  io,         ///< the operating system refused: disk, permission, pipe
  network,    ///< no HTTP answer was received
  http,       ///< the service answered with an error status; see `Error::http`
  timeout,    ///< a deadline passed
  aborted,    ///< the user interrupted or declined
  internal,   ///< a broken invariant: a defect in dbc
};

/// What the service said when it answered with a status of 400 or more.
struct HttpDetail {
  int status = 0;
  std::string error_code = {};  ///< `error_code` of the body, e.g. RESOURCE_DOES_NOT_EXIST; may be empty
  std::string body = {};        ///< the body as received, bounded; kept for display
};

/// How far a request got that brought no answer: what a repeated attempt may rest on.
struct NetworkDetail {
  bool sent = true;        ///< some of the request may have reached the service
  bool transient = false;  ///< another attempt may fare better; false for certificates, addresses, refused proxies
};

/// An expected failure on its way up to the one reporter in `cli/`.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message = {};               ///< what failed, and with which value; one sentence without a final dot
  std::string hint = {};                  ///< the next thing to type or look at; may be empty
  std::vector<std::string> context = {};  ///< what was being done, innermost first
  std::optional<HttpDetail> http = {};
  std::optional<NetworkDetail> network = {};

  /// The same error, with what was being done when it happened.
  [[nodiscard]] Error with_context(std::string_view doing) &&;
  /// The same error, with another hint.
  [[nodiscard]] Error with_hint(std::string_view next) &&;
};

/// An error from `errno`, as "<doing>: <system text>".
[[nodiscard]] Error system_error(int error_number, std::string_view doing);

}  // namespace dbc
