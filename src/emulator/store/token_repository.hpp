#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// A bearer token without its value, of which nothing but the hash is known.
struct TokenRow {
  std::string id = {};    ///< 64 hexadecimal digits
  std::string hash = {};  ///< SHA-256 of the token as lower-case hexadecimal digits
  std::int64_t owner_id = 0;
  std::string owner_name = {};  ///< read from the principal, never written
  bool is_owner_active = true;  ///< likewise
  std::int64_t creator_id = 0;
  std::string creator_name = {};
  std::string comment = {};
  TimePoint created_at = {};
  std::optional<TimePoint> expires_at = {};     ///< nothing: never
  std::optional<TimePoint> last_used_day = {};  ///< midnight in UTC

  [[nodiscard]] bool is_expired(TimePoint now) const { return expires_at && *expires_at <= now; }
};

/// The bearer tokens that are accepted: those made by the API, and the one that a server was started with, which only
/// `candidates` knows.
class TokenRepository {
 public:
  explicit TokenRepository(Transaction& transaction) : transaction_(transaction) {}

  /// The tokens whose hash begins like this one. The caller compares the rest, in constant time.
  [[nodiscard]] Result<std::vector<TokenRow>> candidates(std::string_view hash);
  [[nodiscard]] Result<std::optional<TokenRow>> find(std::string_view id);
  [[nodiscard]] Result<std::vector<TokenRow>> all();
  [[nodiscard]] Result<std::vector<TokenRow>> of_owner(std::int64_t owner_id);
  [[nodiscard]] Result<void> insert(const TokenRow& row);
  [[nodiscard]] Result<void> set_comment(std::string_view id, std::string_view comment);
  [[nodiscard]] Result<void> set_last_used_day(std::string_view id, TimePoint day);
  [[nodiscard]] Result<void> remove(std::string_view id);
  /// True where a server was started with this token before, for this owner.
  [[nodiscard]] Result<bool> is_servers(std::string_view hash, std::int64_t owner_id);
  /// Accepts this token, for the owner of the workspace, instead of the one before.
  [[nodiscard]] Result<void> replace_servers(std::string_view hash, std::int64_t owner_id);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
