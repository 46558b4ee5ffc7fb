#include "emulator/services/files/byte_range.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

ByteRange last_bytes(std::uint64_t count, std::uint64_t size) {
  const auto length = std::min(count, size);
  return {.offset = size - length, .length = length, .is_satisfiable = length > 0};
}

}  // namespace

std::optional<ByteRange> parse_byte_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view k_unit = "bytes=";
  header = trim(header);
  if (!header.starts_with(k_unit)) return std::nullopt;
  const auto range = trim(header.substr(k_unit.size()));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = number_of(range.substr(0, dash));
  const auto last = number_of(range.substr(dash + 1));
  if (dash == 0) return last ? std::optional(last_bytes(*last, size)) : std::nullopt;
  const bool is_open = dash + 1 == range.size();
  if (!first || (!last && !is_open) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return ByteRange{.is_satisfiable = false};
  const auto end = is_open ? size - 1 : std::min(*last, size - 1);
  return ByteRange{.offset = *first, .length = end - *first + 1};
}

}  // namespace dbc::emulator
