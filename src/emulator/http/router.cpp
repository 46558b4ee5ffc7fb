#include "emulator/http/router.hpp"

#include "dbc/catalog/catalog.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

using Segments = std::span<const std::string>;

/// The segments below `prefix`, or nothing where the path does not lie below it. Asked for each group of each request.
std::optional<Segments> below(std::string_view prefix, Segments segments) {
  while (!prefix.empty()) {
    prefix.remove_prefix(1);
    const auto part = prefix.substr(0, prefix.find('/'));
    if (segments.empty() || segments.front() != part) return std::nullopt;
    segments = segments.subspan(1);
    prefix.remove_prefix(part.size());
  }
  return segments;
}

std::optional<Match> find_in(const RouteGroup& group, std::string_view verb, Segments rest) {
  for (const Route& route : group.routes) {
    if (route.verb != verb) continue;
    auto parameters = catalog::match_path(route.path, rest);
    if (!parameters || (route.fits != nullptr && !route.fits(*parameters))) continue;
    return Match{.route = &route, .access = group.access, .parameters = std::move(*parameters)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Match> Router::find(std::string_view verb, const Target& target) const {
  for (const RouteGroup* group : groups_) {
    for (const auto prefix : group->prefixes) {
      const auto rest = below(prefix, target.segments);
      if (!rest) continue;
      auto match = find_in(*group, verb, *rest);
      if (!match) continue;
      match->prefix = prefix;
      return match;
    }
  }
  return verb == "HEAD" ? find("GET", target) : std::nullopt;
}

Error no_route(std::string_view verb, const Target& target) {
  const auto* endpoint = catalog::find_endpoint(verb, target.segments);
  if (endpoint == nullptr)
    return api_error(ErrorCode::endpoint_not_found,
                     "No API found for '" + std::string(verb) + " " + std::string(target.api_path()) + "'");
  return api_error(ErrorCode::not_implemented, "The emulated workspace does not serve " +
                                                   std::string(endpoint->service) + "." +
                                                   std::string(endpoint->method) + " (" + std::string(verb) + " " +
                                                   std::string(endpoint->path) + ") yet");
}

}  // namespace dbc::emulator
