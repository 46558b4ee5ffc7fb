#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/net/http.hpp"

namespace dbc::api {

/// What a reply must be to count as success, beside a status of 2xx. A sign-in page or the answer of another program
/// has none of these shapes.
enum class Shape : std::uint8_t {
  object,           ///< a JSON object
  acknowledgement,  ///< a JSON object, or nothing at all: there is nothing to tell
};

/// The reply's JSON; `{}` for nothing at all. An `error_code` in it is an error, whatever the status was, and so are
/// more values than a text of `longest` bytes commonly has.
[[nodiscard]] Result<Json> read_reply(const net::Response& response, Shape shape, std::size_t longest);

/// What allows a longer reply.
inline constexpr std::string_view k_longer_reply = "DBC_MAX_REPLY_MIB allows more, if that much is meant";

/// Refuses a head that announces a page for people.
[[nodiscard]] Result<void> check_is_no_page(const net::Response& head);
/// Refuses a page, a JSON document and what has no type where the bytes of a file are wanted, which the service calls a
/// stream of octets.
[[nodiscard]] Result<void> check_bytes_head(const net::Response& head);

/// The list of objects below a key of a reply; nullptr where it is absent or null, as an empty list may be.
[[nodiscard]] Result<const Json*> list_in(const Json& reply, std::string_view key);

/// A member that the reply must have, of the right type. Errors name it, and `what` it is missing from.
[[nodiscard]] Result<std::string> text_in(const Json& object, std::string_view key, std::string_view what);
[[nodiscard]] Result<std::uint64_t> count_in(const Json& object, std::string_view key, std::string_view what);
[[nodiscard]] Result<bool> flag_in(const Json& object, std::string_view key, std::string_view what);

/// Says that a reply is not what it ought to be.
[[nodiscard]] Error wrong_shape(std::string message);

}  // namespace dbc::api
