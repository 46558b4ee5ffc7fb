#include <ctime>

#include "clusters.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/output/python_text.hpp"
#include "dbc/output/table.hpp"

namespace dbc::commands {
namespace {

/// "YYYY-MM-DD HH:MM:SS TZ" in the machine's time zone.
std::string local_time(const Json* timestamp) {
  if (timestamp == nullptr) return "";
  if (!timestamp->is_number_integer()) return output::cell_text(*timestamp);
  const auto seconds = static_cast<std::time_t>(timestamp->get<std::int64_t>() / 1000);
  std::tm broken{};
  if (::localtime_r(&seconds, &broken) == nullptr) return output::cell_text(*timestamp);
  char buffer[80];
  const std::size_t length = std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S %Z", &broken);
  return {buffer, length};
}

Result<output::Table> events_table(const Json& reply) {
  output::Table table;
  DBC_TRY(const Json* events, api::list_in(reply, "events"));
  if (events == nullptr) return table;
  for (const auto& event : *events) {
    const Json* details = find_member(event, "details");
    table.rows.push_back({local_time(find_member(event, "timestamp")), string_or(event, "type", ""),
                          details == nullptr ? "" : output::cell_text(*details)});
  }
  return table;
}

}  // namespace

Result<void> run_clusters_events(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const Json reply, cli::call(session, invocation, invocation.command().endpoint));
  const bool as_json = invocation.modern_output.has_value() || invocation.text("output") == "JSON";
  if (as_json) return cli::print_reply(session, invocation, reply);
  DBC_TRY(const auto table, events_table(reply));
  return session.out().write(output::render(table));
}

}  // namespace dbc::commands
