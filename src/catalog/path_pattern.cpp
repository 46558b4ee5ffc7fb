#include "dbc/catalog/path_pattern.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::catalog {
namespace {

/// One segment of a pattern: `before{name}after` or `before{name*}`; plain text where `name` is empty.
struct Segment {
  std::string_view before;
  std::string_view name;
  std::string_view after;
  bool takes_rest = false;
};

Segment read_segment(std::string_view text) {
  const auto open = text.find('{');
  const auto close = text.find('}', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos)
    return {.before = text, .name = {}, .after = {}};
  Segment segment{text.substr(0, open), text.substr(open + 1, close - open - 1), text.substr(close + 1)};
  segment.takes_rest = segment.name.ends_with('*');
  if (segment.takes_rest) segment.name.remove_suffix(1);
  return segment;
}

std::string join_rest(std::span<const std::string> segments) {
  std::string rest;
  for (const auto& segment : segments) rest += "/" + segment;
  return rest;
}

/// `before{name*}`: the first segment must equal `before` where there is such text.
std::optional<std::string> match_rest(const Segment& segment, std::span<const std::string> segments) {
  if (segment.before.empty()) return segments.empty() ? std::nullopt : std::optional(join_rest(segments).substr(1));
  if (segments.empty() || segments.front() != segment.before) return std::nullopt;
  return join_rest(segments.subspan(1));
}

/// The text a parameter stands for; empty for plain text that is equal.
std::optional<std::string> match_one(const Segment& segment, std::string_view text) {
  if (segment.name.empty()) return text == segment.before ? std::optional<std::string>("") : std::nullopt;
  if (text.size() <= segment.before.size() + segment.after.size()) return std::nullopt;
  if (!text.starts_with(segment.before) || !text.ends_with(segment.after)) return std::nullopt;
  text.remove_prefix(segment.before.size());
  text.remove_suffix(segment.after.size());
  return std::string(text);
}

std::string_view without_slash(std::string_view pattern) {
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  return pattern;
}

std::string_view take_segment(std::string_view& pattern) {
  const auto slash = pattern.find('/');
  const auto segment = pattern.substr(0, slash);
  pattern = slash == std::string_view::npos ? std::string_view{} : pattern.substr(slash + 1);
  return segment;
}

}  // namespace

std::optional<PathParameters> match_path(std::string_view pattern, std::span<const std::string> segments) {
  PathParameters parameters;
  pattern = without_slash(pattern);
  while (!pattern.empty()) {
    const Segment segment = read_segment(take_segment(pattern));
    if (!segment.takes_rest && segments.empty()) return std::nullopt;
    auto value = segment.takes_rest ? match_rest(segment, segments) : match_one(segment, segments.front());
    if (!value) return std::nullopt;
    if (!segment.name.empty()) parameters.emplace_back(segment.name, std::move(*value));
    segments = segments.subspan(segment.takes_rest ? segments.size() : 1);
  }
  if (!segments.empty()) return std::nullopt;
  return parameters;
}

std::size_t count_literal_segments(std::string_view pattern) {
  const auto parts = split(without_slash(pattern), '/');
  return static_cast<std::size_t>(
      std::ranges::count_if(parts, [](std::string_view part) { return part.find('{') == std::string_view::npos; }));
}

}  // namespace dbc::catalog
