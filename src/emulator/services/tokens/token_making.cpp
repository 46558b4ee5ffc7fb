#include "emulator/services/tokens/token_making.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/random.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/settings/workspace_conf.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_tokens = 600;  // valid ones of one owner
constexpr std::int64_t k_max_lifetime_seconds = 100LL * 366 * 24 * 3600;
constexpr std::int64_t k_never = -1;
constexpr std::size_t k_token_bytes = 16;
constexpr std::size_t k_id_bytes = 32;

/// The longest lifetime that the workspace allows; nothing where it does not say.
Result<std::optional<std::chrono::days>> longest_lifetime(Transaction& transaction) {
  DBC_TRY(const auto text, workspace_conf(transaction, "maxTokenLifetimeDays"));
  int days = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), days);
  return days > 0 ? std::optional(std::chrono::days{days}) : std::nullopt;
}

Result<std::optional<TimePoint>> read_expiry(const Json& input, Transaction& transaction, TimePoint now) {
  DBC_TRY(const auto seconds, Fields(input).integer("lifetime_seconds"));
  DBC_TRY(const auto longest, longest_lifetime(transaction));
  if (!seconds) return longest ? std::optional<TimePoint>(now + *longest) : std::nullopt;
  if (*seconds <= 0 || *seconds > k_max_lifetime_seconds)
    return invalid_parameter("lifetime_seconds must be positive and not beyond reason, not " +
                             std::to_string(*seconds));
  const std::chrono::seconds lifetime{*seconds};
  if (longest && lifetime > *longest)
    return invalid_parameter("lifetime_seconds must not exceed the workspace's maximum of " +
                             std::to_string(longest->count()) + " days");
  return std::optional<TimePoint>(now + lifetime);
}

/// A token opens every API here, so that a narrower one cannot be promised.
Result<void> refuse_scopes(const Json& input) {
  DBC_TRY(const auto scopes, Fields(input).texts("scopes"));
  DBC_TRY(const auto is_automatic, Fields(input).boolean("autoscope_enabled"));
  const bool is_narrow = std::ranges::any_of(scopes, [](const std::string& each) { return each != "all-apis"; });
  if (!is_narrow && !is_automatic.value_or(false)) return {};
  return api_error(ErrorCode::not_implemented, "The emulated workspace does not serve scopes of tokens yet");
}

Result<void> require_room(TokenRepository& tokens, std::int64_t owner_id, TimePoint now) {
  DBC_TRY(const auto rows, tokens.of_owner(owner_id));
  const auto valid = std::ranges::count_if(rows, [&](const TokenRow& row) { return !row.is_expired(now); });
  if (static_cast<std::size_t>(valid) < k_max_tokens) return {};
  return api_error(ErrorCode::quota_exceeded,
                   "The user has " + std::to_string(k_max_tokens) + " valid tokens, which is the limit");
}

}  // namespace

Error no_token(std::string_view id) {
  return api_error(ErrorCode::resource_does_not_exist, "Token with id " + std::string(id) + " does not exist");
}

Result<void> require_tokens_enabled(Transaction& transaction) {
  DBC_TRY(const auto value, workspace_conf(transaction, "enableTokensConfig"));
  if (value != "false") return {};
  return api_error(ErrorCode::feature_disabled, "Personal access tokens are disabled in this workspace");
}

Json token_info(const TokenRow& row) {
  return {{"token_id", row.id},
          {"creation_time", to_epoch_millis(row.created_at)},
          {"expiry_time", row.expires_at ? to_epoch_millis(*row.expires_at) : k_never},
          {"comment", row.comment}};
}

Result<Json> make_token(const Json& input, const Principal& creator, std::int64_t owner_id, Context& context,
                        Transaction& transaction) {
  DBC_CHECK(refuse_scopes(input));
  const TimePoint now = context.clock.now();
  DBC_TRY(const auto comment, Fields(input).text("comment"));
  DBC_TRY(const auto expiry, read_expiry(input, transaction, now));
  TokenRepository tokens(transaction);
  DBC_CHECK(require_room(tokens, owner_id, now));
  const std::string value = "dapi" + random_hex(k_token_bytes);
  const TokenRow row{.id = transaction.ids().hex(k_id_bytes),
                     .hash = sha256(value),
                     .owner_id = owner_id,
                     .creator_id = creator.id,
                     .creator_name = creator.user_name,
                     .comment = comment.value_or(""),
                     .created_at = now,
                     .expires_at = expiry};
  DBC_CHECK(tokens.insert(row));
  DBC_CHECK(transaction.commit());
  return Json{{"token_value", value}, {"token_info", token_info(row)}};
}

Result<void> update_token(const Json& input, TokenRow& row, Transaction& transaction) {
  const Fields fields(input);
  DBC_TRY(const Json* changes, fields.object("token"));
  DBC_TRY(const auto mask, fields.texts("update_mask"));
  if (changes == nullptr) return missing_field("token");
  if (mask.empty()) return missing_field("update_mask");
  for (const auto& field : mask) {
    if (field == "scopes" || field == "autoscope_state")
      return api_error(ErrorCode::not_implemented, "The emulated workspace does not serve scopes of tokens yet");
    if (field != "comment") return invalid_parameter("The update_mask names what cannot be changed: " + field);
  }
  DBC_TRY(const auto comment, Fields(*changes).text("comment"));
  row.comment = comment.value_or("");
  return TokenRepository(transaction).set_comment(row.id, row.comment);
}

}  // namespace dbc::emulator
