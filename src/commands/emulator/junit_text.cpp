#include <cstdio>

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/version.hpp"
#include "exec_outcome.hpp"
#include "time_text.hpp"

// The form that the schemas of Ant and of Jenkins have in common, so that every server reads it.

namespace dbc::commands {
namespace {

using emulator::EndpointUse;

constexpr int k_least_failure = 500;
constexpr int k_least_refusal = 400;

/// Characters that XML cannot have are written as escapes first.
std::string quoted(const std::string& text) {
  std::string xml = replace_all(visible(text), "&", "&amp;");
  xml = replace_all(replace_all(std::move(xml), "<", "&lt;"), ">", "&gt;");
  return "\"" + replace_all(std::move(xml), "\"", "&quot;") + "\"";
}

std::string seconds_text(std::chrono::microseconds duration) {
  char text[32];
  (void)std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1e6);
  return text;
}

struct Suite {
  std::string name;
  int tests = 0;
  int failures = 0;
  std::chrono::microseconds duration{0};
  std::string cases = {};

  /// `failure` is what went wrong, after its type; nothing where all went well.
  void add(const std::string& classname, const std::string& test, std::chrono::microseconds took,
           const std::string& type, const std::string& failure) {
    ++tests;
    duration += took;
    cases += "    <testcase name=" + quoted(test) + " classname=" + quoted(classname) + " time=\"" +
             seconds_text(took) + "\"";
    if (failure.empty()) {
      cases += "/>\n";
      return;
    }
    ++failures;
    cases += ">\n      <failure message=" + quoted(failure) + " type=" + quoted(type) + "/>\n    </testcase>\n";
  }

  [[nodiscard]] std::string xml(int id, const std::string& timestamp, const std::string& lines) const {
    return "  <testsuite id=\"" + std::to_string(id) + "\" name=" + quoted(name) +
           " package=\"dbc\" hostname=\"localhost\" timestamp=\"" + timestamp + "\" tests=\"" + std::to_string(tests) +
           "\" failures=\"" + std::to_string(failures) + "\" errors=\"0\" time=\"" + seconds_text(duration) +
           "\">\n    <properties>\n      <property name=\"dbc.version\" value=" +
           quoted(std::string(cli::own_version())) + "/>\n    </properties>\n" + cases + "    <system-out>" + lines +
           "</system-out>\n    <system-err></system-err>\n  </testsuite>\n";
  }
};

/// Without the zone, as the schema wants it.
std::string timestamp_of(TimePoint time) {
  return utc_text(time).substr(0, std::string_view("2026-01-01T00:00:00").size());
}

/// A refusal may be what the program has asked for: it counts where the program failed.
bool counts(int status, const ExecOutcome& outcome) {
  return status >= k_least_failure || (status >= k_least_refusal && outcome.exit_code != 0);
}

void add_use(Suite& suite, const EndpointUse& use, const std::string& workspace, const ExecOutcome& outcome) {
  std::string failure;
  for (const auto& [status, reason] : use.reasons)
    if (counts(status, outcome))
      failure += (failure.empty() ? "" : "; ") + std::to_string(status) + " " + reason + " (" +
                 std::to_string(use.statuses.at(status)) + " of " + std::to_string(use.count()) + ")";
  const std::string service = use.call.substr(0, use.call.find('.'));
  suite.add("requests." + (service.empty() ? "others" : service), name_of(use, workspace), use.duration,
            use.is_unmodelled() ? "unmodelled" : "refused", failure);
}

std::string changes_xml(const ExecOutcome& outcome) {
  std::string lines;
  for (const auto& [workspace, activity] : outcome.workspaces)
    for (const auto& change : activity.changes) {
      const std::string text =
          quoted(change.action + " " + in_words(change) + (workspace.empty() ? "" : " in the workspace " + workspace));
      lines += text.substr(1, text.size() - 2) + "\n";
    }
  return lines;
}

}  // namespace

std::string junit_text(const ExecOutcome& outcome) {
  const std::string timestamp = timestamp_of(outcome.began);
  Suite program{.name = "program"};
  program.add("program", outcome.program, outcome.duration, "exit-code",
              outcome.exit_code == 0 ? "" : "exit code " + std::to_string(outcome.exit_code));
  Suite requests{.name = "requests"};
  for (const auto& [workspace, activity] : outcome.workspaces)
    for (const auto& use : activity.requests) add_use(requests, use, workspace, outcome);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + program.xml(0, timestamp, "") +
         requests.xml(1, timestamp, changes_xml(outcome)) + "</testsuites>\n";
}

}  // namespace dbc::commands
