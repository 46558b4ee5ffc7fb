#pragma once

#include <string>

#include "dbc/base/error.hpp"
#include "dbc/base/json.hpp"
#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

/// Compact JSON text, as every body is written.
[[nodiscard]] std::string json_text(const Json& value);

[[nodiscard]] Reply ok(const Json& body);
[[nodiscard]] Reply ok();  ///< `{}`: clients want a JSON body even where there is nothing to say

/// What goes back for an error. One without HttpDetail is a defect or a failure of the machine: 500, and its text
/// stays inside. Nor does it tell a secret, such as the sender's `credential`.
[[nodiscard]] Reply error_reply(const Error& error, std::string_view credential = {});

}  // namespace dbc::emulator
