#pragma once

#include <string_view>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

/// Whether a head leaves no doubt where its body ends: what two readers could understand in two ways could hide a
/// request in another one. An error of 400, 417 or 431 where it does not. `raw` is the head as it was sent.
[[nodiscard]] Result<void> check_framing(std::string_view raw, const Request& head, bool is_http_1_0);

}  // namespace dbc::emulator
