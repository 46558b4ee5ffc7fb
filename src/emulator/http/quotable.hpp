#pragma once

#include <string>
#include <string_view>

// What may be quoted of a request in an error, in the journal and in logs: names, and values of fields that hold no
// secrets. Whoever writes such a text need not think of it: every error passes `without_secrets` on its way out.

namespace dbc::emulator {

/// True where the value of the field, or of a dotted path, may be a secret: it is not to be quoted.
[[nodiscard]] bool holds_secret(std::string_view field);

/// The text with "..." for what looks like a credential (tokens of the workspace, user and password in a URL) and for
/// `credential`, the sender's own, unless that is empty.
[[nodiscard]] std::string without_secrets(std::string text, std::string_view credential = {});

}  // namespace dbc::emulator
