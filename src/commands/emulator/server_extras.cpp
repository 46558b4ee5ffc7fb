#include "server_extras.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/embedded/embedded_transport.hpp"
#include "dbc/emulator/leftovers.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

constexpr std::size_t k_max_label = 63;
constexpr std::size_t k_max_name = 253;

/// A part of a host name between dots.
bool is_label(std::string_view text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
  return !text.empty() && text.size() <= k_max_label && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, fits);
}

bool is_host_name(std::string_view text) {
  return text.size() <= k_max_name && std::ranges::all_of(split(text, '.'), is_label);
}

Error bad_value(std::string_view option, const std::string& value, std::string_view problem) {
  return {.kind = ErrorKind::usage,
          .message = "Invalid value for '" + std::string(option) + "': '" + value + "' " + std::string(problem) + "."};
}

/// The token that is kept in the folder; made, and `is_fresh` set, where there is none.
Result<std::string> kept_token(const std::filesystem::path& folder, bool& is_fresh) {
  const auto file = folder / "token";
  if (const auto kept = read_file(file); kept && !trim(*kept).empty()) return std::string(trim(*kept));
  std::string made = "dapi" + random_hex(16);
  DBC_CHECK(write_file_atomically(file, made + "\n", 0600));
  is_fresh = true;
  return made;
}

/// Beside the first workspace where that is an embedded one, so that both doors meet there; else in its folder.
std::filesystem::path folder_of(const std::string& name, const Session& session, const std::filesystem::path& first) {
  const auto embedded = embedded::workspace_folder(name, session.environment());
  if (embedded && embedded->parent_path() == first.parent_path()) return *embedded;
  return first / "workspaces" / name;
}

/// NAME or NAME=TOKEN.
std::pair<std::string, std::optional<std::string>> parse_workspace(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {text, std::nullopt};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string port_text(const emulator::Server& server) {
  const std::string url = server.url();
  return url.substr(url.rfind(':'));
}

}  // namespace

Result<void> ServerExtras::check(const Invocation& invocation) {
  for (const auto& name : invocation.texts("host-name"))
    if (!is_host_name(name)) return bad_value("--host-name", name, "is not a host name");
  std::set<std::string> names;
  for (const auto& text : invocation.texts("add-workspace")) {
    const auto [name, token] = parse_workspace(text);
    if (!is_label(name)) return bad_value("--add-workspace", name, "is not a name of letters, digits and '-'");
    if (token && token->empty()) return bad_value("--add-workspace", text, "has an empty token");
    if (!names.insert(to_lower(name)).second) return bad_value("--add-workspace", name, "is given twice");
  }
  return {};
}

Result<std::unique_ptr<ServerExtras>> ServerExtras::prepare(const Session& session, const Invocation& invocation,
                                                            const std::filesystem::path& folder,
                                                            emulator::ServerOptions& options) {
  std::unique_ptr<ServerExtras> extras(new ServerExtras);
  options.host_names = invocation.texts("host-name");
  DBC_CHECK(extras->open_others(session, invocation, folder));
  for (const auto& other : extras->others_)
    options.workspaces.push_back({.name = other.name, .workspace = other.workspace.get()});
  if (invocation.flag("https")) DBC_CHECK(extras->make_certificate(folder, options));
  return extras;
}

Result<void> ServerExtras::open_others(const Session& session, const Invocation& invocation,
                                       const std::filesystem::path& folder) {
  for (const auto& text : invocation.texts("add-workspace")) {
    const auto [name, token] = parse_workspace(text);
    DBC_TRY(auto other, open_other(name, token, folder_of(name, session, folder)));
    others_.push_back(std::move(other));
  }
  return {};
}

Result<ServerExtras::Other> ServerExtras::open_other(const std::string& name, const std::optional<std::string>& token,
                                                     const std::filesystem::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto lock,
          lock_for_server(folder, "give --add-workspace another name than " + name + ", or stop that emulator"));
  emulator::remove_leftovers(folder);
  Other other{.name = name, .folder = folder, .lock = std::move(lock), .token = token.value_or("")};
  DBC_TRY(other.workspace, emulator::Workspace::open({.folder = folder}));
  if (!token) {
    DBC_TRY(other.token, kept_token(folder, other.has_fresh_token));
  }
  DBC_CHECK(other.workspace->set_token(other.token));
  other.workspace->look_after_runs();
  return other;
}

Result<void> ServerExtras::make_certificate(const std::filesystem::path& folder, emulator::ServerOptions& options) {
  emulator::CertificateNames names{.hosts = {"localhost"}, .addresses = {"127.0.0.1", "::1"}};
  for (const auto& name : options.host_names) names.hosts.push_back(name);
  for (const auto& other : others_) names.hosts.push_back(other.name + ".localhost");
  if (options.address != "0.0.0.0" && options.address != "::") names.addresses.push_back(options.address);
  DBC_TRY(certificate_, emulator::prepare_certificate(folder / "tls", names, SystemClock().now()));
  options.tls = emulator::TlsFiles{.certificate = certificate_->certificate, .key = certificate_->key};
  return {};
}

std::optional<std::filesystem::path> ServerExtras::authority() const {
  return certificate_ ? std::optional(certificate_->authority) : std::nullopt;
}

std::string ServerExtras::url_of(const Other& other, const emulator::Server& server) const {
  return (certificate_ ? "https://" : "http://") + other.name + ".localhost" + port_text(server);
}

Result<void> ServerExtras::write_states(const emulator::Server& server, const std::filesystem::path& folder) const {
  for (const auto& other : others_)
    DBC_CHECK(write_state(
        other.folder,
        {.url = url_of(other, server), .pid = static_cast<int>(::getpid()), .served_with = folder.string()}));
  return {};
}

std::string ServerExtras::announcement(const emulator::Server& server) const {
  std::string text;
  for (const auto& other : others_) {
    text += "Serving " + other.folder.string() + " to its token, and at " + url_of(other, server) + "\n";
    if (!other.has_fresh_token) continue;
    text += "Token of " + other.name + " (shown once, kept in " + (other.folder / "token").string() +
            "): " + other.token + "\n";
  }
  if (!certificate_) return text;
  const std::string authority = certificate_->authority.string();
  return text + "Certificate authority, for clients to trust: " + authority +
         "\nBy REQUESTS_CA_BUNDLE (dbc, Python), SSL_CERT_FILE (others) or --cacert (curl)\n";
}

}  // namespace dbc::commands
