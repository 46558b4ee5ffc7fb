#include "emulator/http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_parts = 64;
constexpr std::size_t k_max_boundary = 200;
constexpr std::size_t k_max_part_header = 16 * 1024;

/// A parameter of a header value: `name` in `form-data; name="a"; filename="b"`. Quotes may hold semicolons.
std::optional<std::string> parameter(std::string_view value, std::string_view wanted) {
  auto at = value.find(';');
  while (at != std::string_view::npos) {
    value = trim(value.substr(at + 1));
    const auto equals = value.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    if (value[equals] == ';') {
      at = equals;
      continue;
    }
    const auto name = trim(value.substr(0, equals));
    value = trim(value.substr(equals + 1));
    std::string content;
    std::size_t end = 0;
    if (value.starts_with('"')) {
      for (end = 1; end < value.size() && value[end] != '"'; ++end) {
        if (value[end] == '\\' && end + 1 < value.size()) ++end;
        content += value[end];
      }
    } else {
      end = std::min(value.find(';'), value.size());
      content = trim(value.substr(0, end));
    }
    if (equals_ignoring_case(name, wanted)) return content;
    at = value.find(';', end);
  }
  return std::nullopt;
}

struct PartHead {
  std::string name;
  bool is_file = false;
};

std::optional<PartHead> parse_head(std::string_view head) {
  for (auto line : split(head, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !equals_ignoring_case(trim(line.substr(0, colon)), "Content-Disposition"))
      continue;
    auto name = parameter(line.substr(colon + 1), "name");
    if (!name) return std::nullopt;
    // A file name outside ASCII may come in its extended form only.
    const bool is_file = parameter(line, "filename").has_value() || parameter(line, "filename*").has_value();
    return PartHead{.name = std::move(*name), .is_file = is_file};
  }
  return std::nullopt;
}

Error malformed() { return malformed_request("the multipart body does not keep to its boundary"); }

/// Cuts the text up to `delimiter` off, and the delimiter; nothing where it does not occur.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view delimiter) {
  const auto at = rest.find(delimiter);
  if (at == std::string_view::npos) return std::nullopt;
  const auto taken = rest.substr(0, at);
  rest.remove_prefix(at + delimiter.size());
  return taken;
}

Result<FormPart> take_part(std::string_view& rest, const std::string& delimiter) {
  const auto head = take_until(rest, "\r\n\r\n");
  if (!head || head->size() > k_max_part_header) return malformed();
  auto parsed = parse_head(*head);
  const auto content = take_until(rest, delimiter);
  if (!parsed || !content) return malformed();
  return FormPart{.name = std::move(parsed->name), .is_file = parsed->is_file, .content = *content};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return to_lower(trim(content_type)).starts_with("multipart/form-data");
}

Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > k_max_boundary) return malformed();
  const std::string delimiter = "\r\n--" + *boundary;
  std::string_view rest = body;
  std::vector<FormPart> parts;
  // The first boundary has no line break before it, unless there is a preamble.
  if (rest.starts_with(std::string_view(delimiter).substr(2)))
    rest.remove_prefix(delimiter.size() - 2);
  else if (!take_until(rest, delimiter))
    return malformed();
  while (!rest.starts_with("--")) {
    if (parts.size() == k_max_parts || !take_until(rest, "\r\n")) return malformed();
    DBC_TRY(auto part, take_part(rest, delimiter));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace dbc::emulator
