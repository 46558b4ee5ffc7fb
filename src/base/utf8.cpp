#include "dbc/base/utf8.hpp"

namespace dbc {
namespace {

constexpr std::size_t k_longest = 4;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

/// How long the character is that begins with this byte; 0 where none does.
std::size_t length_by(unsigned first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first < 0xE0U) return 2;
  if (first >= 0xE0U && first < 0xF0U) return 3;
  return first >= 0xF0U && first < 0xF5U ? k_longest : 0;
}

/// The least and the most that the second byte may be: no longer forms than needed, no surrogates.
bool is_second(unsigned first, unsigned second) {
  const unsigned least = first == 0xE0U ? 0xA0U : first == 0xF0U ? 0x90U : 0x80U;
  const unsigned most = first == 0xEDU ? 0x9FU : first == 0xF4U ? 0x8FU : 0xBFU;
  return second >= least && second <= most;
}

}  // namespace

std::size_t character_length(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size()) return 0;
  const unsigned first = byte_at(bytes, at);
  const std::size_t length = length_by(first);
  if (length < 2) return length;
  if (bytes.size() - at < length || !is_second(first, byte_at(bytes, at + 1))) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!is_continuation(bytes[at + i])) return 0;
  return length;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = character_length(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string as_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = character_length(bytes, at);
    if (length == 0)
      text += "\xEF\xBF\xBD";
    else
      text.append(bytes.substr(at, length));
    at += length == 0 ? 1 : length;
  }
  return text;
}

std::size_t whole_characters(std::string_view bytes) {
  const std::size_t size = bytes.size();
  for (std::size_t back = 1; back < k_longest && back <= size; ++back) {
    if (is_continuation(bytes[size - back])) continue;
    return length_by(byte_at(bytes, size - back)) > back ? size - back : size;
  }
  return size;
}

std::string_view first_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto cut = text.substr(0, most);
  return cut.substr(0, whole_characters(cut));
}

std::string_view last_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  auto cut = text.substr(text.size() - most);
  for (std::size_t i = 1; i < k_longest && !cut.empty() && is_continuation(cut.front()); ++i) cut.remove_prefix(1);
  return cut;
}

}  // namespace dbc
