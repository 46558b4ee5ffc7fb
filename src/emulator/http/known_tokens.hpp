#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {

/// Whom a token lets in.
struct KnownToken {
  TokenRow row = {};
  bool is_admin = false;  ///< its owner
};

/// What the tokens that came lately stand for, as of one version of the identities in the database. For many threads.
class KnownTokens {
 public:
  /// Nothing where the token did not come yet since the identities have this version.
  [[nodiscard]] std::optional<KnownToken> find(std::int64_t version, const std::string& hash) const;
  void add(std::int64_t version, const KnownToken& token);

 private:
  mutable std::mutex mutex_;
  std::int64_t version_ = 0;
  std::unordered_map<std::string, KnownToken> by_hash_;  ///< a hash tells nothing of its token by how long it takes
};

/// The version of the identities that a transaction sees.
[[nodiscard]] Result<std::int64_t> identity_version(Transaction& transaction);

}  // namespace dbc::emulator
