#include "emulator/services/files/conditions.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

constexpr const char* k_date_format = "%a, %d %b %Y %H:%M:%S GMT";

bool lists(std::string_view header, const std::string& etag) {
  const auto tags = split(header, ',');
  return std::ranges::any_of(tags, [&](std::string_view tag) {
    tag = trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag == "*" || tag == etag;
  });
}

/// Dates on the wire have whole seconds.
bool is_newer(const FileEntry& entry, TimePoint date) {
  return std::chrono::floor<std::chrono::seconds>(entry.modified_at) > date;
}

}  // namespace

std::string http_date(TimePoint time) {
  const std::time_t seconds = to_epoch_millis(std::chrono::floor<std::chrono::seconds>(time)) / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, k_date_format, &parts)};
}

std::optional<TimePoint> parse_http_date(std::string_view text) {
  const std::string copy(trim(text));
  std::tm parts{};
  const char* end = ::strptime(copy.c_str(), k_date_format, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return from_epoch_millis(std::int64_t{::timegm(&parts)} * 1000);
}

std::string etag_of(const FileEntry& entry) { return "\"" + entry.tag + "\""; }

Verdict judge_conditions(const Call& call, const FileEntry& entry) {
  const auto match = call.header_field("If-Match");
  const auto unmodified = parse_http_date(call.header_field("If-Unmodified-Since"));
  if (!match.empty() ? !lists(match, etag_of(entry)) : unmodified && is_newer(entry, *unmodified))
    return Verdict::failed;
  const auto none_match = call.header_field("If-None-Match");
  const auto modified = parse_http_date(call.header_field("If-Modified-Since"));
  if (!none_match.empty() ? lists(none_match, etag_of(entry)) : modified && !is_newer(entry, *modified))
    return Verdict::not_modified;
  return Verdict::send;
}

bool may_send_part(const Call& call, const FileEntry& entry) {
  const auto condition = trim(call.header_field("If-Range"));
  if (condition.empty()) return true;
  // A weak tag does not promise the same bytes.
  if (condition.starts_with('"') || condition.starts_with("W/")) return condition == etag_of(entry);
  return condition == http_date(entry.modified_at);
}

}  // namespace dbc::emulator
