#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using emulator::Coverage;

/// One call of a service by one request, in as many versions of the API as have it.
struct CallRow {
  std::string_view method;
  std::string_view verb;
  std::string path;                             ///< with {version} for the version
  std::vector<std::string_view> versions = {};  ///< empty where the path has none
};

struct ServiceRows {
  std::size_t known = 0;
  std::size_t served = 0;
  std::vector<CallRow> calls = {};          ///< that are served
  std::set<std::string_view> missing = {};  ///< names of calls that are not
};
using Services = std::map<std::string_view, ServiceRows>;

constexpr std::string_view k_api = "/api/";

void add_call(std::vector<CallRow>& calls, const catalog::Endpoint& endpoint) {
  CallRow row{.method = endpoint.method, .verb = endpoint.verb, .path = std::string(endpoint.path)};
  std::string_view version;
  if (const auto end = endpoint.path.find('/', k_api.size());
      endpoint.path.starts_with(k_api) && end != std::string_view::npos) {
    version = endpoint.path.substr(k_api.size(), end - k_api.size());
    row.path = std::string(k_api) + "{version}" + std::string(endpoint.path.substr(end));
  }
  const auto same = std::ranges::find_if(calls, [&](const CallRow& other) {
    return std::tie(other.method, other.verb, other.path) == std::tie(row.method, row.verb, row.path);
  });
  CallRow& place = same == calls.end() ? calls.emplace_back(std::move(row)) : *same;
  if (!version.empty()) place.versions.push_back(version);
}

Services by_service(const std::vector<Coverage>& all) {
  Services services;
  for (const auto& [endpoint, is_served] : all) {
    ServiceRows& rows = services[endpoint->service];
    ++rows.known;
    if (is_served) {
      ++rows.served;
      add_call(rows.calls, *endpoint);
    } else {
      rows.missing.insert(endpoint->method);
    }
  }
  return services;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

/// "`a`, `b`".
std::string code_list(const std::set<std::string_view>& names) {
  std::string list;
  for (const auto name : names) list += (list.empty() ? "" : ", ") + code(name);
  return list;
}

std::string path_of(const CallRow& call) {
  std::string versions;
  for (const auto version : call.versions) versions += (versions.empty() ? "" : "\\|") + std::string(version);
  return replace_all(call.path, "{version}", versions);
}

std::string count_table(const Services& services) {
  std::string text = "| service | modelled | not modelled |\n| --- | --- | --- |\n";
  for (const auto& [name, rows] : services)
    if (rows.served > 0)
      text += "| " + code(name) + " | " + std::to_string(rows.served) + " of " + std::to_string(rows.known) + " | " +
              code_list(rows.missing) + " |\n";
  return text;
}

std::string call_table(const Services& services) {
  std::string text = "| service | call | request |\n| --- | --- | --- |\n";
  for (const auto& [name, rows] : services)
    for (const auto& call : rows.calls)
      text +=
          "| " + code(name) + " | " + code(call.method) + " | " + std::string(call.verb) + " " + path_of(call) + " |\n";
  return text;
}

std::string limit_table() {
  std::string text = "| of | at most | beyond that |\n| --- | --- | --- |\n";
  for (const auto& [what, value, beyond] : emulator::request_limits())
    text += "| " + std::string(what) + " | " + value + " | " + std::string(beyond) + " |\n";
  return text;
}

}  // namespace

std::string coverage_as_markdown(const std::vector<Coverage>& all) {
  const Services services = by_service(all);
  std::set<std::string_view> untouched;
  std::size_t served = 0;
  for (const auto& [name, rows] : services) {
    served += rows.served;
    if (rows.served == 0) untouched.insert(name);
  }
  return std::to_string(served) + " of " + std::to_string(all.size()) + " endpoints are modelled, in " +
         std::to_string(services.size() - untouched.size()) + " of " + std::to_string(services.size()) +
         " services.\n\n" + count_table(services) + "\nNothing is modelled of " + code_list(untouched) +
         ".\n\n### Every request that is modelled\n\n" + call_table(services) + "\n## Limits of the server\n\n" +
         limit_table();
}

}  // namespace dbc::commands
