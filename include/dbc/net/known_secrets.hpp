#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dbc::net {

/// The credentials that this process uses, so that whatever others make of them can be kept from a screen or a build
/// log: servers and proxies echo what they were sent. Several threads may use one at once.
class KnownSecrets {
 public:
  /// A token, a password, the credentials of a header. One or two letters cannot be told from prose and are not masked.
  void add(std::string_view secret);

  /// The text with every secret masked, as it is, percent-encoded, escaped for JSON or HTML, in base64 and cut at its
  /// end; and with what has the shape of a credential.
  [[nodiscard]] std::string mask(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;  ///< and their forms in base64
};

}  // namespace dbc::net
