#pragma once

#include <optional>
#include <string>

#include "dbc/config/profile_store.hpp"

namespace dbc::cli {

/// The keys of one way to sign in; the other ways' keys are removed.
struct Credentials {
  std::string host = {};
  std::optional<std::string> token = {};
  std::optional<std::string> username = {};
  std::optional<std::string> password = {};
  std::optional<std::string> refresh_token = {};

  bool operator==(const Credentials&) const = default;
};

/// What a section of the profile file holds of these; all empty where it is not there.
[[nodiscard]] Credentials stored_credentials(const config::IniDocument& document, const std::string& section);

/// Writes all of these keys, and removes those that have no value.
[[nodiscard]] config::ProfileChange change_to(const Credentials& wanted);

/// True where there is something that cannot be had again by typing the command anew: any credential, or the host of a
/// workspace that is not this machine's.
[[nodiscard]] bool is_worth_keeping(const Credentials& stored);

/// True where writing `wanted` loses such a thing.
[[nodiscard]] bool would_be_lost(const Credentials& stored, const Credentials& wanted);

/// "the host https://a and a token": never the credential itself.
[[nodiscard]] std::string in_words(const Credentials& stored);

/// A host for messages, without what may stand in front of '@'.
[[nodiscard]] std::string shown_host(const std::string& host);

}  // namespace dbc::cli
