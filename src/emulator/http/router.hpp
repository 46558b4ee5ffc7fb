#pragma once

#include <optional>

#include "emulator/http/route.hpp"

namespace dbc::emulator {

/// Where a request goes.
struct Match {
  const Route* route = nullptr;
  Access access = Access::bearer;
  catalog::PathParameters parameters = {};
  std::string_view prefix = {};  ///< of the group, as it matched
};

/// Finds the route for a request among groups that live elsewhere. A HEAD request falls back to the GET route.
class Router {
 public:
  explicit Router(std::span<const RouteGroup* const> groups) : groups_(groups) {}

  [[nodiscard]] std::optional<Match> find(std::string_view verb, const Target& target) const;

 private:
  std::span<const RouteGroup* const> groups_;
};

/// The answer to what no route serves: NOT_IMPLEMENTED for an endpoint that the catalogue knows, else
/// ENDPOINT_NOT_FOUND.
[[nodiscard]] Error no_route(std::string_view verb, const Target& target);

}  // namespace dbc::emulator
