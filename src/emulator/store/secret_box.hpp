#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Encrypts what must not lie readable in the database: AES-256-GCM with a key in a file of mode 0600 beside it, so
/// that the database alone, in a backup say, gives nothing away.
class SecretBox {
 public:
  /// Reads the key of the workspace in `folder`. Without a key file that is an error of kind `io`, or a new key where
  /// `may_make_key`: only while nothing is encrypted. Processes that come at once get the same key.
  [[nodiscard]] static Result<SecretBox> open(const std::filesystem::path& folder, bool may_make_key);

  /// Base64 of nonce, ciphertext and tag. `place` says where the value belongs: it opens nowhere else.
  [[nodiscard]] Result<std::string> seal(std::string_view value, std::string_view place) const;
  /// An error of kind `io` where the text was not sealed with this key for this place, or was changed.
  [[nodiscard]] Result<std::string> unseal(std::string_view sealed, std::string_view place) const;

 private:
  explicit SecretBox(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

/// Where the key of the workspace in `folder` lies.
[[nodiscard]] std::filesystem::path secret_key_file(const std::filesystem::path& folder);

}  // namespace dbc::emulator
