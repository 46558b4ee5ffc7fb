#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/call.hpp"

namespace dbc::emulator {

/// Whether a route serves a request that its pattern matches. Where it does not, the request goes on to the next one.
using Fits = bool (*)(const catalog::PathParameters& parameters);

using Handler = Result<Reply> (*)(const Call& call, Context& context);

/// Who may call the routes of a group.
enum class Access {
  anyone,  ///< no credential is looked at
  bearer,  ///< a valid token, or the embedded door
};

/// Where the body of a request goes while it arrives.
struct BodyPlan {
  std::uint64_t max_bytes = k_max_body_bytes;
  bool to_file = false;  ///< a staged file instead of memory; see `Call::staged`
};

struct Route {
  std::string_view verb;
  std::string_view path;  ///< pattern below the group's prefix, in the sense of `catalog::match_path`
  Handler handler;
  BodyPlan body = {};
  Fits fits = nullptr;  ///< needed only where the pattern alone does not tell
};

/// The routes of one service: plain data, so that a router of hundreds of routes costs nothing until it is asked.
struct RouteGroup {
  std::span<const std::string_view> prefixes;  ///< one per version alias, e.g. /api/2.0/clusters
  Access access = Access::bearer;
  std::span<const Route> routes;
};

}  // namespace dbc::emulator
