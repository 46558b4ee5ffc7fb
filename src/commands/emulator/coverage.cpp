#include "dbc/emulator/coverage.hpp"

#include <map>

#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/output/table.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using emulator::Coverage;

Json as_json(const std::vector<Coverage>& all) {
  Json list = Json::array();
  for (const auto& [endpoint, is_served] : all)
    list.push_back({{"service", endpoint->service},
                    {"method", endpoint->method},
                    {"verb", endpoint->verb},
                    {"path", endpoint->path},
                    {"served", is_served}});
  return list;
}

/// The served ones by name, and a count for each service.
std::string as_text(const std::vector<Coverage>& all) {
  output::Table table{.style = output::TableStyle::simple, .headers = {"Service", "Call", "Request"}};
  std::map<std::string_view, std::pair<int, int>> counts;
  for (const auto& [endpoint, is_served] : all) {
    auto& [served, known] = counts[endpoint->service];
    ++known;
    if (!is_served) continue;
    ++served;
    table.rows.push_back({std::string(endpoint->service), std::string(endpoint->method),
                          std::string(endpoint->verb) + " " + std::string(endpoint->path)});
  }
  std::string missing;
  for (const auto& [service, count] : counts)
    if (count.first == 0) missing += (missing.empty() ? "" : ", ") + std::string(service);
  return output::render(table) + "\n" + std::to_string(table.rows.size()) + " of " + std::to_string(all.size()) +
         " endpoints are served; the others are answered with 501 and their name.\nNothing of: " + missing + "\n";
}

}  // namespace

Result<void> run_emulator_coverage(cli::Session& session, const cli::Invocation& invocation) {
  const auto all = emulator::coverage();
  if (invocation.text("output") == "JSON") return cli::print_json(session, as_json(all));
  if (invocation.text("output") == "MARKDOWN") return session.out().write(coverage_as_markdown(all));
  return session.out().write(as_text(all));
}

}  // namespace dbc::commands
