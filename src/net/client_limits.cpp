#include "dbc/net/client_limits.hpp"

#include <charconv>
#include <string>

namespace dbc::net {
namespace {

constexpr unsigned long k_most = 1'000'000;  // of seconds or MiB: keeps all arithmetic with them in range

Result<unsigned long> whole_number(const Environment& environment, std::string_view name, unsigned long fallback,
                                   unsigned long least) {
  const auto text = environment(name);
  if (!text || text->empty()) return fallback;
  unsigned long value = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (problem == std::errc{} && end == text->data() + text->size() && value >= least && value <= k_most) return value;
  return Error{.kind = ErrorKind::config,
               .message = "the variable " + std::string(name) + " holds '" + *text + "', which is no number from " +
                          std::to_string(least) + " to " + std::to_string(k_most),
               .hint = "Unset it, or give it a whole number"};
}

Result<std::chrono::seconds> duration(const Environment& environment, std::string_view name,
                                      std::chrono::seconds fallback, unsigned long least) {
  DBC_TRY(const auto value, whole_number(environment, name, static_cast<unsigned long>(fallback.count()), least));
  return std::chrono::seconds(value);
}

}  // namespace

Result<ClientLimits> client_limits(const Environment& environment) {
  ClientLimits limits;
  DBC_TRY(limits.connect, duration(environment, "DBC_CONNECT_TIMEOUT_SECONDS", limits.connect, 1));
  DBC_TRY(limits.silence, duration(environment, "DBC_HTTP_TIMEOUT_SECONDS", limits.silence, 1));
  DBC_TRY(limits.repeating, duration(environment, "DBC_RETRY_TIMEOUT_SECONDS", limits.repeating, 0));
  DBC_TRY(const auto mebibytes, whole_number(environment, "DBC_MAX_REPLY_MIB", limits.longest_reply >> 20U, 1));
  limits.longest_reply = mebibytes << 20U;
  return limits;
}

}  // namespace dbc::net
