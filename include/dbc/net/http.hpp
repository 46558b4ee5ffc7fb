#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::net {

/// Header fields in the order they were added; names compare without case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  [[nodiscard]] const std::string* find(std::string_view name) const;
  void set(std::string_view name, std::string_view value);
  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  void remove(std::string_view name);
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

/// A body that is produced while it is sent, so that a file of any size needs bounded memory.
struct BodySource {
  std::optional<std::size_t> size;  ///< bytes in all; chunked where unknown
  /// Fills up to `capacity` bytes, 0 at the end. An error ends the request.
  std::function<Result<std::size_t>(char* buffer, std::size_t capacity)> read;
  std::function<Result<void>()> rewind;  ///< back to the start, for a repeated attempt
};

/// Receives a response body as it arrives.
using BodySink = std::function<Result<void>(std::string_view part)>;

struct Response;
/// Judges status and header fields of a 2xx response before its body is handed on.
using HeadCheck = std::function<Result<void>(const Response& head)>;

/// One request, relative to the workspace's host.
struct Request {
  std::string method = "GET";
  std::string target = "/";  ///< path and query, already encoded
  Headers headers = {};
  std::string body = {};
  std::optional<BodySource> body_source = {};  ///< replaces `body` where set
  BodySink sink = {};                          ///< receives the body of a 2xx response instead of `Response::body`
  std::function<void()> restart_sink = {};     ///< has it forget what it received: an attempt may be repeated then
  HeadCheck check_head = {};      ///< called once before `sink` receives anything; its error ends the request
  bool only_from_origin = false;  ///< an answer that another origin gives, after a redirect, is of no use
  bool repeatable = true;         ///< false where sending it twice could do harm
};

struct Response {
  int status = 0;
  Headers headers = {};
  std::string body = {};
};

}  // namespace dbc::net
