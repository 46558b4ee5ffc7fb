#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/store/store.hpp"

namespace dbc::emulator {

struct TokenRow {
  std::string hash;  ///< SHA-256 of the token as lower-case hexadecimal digits
  std::string user_name;
};

/// The bearer tokens that are accepted.
class TokenRepository {
 public:
  explicit TokenRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::vector<TokenRow>> all();
  /// Forgets every token and accepts this one.
  [[nodiscard]] Result<void> replace_all(const TokenRow& row);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
