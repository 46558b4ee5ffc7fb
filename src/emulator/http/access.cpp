#include "emulator/http/access.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstdlib>

#include "dbc/base/text.hpp"
#include "emulator/http/known_tokens.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {
namespace {

/// Both bodies differ from all others in their error_code: a number, and a number as text.
Error refusal(const Context& context, int status, const Json& error_code, std::string_view message) {
  const Json body{{"error_code", error_code},
                  {"message", std::string(message) + " [ReqId: " + context.request_id + "]"}};
  return Error{.kind = ErrorKind::http,
               .message = std::string(message),
               .http = HttpDetail{.status = status, .body = json_text(body)}};
}

Error no_credential(const Context& context) {
  return refusal(context, 401, 401, "Credential was not sent or was of an unsupported type for this API.");
}

Error unknown_credential(const Context& context) { return refusal(context, 403, "403", "Invalid access token."); }

std::string token_of_basic(std::string_view encoded) {
  const auto decoded = base64_decode(encoded);
  constexpr std::string_view k_user = "token:";
  return decoded && decoded->starts_with(k_user) ? decoded->substr(k_user.size()) : std::string{};
}

/// Compares without telling by its duration how much was equal.
bool is_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

TimePoint day_of(TimePoint now) { return std::chrono::floor<std::chrono::days>(now); }

/// Writes once a day. That a token is used is no reason to refuse it, so that a failure does not matter.
void note_use(Store& store, const TokenRow& row, TimePoint day) {
  auto transaction = store.begin_write();
  if (transaction && TokenRepository(*transaction).set_last_used_day(row.id, day)) (void)transaction->commit();
}

}  // namespace

std::string sha256(std::string_view text) {
  // Fetched once: that takes longer than a digest does.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(digest.data());
  // Without a digest all tokens would be alike.
  if (EVP_Digest(text.data(), text.size(), bytes, nullptr, algorithm, nullptr) != 1) std::abort();
  return to_hex(digest);
}

std::optional<std::string> presented_token(const HeaderList& headers) {
  const auto value = trim(header(headers, "Authorization"));
  const auto blank = value.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto scheme = value.substr(0, blank);
  const auto credential = trim(value.substr(blank));
  if (equals_ignoring_case(scheme, "Bearer")) return std::string(credential);
  if (equals_ignoring_case(scheme, "Basic")) return token_of_basic(credential);
  return std::nullopt;
}

Result<std::optional<TokenRow>> find_token(Transaction& transaction, std::string_view hash) {
  DBC_TRY(const auto candidates, TokenRepository(transaction).candidates(hash));
  std::optional<TokenRow> found;
  for (const auto& row : candidates)
    if (is_equal(row.hash, hash)) found = row;
  return found;
}

namespace {

/// Nothing where nobody has this token.
Result<std::optional<KnownToken>> look_up(Store& store, KnownTokens* known_tokens, const std::string& hash) {
  DBC_TRY(auto transaction, store.begin_read());
  DBC_TRY(const auto version, identity_version(transaction));
  auto known = known_tokens == nullptr ? std::nullopt : known_tokens->find(version, hash);
  if (known) return known;
  DBC_TRY(auto row, find_token(transaction, hash));
  if (!row) return known;
  DBC_TRY(const bool is_admin, PrincipalRepository(transaction).is_admin(row->owner_id));
  known = KnownToken{.row = std::move(*row), .is_admin = is_admin};
  if (known_tokens != nullptr) known_tokens->add(version, *known);
  return known;
}

}  // namespace

Result<Principal> check_access(const Request& request, Context& context) {
  const auto token = presented_token(request.headers);
  if (!token) return no_credential(context);
  if (token->empty()) return unknown_credential(context);
  const TimePoint now = context.clock.now();
  DBC_TRY(const auto known, look_up(context.store, context.known_tokens, sha256(*token)));
  if (!known || !known->row.is_owner_active) return unknown_credential(context);
  const TokenRow& row = known->row;
  if (row.is_expired(now)) return refusal(context, 403, "403", "Access token expired.");
  if (row.last_used_day != day_of(now)) note_use(context.store, row, day_of(now));
  return Principal{.id = row.owner_id, .user_name = row.owner_name, .is_admin = known->is_admin};
}

}  // namespace dbc::emulator
