#pragma once

#include "emulator/http/call.hpp"
#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {

/// Makes a token for `owner` out of a request's lifetime_seconds and comment. Answers with its value, which nothing
/// tells again, and with what is known of it. Commits.
[[nodiscard]] Result<Json> make_token(const Json& input, const Principal& creator, std::int64_t owner_id,
                                      Context& context, Transaction& transaction);

/// FEATURE_DISABLED where an admin has switched tokens off.
[[nodiscard]] Result<void> require_tokens_enabled(Transaction& transaction);

/// token_id, creation_time, expiry_time and comment.
[[nodiscard]] Json token_info(const TokenRow& row);

/// Changes what the update_mask of a request names, which can only be the comment.
[[nodiscard]] Result<void> update_token(const Json& input, TokenRow& row, Transaction& transaction);

/// RESOURCE_DOES_NOT_EXIST for a token id.
[[nodiscard]] Error no_token(std::string_view id);

}  // namespace dbc::emulator
