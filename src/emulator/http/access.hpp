#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/message.hpp"
#include "emulator/http/call.hpp"
#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {

/// SHA-256 of a text, as lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view text);

/// The token of `Authorization: Bearer TOKEN` or of Basic with the user `token`; nothing where there is none of a
/// known scheme. A Basic credential of another user gives an empty token, which is never valid.
[[nodiscard]] std::optional<std::string> presented_token(const HeaderList& headers);

/// The token with this hash; nothing where there is none. The lookup uses a part of the hash only; the rest is compared
/// in constant time.
[[nodiscard]] Result<std::optional<TokenRow>> find_token(Transaction& transaction, std::string_view hash);

/// Settles who sends a request through a socket: 401 without a credential, 403 with an unknown one.
[[nodiscard]] Result<Principal> check_access(const Request& request, Context& context);

}  // namespace dbc::emulator
