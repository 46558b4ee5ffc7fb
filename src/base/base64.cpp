#include "dbc/base/base64.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "dbc/base/text.hpp"

// Long bodies pass through here, so that a step takes as many characters as a table or a register has room for.

namespace dbc {
namespace {

constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t k_no_letter = 0xFF000000U;  // no three bytes have these bits
static_assert(std::endian::native == std::endian::little, "the tables hold bytes as they lie in memory");

using Pair = std::array<char, 2>;

/// The two characters of any twelve bits.
constexpr auto k_pairs = [] {
  std::array<Pair, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {k_alphabet[i >> 6U], k_alphabet[i & 0x3FU]};
  return pairs;
}();

/// What a character at each of the four places of a group adds to its three bytes, as they lie in memory.
constexpr auto k_shares = [] {
  std::array<std::array<std::uint32_t, 256>, 4> shares{};
  for (auto& place : shares) place.fill(k_no_letter);
  for (std::uint32_t value = 0; value < k_alphabet.size(); ++value) {
    for (std::size_t place = 0; place < shares.size(); ++place) {
      const std::uint32_t group = value << (18 - 6 * place);
      const std::uint32_t swapped = (group & 0xFFU) << 16U | (group & 0xFF00U) | group >> 16U;
      shares[place][static_cast<unsigned char>(k_alphabet[value])] = swapped;
    }
  }
  return shares;
}();

void write_pair(std::uint64_t bits, char* text) { std::memcpy(text, k_pairs[bits & 0xFFFU].data(), sizeof(Pair)); }

std::uint64_t byte_at(const char* bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

void encode_group(const char* bytes, char* text) {
  const std::uint64_t group = byte_at(bytes, 0) << 16U | byte_at(bytes, 1) << 8U | byte_at(bytes, 2);
  write_pair(group >> 12U, text);
  write_pair(group, text + 2);
}

/// Eight bytes, the first one highest: written out, as compilers make one instruction of this form only.
std::uint64_t eight_bytes(const char* bytes) {
  return byte_at(bytes, 0) << 56U | byte_at(bytes, 1) << 48U | byte_at(bytes, 2) << 40U | byte_at(bytes, 3) << 32U |
         byte_at(bytes, 4) << 24U | byte_at(bytes, 5) << 16U | byte_at(bytes, 6) << 8U | byte_at(bytes, 7);
}

/// Two groups, read with the two bytes behind them.
void encode_two_groups(const char* bytes, char* text) {
  const std::uint64_t groups = eight_bytes(bytes);
  write_pair(groups >> 52U, text);
  write_pair(groups >> 40U, text + 2);
  write_pair(groups >> 28U, text + 4);
  write_pair(groups >> 16U, text + 6);
}

std::uint32_t share(std::size_t place, char c) { return k_shares[place][static_cast<unsigned char>(c)]; }

std::uint32_t decode_group(const char* text) {
  return share(0, text[0]) | share(1, text[1]) | share(2, text[2]) | share(3, text[3]);
}

bool is_valid(std::uint32_t groups) { return (groups & k_no_letter) == 0; }

/// Padding is gone from `text`. What is left behind its whole groups stands for one or two bytes.
bool decode_rest(std::string_view text, char* bytes) {
  std::array<char, 4> group{'A', 'A', 'A', 'A'};
  text.copy(group.data(), text.size());
  std::array<char, 3> decoded{};
  if (base64_decode_groups({group.data(), group.size()}, decoded.data()) == 0) return false;
  std::memcpy(bytes, decoded.data(), text.size() * 3 / 4);
  return true;
}

}  // namespace

void base64_encode_groups(std::string_view bytes, char* text) {
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  for (; end - from >= 8; from += 6, text += 8) encode_two_groups(from, text);
  for (; end - from >= 3; from += 3, text += 4) encode_group(from, text);
}

std::size_t base64_decode_groups(std::string_view text, char* bytes) {
  const char* from = text.data();
  const char* const end = from + text.size();
  for (; end - from >= 12; from += 8, bytes += 6) {  // a group's fourth byte is overwritten by the next one
    const std::uint32_t first = decode_group(from);
    const std::uint32_t second = decode_group(from + 4);
    if (!is_valid(first | second)) break;
    std::memcpy(bytes, &first, sizeof(first));
    std::memcpy(bytes + 3, &second, sizeof(second));
  }
  for (; end - from >= 4; from += 4, bytes += 3) {
    const std::uint32_t group = decode_group(from);
    if (!is_valid(group)) break;
    std::memcpy(bytes, &group, 3);
  }
  return static_cast<std::size_t>(from - text.data());
}

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  const std::size_t rest = bytes.size() % 3;
  base64_encode_groups(bytes.substr(0, bytes.size() - rest), text.data());
  if (rest == 0) return text;
  std::array<char, 3> group{};
  bytes.copy(group.data(), rest, bytes.size() - rest);
  std::array<char, 4> last{};
  encode_group(group.data(), last.data());
  std::memcpy(text.data() + text.size() - last.size(), last.data(), rest + 1);
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes(text.size() * 3 / 4, '\0');
  const std::size_t whole = text.size() / 4 * 4;
  if (base64_decode_groups(text.substr(0, whole), bytes.data()) != whole) return std::nullopt;
  if (whole == text.size() || decode_rest(text.substr(whole), bytes.data() + whole / 4 * 3)) return bytes;
  return std::nullopt;
}

}  // namespace dbc
