#include <array>

#include "emulator/http/reply.hpp"
#include "emulator/services/services.hpp"

// /telemetry-ext: clients send notes about their own use and wait until they were taken. They are counted and dropped.

namespace dbc::emulator {
namespace {

Result<Reply> take_telemetry(const Call& call, Context&) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Json* logs, Fields(input).array("protoLogs"));
  return ok({{"errors", Json::array()}, {"numProtoSuccess", logs == nullptr ? 0 : logs->size()}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/telemetry-ext"};

constexpr std::array k_routes{Route{"POST", "/", take_telemetry}};

}  // namespace

constinit const RouteGroup k_telemetry_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
