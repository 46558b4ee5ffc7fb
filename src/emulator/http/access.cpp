#include "emulator/http/access.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {
namespace {

std::string with_request_id(std::string_view message) {
  return std::string(message) + " [ReqId: " + random_uuid() + "]";
}

/// Both bodies differ from all others in their error_code: a number, and a number as text.
Error refusal(int status, const Json& error_code, std::string_view message) {
  const Json body{{"error_code", error_code}, {"message", with_request_id(message)}};
  return Error{.kind = ErrorKind::http,
               .message = std::string(message),
               .http = HttpDetail{.status = status, .body = json_text(body)}};
}

Error no_credential() {
  return refusal(401, 401, "Credential was not sent or was of an unsupported type for this API.");
}

Error unknown_credential() { return refusal(403, "403", "Invalid access token."); }

std::string token_of_basic(std::string_view encoded) {
  const auto decoded = base64_decode(encoded);
  constexpr std::string_view k_user = "token:";
  return decoded && decoded->starts_with(k_user) ? decoded->substr(k_user.size()) : std::string{};
}

/// Compares without telling by its duration how much was equal.
bool is_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string sha256(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
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

Result<Principal> check_access(const Request& request, Context& context) {
  const auto token = presented_token(request.headers);
  if (!token) return no_credential();
  const std::string hash = sha256(*token);
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto known, TokenRepository(transaction).all());
  std::optional<Principal> principal;
  for (const auto& row : known)
    if (is_equal(row.hash, hash)) principal = Principal{.user_name = row.user_name, .is_admin = true};
  if (!principal || token->empty()) return unknown_credential();
  return std::move(*principal);
}

}  // namespace dbc::emulator
