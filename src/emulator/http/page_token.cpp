#include "emulator/http/page_token.hpp"

#include <charconv>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

/// FNV-1a: tells different questions apart, and is the same in every build.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::string suffix(std::string_view filter) { return "." + std::to_string(fingerprint(filter)); }

}  // namespace

std::string make_page_token(std::size_t offset, std::string_view filter) {
  return base64_encode(std::to_string(offset) + suffix(filter));
}

Result<std::size_t> read_page_token(std::string_view token, std::string_view filter) {
  const Error invalid = invalid_parameter("Invalid page token: " + std::string(token));
  const auto text = base64_decode(token);
  if (!text || !text->ends_with(suffix(filter))) return invalid;
  std::size_t offset = 0;
  const auto digits = std::string_view(*text).substr(0, text->find('.'));
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  if (problem != std::errc{} || end != digits.data() + digits.size()) return invalid;
  return offset;
}

void add_page_tokens(Json& reply, const Page& page, std::size_t total, std::string_view filter) {
  if (page.size == 0) return;
  if (page.offset < total && total - page.offset > page.size)
    reply["next_page_token"] = make_page_token(page.offset + page.size, filter);
  if (page.offset > 0)
    reply["prev_page_token"] = make_page_token(page.offset > page.size ? page.offset - page.size : 0, filter);
}

}  // namespace dbc::emulator
