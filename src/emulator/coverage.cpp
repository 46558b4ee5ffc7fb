#include "dbc/emulator/coverage.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/router.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

/// Adds a segment of a pattern: a parameter stands for the text "x", and one for a whole path begins a segment.
void add_sample(std::vector<std::string>& segments, std::string_view segment) {
  const auto open = segment.find('{');
  const auto close = segment.find('}');
  if (open == std::string_view::npos || close == std::string_view::npos) {
    segments.emplace_back(segment);
    return;
  }
  const bool is_path = segment[close - 1] == '*';
  if (is_path && open > 0) segments.emplace_back(segment.substr(0, open));
  const std::string before(is_path ? std::string_view{} : segment.substr(0, open));
  segments.push_back(before + "x" + std::string(segment.substr(close + 1)));
}

/// A request's target that fits the pattern.
Target sample_of(std::string_view pattern) {
  Target target{.path = std::string(pattern), .segments = {}, .query = {}};
  if (pattern == "/") return target;
  for (const auto segment : split(pattern.substr(1), '/')) add_sample(target.segments, segment);
  return target;
}

}  // namespace

std::vector<Coverage> coverage() {
  const Router router(route_groups());
  std::vector<Coverage> all;
  for (const auto& endpoint : catalog::endpoints())
    all.push_back({&endpoint, router.find(endpoint.verb, sample_of(endpoint.path)).has_value()});
  return all;
}

}  // namespace dbc::emulator
