#include "emulator/http/reception.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_localhost = "localhost";

/// A literal address in bytes: 4 of IPv4, 16 of IPv6; empty for a name.
std::string address_bytes(std::string_view text) {
  std::array<char, 16> bytes{};
  const std::string terminated(text);
  if (::inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return {bytes.data(), 16};
  return {};
}

bool is_loopback(const std::string& bytes) {
  if (bytes.size() == 4) return bytes.front() == 127;
  return bytes.size() == 16 && bytes == address_bytes("::1");
}

bool is_any_address(const std::string& bytes) {
  return !bytes.empty() && std::ranges::all_of(bytes, [](char c) { return c == 0; });
}

/// `host` of `host:port` and `[address]:port`, in lower case and without the dot of the root. Nothing where it is none.
std::optional<std::string> host_of(std::string_view authority) {
  authority = trim(authority);
  std::string_view host = authority.substr(0, authority.find(':'));
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = authority.substr(1, end - 1);
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return std::nullopt;
  return to_lower(host);
}

/// The authority of an absolute-form target; empty for the usual form.
std::string_view authority_of(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return {};
  const auto rest = target.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

/// What is before the first dot, where `suffix` follows.
std::optional<std::string_view> label_before(std::string_view host, std::string_view suffix) {
  if (!host.ends_with(suffix) || host.size() < suffix.size() + 2) return std::nullopt;
  const auto label = host.substr(0, host.size() - suffix.size() - 1);
  if (host[label.size()] != '.' || label.find('.') != std::string_view::npos) return std::nullopt;
  return label;
}

Error not_ours(std::string_view host) {
  return api_error(ErrorCode::permission_denied,
                   "'" + std::string(host) +
                       "' is not a name of this server; to serve it under that name, start it with --host-name " +
                       std::string(host));
}

Error no_workspace(std::string_view label, const std::vector<NamedWorkspace>& others) {
  std::string names;
  for (const auto& other : others) names += (names.empty() ? "" : ", ") + other.name;
  return api_error(ErrorCode::resource_does_not_exist,
                   "No workspace '" + std::string(label) + "' is served here, but " + names);
}

}  // namespace

Reception::Reception(Workspace& first, const ServerOptions& options)
    : first_(first), others_(options.workspaces), address_(address_bytes(options.address)) {
  host_names_.emplace_back(k_localhost);
  for (const auto& name : options.host_names) host_names_.push_back(to_lower(name));
}

Result<Workspace*> Reception::admit(const Request& head, bool is_http_1_0) const {
  std::vector<std::string_view> hosts;
  for (const auto& [name, value] : head.headers)
    if (equals_ignoring_case(name, "Host")) hosts.emplace_back(value);
  if (hosts.size() > 1 || (hosts.empty() && !is_http_1_0))
    return malformed_request(hosts.empty() ? "the header Host is missing" : "the header Host is there more than once");
  // Only a client that takes this server for its proxy sends the absolute form; no web page can make a browser do so.
  if (const auto authority = authority_of(head.target); !authority.empty()) {
    const auto host = host_of(authority);
    Workspace* named = host ? find_named(host->substr(0, host->find('.'))) : nullptr;
    return named != nullptr ? named : owner_of_token(head);
  }
  if (hosts.empty()) return owner_of_token(head);
  const auto host = host_of(hosts.front());
  if (!host) return malformed_request("the header Host names no host");
  return admit_host(*host, head);
}

Result<Workspace*> Reception::admit_host(std::string_view host, const Request& head) const {
  if (is_address_of_server(host) || is_name_of_server(host)) return owner_of_token(head);
  for (const auto& name : host_names_) {
    const auto label = label_before(host, name);
    if (!label) continue;
    if (Workspace* named = find_named(*label)) return named;
    if (!others_.empty()) return no_workspace(*label, others_);
    if (name == k_localhost) return &first_;
  }
  return not_ours(host);
}

Workspace* Reception::find_named(std::string_view label) const {
  for (const auto& other : others_)
    if (equals_ignoring_case(other.name, label)) return other.workspace;
  return nullptr;
}

bool Reception::is_name_of_server(std::string_view host) const {
  return std::ranges::find(host_names_, host) != host_names_.end();
}

/// Any literal will do where the server listens on all addresses: only names can be made to lead elsewhere.
bool Reception::is_address_of_server(std::string_view host) const {
  const auto bytes = address_bytes(host);
  return !bytes.empty() && (is_loopback(bytes) || bytes == address_ || is_any_address(address_));
}

Workspace* Reception::owner_of_token(const Request& head) const {
  if (others_.empty()) return &first_;
  const auto token = presented_token(head.headers);
  if (!token || token->empty()) return &first_;
  for (const auto& other : others_)
    if (other.workspace->knows_token(*token)) return other.workspace;
  return &first_;
}

}  // namespace dbc::emulator
