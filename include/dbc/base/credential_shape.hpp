#pragma once

#include <string>
#include <string_view>

namespace dbc {

/// Stands where a secret stood.
inline constexpr std::string_view k_masked = "**REDACTED**";

/// The text with everything masked that has the shape of a credential: an access token (dapi...), a client secret, a
/// JSON web token, what follows Bearer or Basic. For messages that quote what somebody typed or wrote in a wrong place.
[[nodiscard]] std::string mask_credential_shapes(std::string_view text);

/// True where the text holds such a thing.
[[nodiscard]] bool has_credential_shape(std::string_view text);

}  // namespace dbc
