#include "dbc/base/text_encoding.hpp"

#include <cstdint>
#include <optional>

namespace dbc {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t k_mark = 0xfeff;

enum class Order {
  little,
  big
};

bool is_utf32(std::string_view bytes) {
  return bytes.starts_with("\xff\xfe\0\0"sv) || bytes.starts_with("\0\0\xfe\xff"sv);
}

/// Without a mark it is told by the zero beside the first letter, which no other text has.
std::optional<Order> utf16_order_of(std::string_view bytes) {
  if (bytes.size() < 2 || is_utf32(bytes)) return std::nullopt;
  if (bytes.starts_with("\xff\xfe")) return Order::little;
  if (bytes.starts_with("\xfe\xff")) return Order::big;
  if ((bytes[0] == '\0') == (bytes[1] == '\0')) return std::nullopt;
  return bytes[1] == '\0' ? Order::little : Order::big;
}

std::uint32_t unit_at(std::string_view bytes, std::size_t at, Order order) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return order == Order::little ? first | (std::uint32_t{second} << 8U) : second | (std::uint32_t{first} << 8U);
}

void append(std::string& text, std::uint32_t point) {
  const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto add_tail = [&](unsigned shift) { add(0x80U | ((point >> shift) & 0x3fU)); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xc0U | (point >> 6U));
    return add_tail(0);
  }
  if (point < 0x10000) {
    add(0xe0U | (point >> 12U));
  } else {
    add(0xf0U | (point >> 18U));
    add_tail(12);
  }
  add_tail(6);
  add_tail(0);
}

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

Error broken_at(std::size_t byte) {
  return {.kind = ErrorKind::input,
          .message = "the text is UTF-16, and broken at byte " + std::to_string(byte),
          .hint = "Save it as UTF-8"};
}

Result<std::string> from_utf16(std::string_view bytes, Order order) {
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    if (bytes.size() - at < 2) return broken_at(at);
    std::uint32_t point = unit_at(bytes, at, order);
    if (point == k_mark && at == 0) continue;
    if (is_high(point)) {
      const auto low = bytes.size() - at < 4 ? 0 : unit_at(bytes, at + 2, order);
      if (!is_low(low)) return broken_at(at);
      point = 0x10000U + ((point - 0xd800U) << 10U) + (low - 0xdc00U);
      at += 2;
    } else if (is_low(point)) {
      return broken_at(at);
    }
    append(text, point);
  }
  return text;
}

}  // namespace

std::string_view wide_encoding_of(std::string_view bytes) {
  if (is_utf32(bytes)) return "UTF-32";
  return utf16_order_of(bytes) ? "UTF-16" : "";
}

Result<std::string> as_utf8_text(std::string bytes) {
  if (is_utf32(bytes))
    return Error{.kind = ErrorKind::input, .message = "the text is UTF-32", .hint = "Save it as UTF-8"};
  const auto order = utf16_order_of(bytes);
  if (!order) return bytes;
  return from_utf16(bytes, *order);
}

}  // namespace dbc
