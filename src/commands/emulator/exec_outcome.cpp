#include "exec_outcome.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/json.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/output/table.hpp"
#include "time_text.hpp"

namespace dbc::commands {
namespace {

using emulator::Change;
using emulator::EndpointUse;

constexpr std::array<std::string_view, 4> k_actions{"made", "changed", "terminated", "deleted"};

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string statuses_text(const EndpointUse& use) {
  std::string text;
  for (const auto& [status, count] : use.statuses)
    text += (text.empty() ? "" : ", ") + std::to_string(status) + " x" + std::to_string(count);
  return text;
}

/// A part of an endpoint that is served otherwise is named by the reply.
std::string unmodelled_text(const EndpointUse& use, const std::string& workspace) {
  const auto reason = use.reasons.find(EndpointUse::k_unmodelled);
  const bool is_whole = reason == use.reasons.end() || reason->second.find(use.call) != std::string::npos;
  return name_of(use, workspace) + ": " + counted(use.statuses.at(EndpointUse::k_unmodelled), "request") +
         (is_whole ? "" : ", " + reason->second);
}

std::string requests_text(const WorkspaceActivity& each) {
  output::Table table{.style = output::TableStyle::simple, .headers = {"Status", "Time", "Request", "Call"}};
  std::string reasons;
  for (const auto& use : each.activity.requests) {
    const auto millis = std::to_string(use.duration.count() / 1000) + " ms";
    table.rows.push_back({statuses_text(use), millis, use.method + " " + use.endpoint, use.call});
    for (const auto& [status, reason] : use.reasons)
      reasons += visible(use.method + " " + use.endpoint + ": " + std::to_string(status) + " " + reason) + "\n";
  }
  std::string text = output::render(table);
  if (each.activity.lost > 0) text += "and " + counted(each.activity.lost, "request") + " that nobody saw\n";
  return text + (reasons.empty() ? "" : "\nRefused, for the first time each:\n" + reasons);
}

std::string changes_text(const WorkspaceActivity& each) {
  std::string text;
  for (const auto action : k_actions) {
    std::string lines;
    for (const auto& change : each.activity.changes)
      if (change.action == action) lines += "  " + visible(in_words(change)) + "\n";
    if (!lines.empty()) text += "\n" + to_upper(action.substr(0, 1)) + std::string(action.substr(1)) + ":\n" + lines;
  }
  return text.empty() ? "\nNothing was made, changed or deleted.\n" : text;
}

std::string as_text(const ExecOutcome& outcome) {
  std::string text = visible(outcome.program) + " ended with exit code " + std::to_string(outcome.exit_code) +
                     " after " + length_text(outcome.duration) + ".\n";
  for (const auto& each : outcome.workspaces) {
    if (!each.workspace.empty()) text += "\nThe workspace " + each.workspace + "\n";
    text += "\n" + (each.activity.requests.empty() ? "There were no requests.\n" : requests_text(each));
    text += changes_text(each);
  }
  const auto unmodelled = outcome.unmodelled();
  if (!unmodelled.empty()) text += "\nNot modelled:\n";
  for (const auto& line : unmodelled) text += "  " + visible(line) + "\n";
  return text;
}

Json with_workspace(Json entry, const std::string& workspace) {
  if (!workspace.empty()) entry["workspace"] = workspace;
  return entry;
}

Json request_json(const EndpointUse& use) {
  Json statuses = Json::object();
  for (const auto& [status, count] : use.statuses) statuses[std::to_string(status)] = count;
  Json json{{"method", use.method}, {"endpoint", use.endpoint},        {"call", use.call},
            {"count", use.count()}, {"statuses", std::move(statuses)}, {"duration_us", use.duration.count()}};
  for (const auto& [status, reason] : use.reasons)
    json["refusals"].push_back({{"status", status}, {"message", reason}});
  return json;
}

Json change_json(const Change& change) {
  Json json{{"action", change.action}, {"kind", change.kind}};
  if (!change.id.empty()) json["id"] = change.id;
  if (!change.name.empty()) json["name"] = change.name;
  return json;
}

std::string as_json(const ExecOutcome& outcome) {
  Json requests = Json::array();
  Json changes = Json::array();
  Json unmodelled = Json::array();
  std::uint64_t lost = 0;
  for (const auto& [workspace, activity] : outcome.workspaces) {
    lost += activity.lost;
    for (const auto& use : activity.requests) {
      requests.push_back(with_workspace(request_json(use), workspace));
      if (use.is_unmodelled()) unmodelled.push_back(requests.back());
    }
    for (const auto& change : activity.changes) changes.push_back(with_workspace(change_json(change), workspace));
  }
  const Json all{{"program", outcome.program},       {"exit_code", outcome.exit_code},
                 {"began", utc_text(outcome.began)}, {"duration_ms", outcome.duration.count()},
                 {"requests", std::move(requests)},  {"requests_lost", lost},
                 {"changes", std::move(changes)},    {"unmodelled", std::move(unmodelled)}};
  return visible_json(write_json(all, {.indent = 2, .escape_non_ascii = false})) + "\n";
}

}  // namespace

std::string name_of(const EndpointUse& use, const std::string& workspace) {
  return use.method + " " + use.endpoint + (use.call.empty() ? "" : " (" + use.call + ")") +
         (workspace.empty() ? "" : " in the workspace " + workspace);
}

std::string in_words(const Change& change) {
  std::string text = change.kind + (change.name.empty() ? "" : " " + change.name);
  return change.id.empty() ? text : text + " (" + change.id + ")";
}

std::vector<std::string> ExecOutcome::unmodelled() const {
  std::vector<std::string> lines;
  for (const auto& [workspace, activity] : workspaces)
    for (const auto& use : activity.requests)
      if (use.is_unmodelled()) lines.push_back(unmodelled_text(use, workspace));
  return lines;
}

std::string report_text(const ExecOutcome& outcome, ReportFormat format) {
  if (format == ReportFormat::json) return as_json(outcome);
  return format == ReportFormat::junit ? junit_text(outcome) : as_text(outcome);
}

}  // namespace dbc::commands
