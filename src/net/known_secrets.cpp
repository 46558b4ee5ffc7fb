#include "dbc/net/known_secrets.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>

#include "dbc/base/credential_shape.hpp"
#include "dbc/base/text.hpp"

namespace dbc::net {
namespace {

constexpr std::size_t k_shortest = 3;
constexpr std::size_t k_unmistakable = 8;    // of this length it is masked within words, too
constexpr std::size_t k_shortest_part = 12;  // of a secret whose end was cut off

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// What stands at one place of a text, and how many bytes it takes there.
struct Reading {
  std::string_view written;
  char meant = 0;
};

std::optional<char> hex_byte(std::string_view digits) {
  unsigned value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (problem != std::errc{} || end != digits.data() + digits.size() || value > 0xFFU) return std::nullopt;
  return static_cast<char>(value);
}

constexpr std::array<std::pair<std::string_view, char>, 9> k_escapes{{{"&amp;", '&'},
                                                                      {"&lt;", '<'},
                                                                      {"&gt;", '>'},
                                                                      {"&quot;", '"'},
                                                                      {"&#39;", '\''},
                                                                      {"&#x27;", '\''},
                                                                      {"\\\"", '"'},
                                                                      {"\\\\", '\\'},
                                                                      {"\\/", '/'}}};

Reading read_plain(std::string_view text) { return {text.substr(0, 1), text.front()}; }

/// The first character of `text` with the escapes of URLs, JSON and HTML undone.
Reading read_escaped(std::string_view text) {
  if (std::string_view("%\\&").find(text.front()) == std::string_view::npos) return read_plain(text);
  if (text.front() == '%' && text.size() >= 3)
    if (const auto byte = hex_byte(text.substr(1, 2))) return {text.substr(0, 3), *byte};
  if (text.starts_with("\\u00") && text.size() >= 6)
    if (const auto byte = hex_byte(text.substr(4, 2))) return {text.substr(0, 6), *byte};
  for (const auto& [written, meant] : k_escapes)
    if (text.starts_with(written)) return {written, meant};
  return read_plain(text);
}

/// How much of a secret stands at the beginning of a text.
struct Match {
  std::size_t of_secret = 0;
  std::size_t of_text = 0;
};

template <class Read>
Match match_by(std::string_view text, std::string_view secret, Read read) {
  Match match;
  while (match.of_secret < secret.size() && match.of_text < text.size()) {
    const Reading reading = read(text.substr(match.of_text));
    const char wanted = secret[match.of_secret];
    const bool is_blank = wanted == ' ' && reading.written == "+";
    if (folded(reading.meant) != folded(wanted) && !is_blank) break;
    ++match.of_secret;
    match.of_text += reading.written.size();
  }
  return match;
}

bool ends_word(std::string_view text, std::size_t at) {
  return at == 0 || at >= text.size() || !is_alphanumeric(text[at - 1]) || !is_alphanumeric(text[at]);
}

/// Bytes to mask at `at`; 0 for none.
std::size_t masked_length(std::string_view text, std::size_t at, std::string_view secret) {
  const auto rest = text.substr(at);
  const Match plain = match_by(rest, secret, read_plain);
  const Match escaped = match_by(rest, secret, read_escaped);
  const Match& best = plain.of_secret >= escaped.of_secret ? plain : escaped;
  const bool is_whole = best.of_secret == secret.size();
  if (!is_whole) return best.of_secret >= k_shortest_part ? best.of_text : 0;
  const bool stands_alone = ends_word(text, at) && ends_word(text, at + best.of_text);
  return secret.size() >= k_unmistakable || stands_alone ? best.of_text : 0;
}

std::string without(std::string_view text, std::string_view secret) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = masked_length(text, at, secret);
    if (length == 0)
      out += text[at++];
    else
      out += k_masked;
    at += length;
  }
  return out;
}

/// What any base64 text holds in which the secret stands behind `before` other bytes (modulo 3): the letters that
/// nothing but the secret determines.
std::string base64_core(std::string_view secret, std::size_t before) {
  constexpr std::array<std::size_t, 3> k_shared{0, 2, 3};
  const std::string bytes = std::string(before, '\0') + std::string(secret);
  const std::size_t whole = bytes.size() * 8 / 6;
  return base64_encode(bytes).substr(k_shared[before], whole - k_shared[before]);
}

}  // namespace

void KnownSecrets::add(std::string_view secret) {
  secret = trim(secret);
  if (secret.size() < k_shortest) return;
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(secrets_, secret) != secrets_.end()) return;
  secrets_.emplace_back(secret);
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string core = base64_core(secret, before);
    const std::string for_urls = replace_all(replace_all(core, "+", "-"), "/", "_");
    if (core.size() < k_unmistakable) continue;
    secrets_.push_back(core);
    if (for_urls != core) secrets_.push_back(for_urls);
  }
  // What holds another one goes first, so that nothing of it is left beside the mask.
  std::ranges::stable_sort(secrets_, std::ranges::greater{}, &std::string::size);
}

std::string KnownSecrets::mask(std::string_view text) const {
  std::string out(text);
  {
    const std::lock_guard lock(mutex_);
    for (const auto& secret : secrets_) out = without(out, secret);
  }
  return mask_credential_shapes(out);
}

}  // namespace dbc::net
