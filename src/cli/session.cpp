#include "dbc/cli/session.hpp"

#include "dbc/auth/authorization.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/version.hpp"
#include "dbc/embedded/embedded_transport.hpp"
#include "dbc/net/curl_transport.hpp"
#include "dbc/net/pipeline.hpp"
#include "dbc/net/url.hpp"
#include "token_renewal.hpp"

namespace dbc::cli {
namespace {

/// "dbc/0.1.0 clusters-list": the service's audit log tells which command asked.
std::string user_agent(const std::string& command_path) {
  return "dbc/" + std::string(own_version()) + " " + replace_all(command_path, " ", "-");
}

/// A slip in local:NAME makes another workspace, which looks as if everything were lost.
Result<embedded::EmbeddedDoors> open_local(const std::string& name, const Surroundings& surroundings) {
  const auto& environment = surroundings.environment;
  if (embedded::has_folder(name, environment)) return embedded::open_embedded(name, environment);
  const auto others = embedded::workspace_names(environment);
  DBC_TRY(auto doors, embedded::open_embedded(name, environment));
  const auto close = closest_match(name, others);
  DBC_TRY(const auto folder, embedded::workspace_folder(name, environment));
  DBC_CHECK(surroundings.err->write("Note: the new workspace '" + name + "' was made in " + visible(folder.string()) +
                                    (close ? ". Did you mean '" + *close + "'?\n" : "\n")));
  return doors;
}

Result<std::unique_ptr<net::Transport>> open_wire(const config::Profile& profile, const net::ClientLimits& limits,
                                                  const config::Environment& environment) {
  DBC_TRY(const auto url, net::parse_host(profile.host.value));
  return net::make_curl_transport(
      {.base_url = url.base(), .verify_tls = !profile.insecure, .limits = limits, .environment = environment});
}

/// What the profile signs in with, in the forms in which it is sent.
void keep_secret(const config::Profile& profile, net::KnownSecrets& secrets) {
  for (const auto& setting : {profile.token, profile.password, profile.refresh_token})
    if (setting) secrets.add(setting->value);
  if (profile.username && profile.password)
    secrets.add(base64_encode(profile.username->value + ":" + profile.password->value));
}

/// Waits with the session's own sleeper and clock, and tells a person at a terminal why nothing happens.
net::RetryOptions retry_options(const Surroundings& surroundings, const net::ClientLimits& limits) {
  net::RetryOptions options;
  options.limits.total = limits.repeating;
  if (surroundings.sleeper != nullptr) options.sleeper = {std::shared_ptr<void>{}, surroundings.sleeper};
  if (surroundings.clock != nullptr) options.clock = {std::shared_ptr<void>{}, surroundings.clock};
  if (surroundings.err->is_terminal())
    options.notify = [err = surroundings.err](const net::RetryNotice& notice) {
      (void)err->write("Trying again in " + std::to_string(notice.delay.count()) + " ms: " + visible(notice.reason) +
                       "\n");
    };
  return options;
}

}  // namespace

Result<std::unique_ptr<net::Transport>> open_plain_transport(const Surroundings& surroundings,
                                                             const std::string& base_url) {
  DBC_TRY(const auto limits, net::client_limits(surroundings.environment));
  auto wire =
      surroundings.transport
          ? surroundings.transport()
          : net::make_curl_transport({.base_url = base_url, .limits = limits, .environment = surroundings.environment});
  if (!wire) return std::move(wire).error();
  return net::make_pipeline(std::move(*wire), {.identity = {.user_agent = user_agent("configure")}, .retry = {}});
}

Session::Session(const Surroundings& surroundings, std::string profile_name, bool debug, std::string command_path)
    : surroundings_(surroundings),
      profile_name_(std::move(profile_name)),
      debug_(debug),
      command_path_(std::move(command_path)),
      request_id_(random_uuid()) {}

Session::~Session() = default;

Result<const config::Profile*> Session::profile() {
  if (profile_ == nullptr) {
    DBC_TRY(auto resolved, config::resolve_profile(profile_name_, surroundings_.environment));
    keep_secret(resolved, secrets());
    profile_ = std::make_unique<config::Profile>(std::move(resolved));
  }
  return profile_.get();
}

Result<api::Client*> Session::workspace() {
  if (client_ != nullptr) return client_.get();
  DBC_CHECK(profile());
  DBC_CHECK(renew_expired_token(*profile_, surroundings_));
  if (const auto name = profile_->local_workspace(); name && !surroundings_.transport) {
    DBC_TRY(embedded_doors_, open_local(*name, surroundings_));
  }
  DBC_TRY(client_, new_client());
  return client_.get();
}

Result<std::unique_ptr<api::Client>> Session::new_client() const {
  const config::Profile& chosen = *profile_;
  DBC_TRY(const auto limits, net::client_limits(surroundings_.environment));
  auto wire = surroundings_.transport ? surroundings_.transport()
              : embedded_doors_       ? embedded_doors_()
                                      : open_wire(chosen, limits, surroundings_.environment);
  if (!wire) return std::move(wire).error();
  net::PipelineOptions options{.identity = {.user_agent = user_agent(command_path_), .request_id = request_id_},
                               .retry = retry_options(surroundings_, limits),
                               .authorization = [&chosen] { return auth::authorization_header(chosen); }};
  if (debug_)
    options.log = net::LogOptions{
        .sink = [err = surroundings_.err](std::string_view line) { (void)err->write(std::string(line) + "\n"); }};
  const std::string jobs_version = chosen.jobs_api_version ? chosen.jobs_api_version->value : "";
  return std::make_unique<api::Client>(net::make_pipeline(std::move(*wire), std::move(options)), jobs_version,
                                       limits.longest_reply);
}

}  // namespace dbc::cli
