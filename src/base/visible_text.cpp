#include "dbc/base/visible_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace dbc {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 1;
  bool is_valid = false;  ///< false for a byte that is no part of a UTF-8 character
};

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

/// The least code of each length: what is written longer than it must be is no character.
constexpr std::array<std::uint32_t, 5> k_least{0, 0, 0x80, 0x800, 0x10000};
constexpr std::uint32_t k_beyond = 0x110000;

Character character_at(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  if (lead < 0x80U) return {.code = lead, .is_valid = true};
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 0;
  std::uint32_t code = length == 0 ? 0 : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint8_t next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80U) return {.code = lead};
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool is_surrogate = code >= 0xD800U && code < 0xE000U;
  if (length == 0 || code < k_least[length] || code >= k_beyond || is_surrogate) return {.code = lead};
  return {.code = code, .length = length, .is_valid = true};
}

/// A lone byte from 0x80 to 0x9f is a control character where the terminal does not read UTF-8; one above it is a
/// letter there.
bool steers(const Character& character) {
  const std::uint32_t code = character.code;
  if (code < 0x20U || (code >= 0x7FU && code < 0xA0U)) return true;
  if (!character.is_valid) return false;
  return (code >= 0x2028U && code <= 0x202EU) || (code >= 0x2066U && code <= 0x206FU);
}

/// Whether the byte may begin something that steers; most text has none.
bool is_suspect(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte < 0x20U || byte >= 0x7FU;
}

std::string formatted(const char* form, std::uint32_t code) {
  char buffer[12];
  (void)std::snprintf(buffer, sizeof buffer, form, static_cast<unsigned>(code));
  return buffer;
}

std::string escape(const Character& character) {
  constexpr std::string_view k_named = "\n\r\t";
  if (character.code < 0x80U)
    if (const auto at = k_named.find(static_cast<char>(character.code)); at != std::string_view::npos)
      return std::string("\\") + "nrt"[at];
  return formatted(character.code < 0x100U ? "\\x%02x" : "\\u%04x", character.code);
}

std::string json_escape(const Character& character) { return formatted("\\u%04x", character.code); }

std::string keep_nothing(std::string_view, std::size_t) { return {}; }

/// The text with each character that steers as `escaped` writes it, unless `kept` finds something to leave as it is.
/// Only what is `suspected` is looked at.
template <class Suspect, class Escape, class Keep>
std::string rewritten(std::string_view text, Suspect suspected, Escape escaped, Keep kept) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto suspect = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), suspected);
    const auto plain = static_cast<std::size_t>(suspect - text.begin()) - at;
    out.append(text, at, plain);
    at += plain;
    if (at == text.size()) break;
    if (const std::string whole = kept(text, at); !whole.empty()) {
      out += whole;
      at += whole.size();
      continue;
    }
    const Character character = character_at(text, at);
    out += steers(character) ? escaped(character) : std::string(text.substr(at, character.length));
    at += character.length;
  }
  return out;
}

}  // namespace

bool is_visible(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto suspect = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_suspect);
    if (suspect == text.end()) return true;
    at = static_cast<std::size_t>(suspect - text.begin());
    const Character character = character_at(text, at);
    if (steers(character)) return false;
    at += character.length;
  }
  return true;
}

std::string visible(std::string_view text) { return rewritten(text, is_suspect, escape, keep_nothing); }

std::string visible_json(std::string json) {
  // Control characters below that are escaped already; what is left of them is the layout's line ends.
  const auto is_beyond_ascii = [](char c) { return static_cast<std::uint8_t>(c) >= 0x7FU; };
  if (std::ranges::none_of(json, is_beyond_ascii)) return json;
  return rewritten(json, is_beyond_ascii, json_escape, keep_nothing);
}

std::string visible_lines(std::string_view text) {
  const auto keep_own = [](std::string_view all, std::size_t at) {
    if (all.substr(at).starts_with(k_erase_line)) return std::string(k_erase_line);
    return std::string(all.substr(at, all[at] == '\n' ? 1 : 0));
  };
  return rewritten(text, is_suspect, escape, keep_own);
}

}  // namespace dbc
