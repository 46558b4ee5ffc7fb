#include "redirect.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "dbc/net/sign_in_page.hpp"

namespace dbc::net {
namespace {

constexpr std::array<std::string_view, 4> k_harmless_headers = {"User-Agent", "Accept", "Range", "Accept-Encoding"};
constexpr int k_moved_permanently = 301;
constexpr int k_found = 302;
constexpr int k_see_other = 303;

bool only_reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

Error refused(const Hop& hop, const std::string& why) {
  return Error{.kind = ErrorKind::network,
               .message = hop.url.host.authority() + " redirects " + hop.method + " " + why,
               .hint = "Check the host of the profile in use",
               .network = NetworkDetail{.sent = true, .transient = false}};
}

/// As Python's requests, except that no write becomes a read unless the service says that it is done (303).
std::string method_after(int status, const std::string& method) {
  return status == k_see_other && method != "HEAD" ? "GET" : method;
}

bool loses_write(int status, const std::string& method) {
  if (status == k_moved_permanently) return method == "POST";
  return status == k_found && !only_reads(method);
}

/// The step from http to https on the same host, each at its own port, keeps the origin.
bool same_origin(const HostUrl& from, const HostUrl& to) {
  if (from.base() == to.base()) return true;
  return from.host == to.host && !from.is_secure() && to.is_secure() && !from.port && !to.port;
}

}  // namespace

bool may_leave_origin(std::string_view header) {
  return std::ranges::any_of(k_harmless_headers, [header](auto name) { return equals_ignoring_case(name, header); });
}

Result<Hop> next_hop(const Hop& hop, int status, const std::string& location) {
  auto url = parse_web_url(location);
  if (!url) return std::move(url).error().with_context("following a redirect of " + hop.url.host.authority());
  if (auto kept_out = sign_in_refusal(hop.url.host, url->target)) return std::move(*kept_out);
  const std::string where = "to " + url->host.base();
  if (hop.url.host.is_secure() && !url->host.is_secure()) return refused(hop, where + ", which is not encrypted");
  if (loses_write(status, hop.method))
    return refused(hop, where + " with status " + std::to_string(status) + ", so that nothing would be written");
  const bool stays = same_origin(hop.url.host, url->host);
  const std::string method = method_after(status, hop.method);
  if (!stays && (!hop.may_leave_origin || !only_reads(method)))
    return refused(hop, where + ", a host that the request is not meant for");
  return Hop{.url = std::move(*url),
             .method = method,
             .with_body = hop.with_body && stays && method == hop.method,
             .may_leave_origin = hop.may_leave_origin,
             .with_own_headers = hop.with_own_headers && stays};
}

}  // namespace dbc::net
