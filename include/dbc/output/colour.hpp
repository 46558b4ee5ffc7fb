#pragma once

#include <string>
#include <string_view>

#include "dbc/base/environment.hpp"
#include "dbc/output/stream.hpp"

namespace dbc::output {

inline constexpr std::string_view k_cyan = "36";
inline constexpr std::string_view k_green = "32";

/// True where the stream is a terminal and nobody asked for plain text (NO_COLOR, TERM=dumb).
[[nodiscard]] bool shows_colour(const Stream& stream, const Environment& environment);

/// The text in the colour of an SGR code; unchanged where either is empty.
[[nodiscard]] std::string coloured(std::string_view text, std::string_view colour);

}  // namespace dbc::output
