#include "emulator/http/target.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_api = "/api/";

Error invalid_path() { return api_error(ErrorCode::bad_request, "Invalid request path"); }

/// Cuts scheme and authority of an absolute-form target, which proxies' clients send.
std::string_view without_authority(std::string_view raw) {
  const auto scheme = raw.find("://");
  if (raw.starts_with('/') || scheme == std::string_view::npos) return raw;
  const auto path = raw.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view{"/"} : raw.substr(path);
}

bool climbs(std::string_view decoded) {
  const auto parts = split(decoded, '/');
  return std::ranges::find(parts, "..") != parts.end();
}

Result<std::string> decode_segment(std::string_view raw) {
  auto decoded = percent_decode(raw, false);
  if (!decoded || !is_utf8(*decoded) || decoded->find('\0') != std::string::npos || climbs(*decoded))
    return invalid_path();
  return std::move(*decoded);
}

Result<std::string> decode_component(std::string_view raw) {
  auto decoded = percent_decode(raw, true);
  if (!decoded || !is_utf8(*decoded)) return malformed_request("the query is not valid percent-encoded UTF-8");
  return std::move(*decoded);
}

/// Bytes of the UTF-8 sequence that starts `text`, 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80U) return 1;
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  const bool is_overlong = (lead == 0xE0U && byte(1) < 0xA0U) || (lead == 0xF0U && byte(1) < 0x90U);
  const bool is_beyond = (lead == 0xEDU && byte(1) > 0x9FU) || (lead == 0xF4U && byte(1) > 0x8FU);
  return is_overlong || is_beyond ? 0 : length;
}

bool is_plain(std::string_view raw) {
  return std::ranges::all_of(raw, [](char c) { return static_cast<unsigned char>(c) > 0x20U && c != '\x7f'; });
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string_view Target::api_version() const {
  if (!path.starts_with(k_api)) return {};
  const auto rest = std::string_view(path).substr(k_api.size());
  return rest.substr(0, rest.find('/'));
}

std::string_view Target::api_path() const {
  const auto version = api_version();
  if (version.empty()) return path;
  return std::string_view(path).substr(k_api.size() + version.size());
}

Result<Query> parse_query(std::string_view raw) {
  Query query;
  if (raw.empty()) return query;
  for (const auto pair : split(raw, '&')) {
    if (pair.empty()) continue;
    if (query.size() == k_max_query_fields)
      return malformed_request("more than " + std::to_string(k_max_query_fields) + " fields");
    const auto equals = pair.find('=');
    DBC_TRY(auto key, decode_component(pair.substr(0, equals)));
    const bool has_value = equals != std::string_view::npos;
    DBC_TRY(auto value, decode_component(has_value ? pair.substr(equals + 1) : std::string_view{}));
    query.emplace_back(std::move(key), std::move(value));
  }
  return query;
}

Result<Target> parse_target(std::string_view raw) {
  raw = without_authority(raw.substr(0, raw.find('#')));
  const auto question = raw.find('?');
  Target target;
  target.path = raw.substr(0, question);
  if (target.path.empty()) target.path = "/";
  if (!target.path.starts_with('/') || !is_plain(target.path) || !is_utf8(target.path)) return invalid_path();
  for (const auto part : split(target.path, '/')) {
    if (part.empty()) continue;
    DBC_TRY(auto segment, decode_segment(part));
    target.segments.push_back(std::move(segment));
  }
  if (question == std::string_view::npos) return target;
  DBC_TRY(target.query, parse_query(raw.substr(question + 1)));
  return target;
}

}  // namespace dbc::emulator
