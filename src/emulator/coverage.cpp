#include "dbc/emulator/coverage.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/router.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

/// A request's target that fits the pattern: each parameter stands for the text "x".
Target sample_of(std::string_view pattern) {
  Target target{.path = std::string(pattern), .segments = {}, .query = {}};
  for (const auto segment : split(pattern.substr(1), '/')) {
    const auto open = segment.find('{');
    const auto close = segment.find('}');
    if (open == std::string_view::npos || close == std::string_view::npos)
      target.segments.emplace_back(segment);
    else
      target.segments.push_back(std::string(segment.substr(0, open)) + "x" + std::string(segment.substr(close + 1)));
  }
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
