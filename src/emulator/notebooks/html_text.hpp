#pragma once

#include <string>
#include <string_view>

namespace dbc::emulator {

/// Text as the content of an element, or as the value of an attribute in double quotes.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace dbc::emulator
