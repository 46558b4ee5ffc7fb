#include "emulator/http/quotable.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_mask = "...";
constexpr std::size_t k_least_credential = 6;  // a shorter one occurs in other words

constexpr std::string_view k_token_prefix = "dapi";
constexpr std::array<std::string_view, 6> k_secret_words{"password", "secret",     "token",
                                                         "env_vars", "credential", "account.key"};

void mask_tokens(std::string& text) {
  for (auto at = text.find(k_token_prefix); at != std::string::npos; at = text.find(k_token_prefix, at + 1)) {
    const auto begin = at + k_token_prefix.size();
    const auto end = std::min(text.find_first_not_of("0123456789abcdefABCDEF-", begin), text.size());
    if (end > begin) text.replace(begin, end - begin, k_mask);
  }
}

/// https://user:password@host: nobody else's business.
void mask_user_info(std::string& text) {
  constexpr std::string_view k_begin = "://";
  for (auto at = text.find(k_begin); at != std::string::npos; at = text.find(k_begin, at + k_begin.size())) {
    const auto begin = at + k_begin.size();
    const auto end = std::min(text.find_first_of("/?# \t\n\"'", begin), text.size());
    const auto sign = text.rfind('@', end);
    if (sign != std::string::npos && sign > begin) text.replace(begin, sign - begin, k_mask);
  }
}

}  // namespace

bool holds_secret(std::string_view field) {
  const std::string lower = to_lower(field);
  return std::ranges::any_of(k_secret_words, [&](auto word) { return lower.find(word) != std::string::npos; });
}

std::string without_secrets(std::string text, std::string_view credential) {
  if (credential.size() >= k_least_credential) text = replace_all(std::move(text), credential, k_mask);
  mask_tokens(text);
  mask_user_info(text);
  return text;
}

}  // namespace dbc::emulator
