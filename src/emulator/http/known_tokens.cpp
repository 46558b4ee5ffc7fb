#include "emulator/http/known_tokens.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_tokens = 1000;

}  // namespace

std::optional<KnownToken> KnownTokens::find(std::int64_t version, const std::string& hash) const {
  const std::lock_guard lock(mutex_);
  if (version != version_) return std::nullopt;
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? std::nullopt : std::optional(found->second);
}

void KnownTokens::add(std::int64_t version, const KnownToken& token) {
  const std::lock_guard lock(mutex_);
  // A slow reader may come with what an older version said.
  if (version < version_) return;
  if (version > version_ || by_hash_.size() >= k_max_tokens) by_hash_.clear();
  version_ = version;
  by_hash_[token.row.hash] = token;
}

Result<std::int64_t> identity_version(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT version FROM identity_version"));
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

}  // namespace dbc::emulator
