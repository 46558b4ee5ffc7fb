#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"

// JSON that lies in the database as text. What is written now is always well-formed; what an earlier version wrote may
// hold a part of a character, and is read as if U+FFFD stood there.

namespace dbc::emulator {

[[nodiscard]] Result<Json> parse_stored(std::string_view text);

/// An object or a list; an empty object for anything else, which only damage to the database could leave there.
[[nodiscard]] Json stored_json(std::string_view text);
/// The same for what can only be an object.
[[nodiscard]] Json stored_object(std::string_view text);

}  // namespace dbc::emulator
