#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "repos.hpp"

namespace dbc::commands {
namespace {

struct Provider {
  std::string_view host;
  std::string_view name;
};

constexpr std::array<Provider, 5> k_providers{{
    {"github.com", "gitHub"},
    {"dev.azure.com", "azureDevOpsServices"},
    {"ssh.dev.azure.com", "azureDevOpsServices"},
    {"gitlab.com", "gitLab"},
    {"bitbucket.org", "bitbucketCloud"},
}};

/// "user@host:path" is how ssh writes it; "scheme://user@host:port/path" is everybody else's way.
std::string host_of(std::string_view remote) {
  const auto scheme = remote.find("://");
  if (scheme != std::string_view::npos)
    remote.remove_prefix(scheme + 3);
  else if (remote.find('@') == std::string_view::npos)
    return "";
  remote = remote.substr(0, remote.find_first_of("/?#"));
  if (const auto user = remote.rfind('@'); user != std::string_view::npos) remote.remove_prefix(user + 1);
  std::string host = to_lower(remote.substr(0, remote.find(':')));
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

/// git-codecommit.REGION.amazonaws.com
bool is_code_commit(std::string_view host) {
  const auto labels = split(host, '.');
  return labels.size() == 4 && labels[0] == "git-codecommit" && !labels[1].empty() && labels[2] == "amazonaws" &&
         labels[3] == "com";
}

}  // namespace

std::optional<std::string> detect_git_provider(std::string_view remote) {
  const std::string host = host_of(trim(remote));
  const auto known = std::ranges::find(k_providers, host, &Provider::host);
  if (known != k_providers.end()) return std::string(known->name);
  return is_code_commit(host) ? std::optional<std::string>("awsCodeCommit") : std::nullopt;
}

}  // namespace dbc::commands
