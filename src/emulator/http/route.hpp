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

/// What the body of a request is.
enum class BodyUse {
  fields,     ///< JSON or a form, whose files are passed over
  form_file,  ///< the same, and of a form with parts the first file is kept; see `Call::staged`
  content,    ///< what is to be stored, whatever its type; see `Call::staged`
};

struct BodyPlan {
  BodyUse use = BodyUse::fields;
  std::uint64_t max_bytes = k_max_body_bytes;  ///< of the fields
  std::uint64_t max_file_bytes = 0;
};

struct Route {
  std::string_view verb;
  std::string_view path;  ///< pattern below the group's prefix, in the sense of `catalog::match_path`
  Handler handler;
  BodyPlan body = {};
  Fits fits = nullptr;    ///< needed only where the pattern alone does not tell
  bool is_heavy = false;  ///< the handler may take long or much memory
};

/// The routes of one service: plain data, so that a router of hundreds of routes costs nothing until it is asked.
struct RouteGroup {
  std::span<const std::string_view> prefixes;  ///< one per version alias, e.g. /api/2.0/clusters
  Access access = Access::bearer;
  std::span<const Route> routes;
};

}  // namespace dbc::emulator
