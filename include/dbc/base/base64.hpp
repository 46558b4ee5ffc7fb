#pragma once

#include <cstddef>
#include <string_view>

/// Base64 in parts, for what is too long to be kept whole. `text.hpp` has the functions for whole values.
namespace dbc {

/// Writes the text of `bytes`, whole groups of three, to `text`: four characters for each. The bytes may be the last
/// ones of that same room, as each group is read before anything is written over it.
void base64_encode_groups(std::string_view bytes, char* text);

/// Decodes `text` group by group to `bytes`: three for each four characters. Stops before a group that is not whole or
/// holds anything but letters of the alphabet. How many characters were taken.
[[nodiscard]] std::size_t base64_decode_groups(std::string_view text, char* bytes);

}  // namespace dbc
