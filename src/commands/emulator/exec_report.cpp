#include "exec_report.hpp"

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

constexpr std::string_view k_stdout = "-";

/// What --report-format says, or else the ending of the file.
ReportFormat format_of(const Invocation& invocation) {
  const std::string wanted = invocation.text("report-format");
  const std::string ending = to_lower(std::filesystem::path(invocation.text("report")).extension().string());
  if (wanted == "JSON" || (wanted.empty() && ending == ".json")) return ReportFormat::json;
  if (wanted == "JUNIT" || (wanted.empty() && ending == ".xml")) return ReportFormat::junit;
  return ReportFormat::text;
}

Error usage_error(std::string message, std::string hint) {
  return {.kind = ErrorKind::usage, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

Result<ExecReport> ExecReport::prepare(const Invocation& invocation) {
  ExecReport report;
  report.program_ = invocation.texts("COMMAND").front();
  report.fails_on_unmodelled_ = invocation.flag("fail-on-unmodelled");
  report.format_ = format_of(invocation);
  if (!invocation.given("report") && invocation.given("report-format"))
    return usage_error("--report-format does not go without --report.", "--report FILE says where the report goes");
  if (!invocation.given("report")) return report;
  const std::string target = invocation.text("report");
  if (target.empty())
    return usage_error("Invalid value for '--report': '' is no file.", "- stands for standard output");
  report.to_stdout_ = target == k_stdout;
  if (report.to_stdout_) return report;
  auto file = IncomingFile::create(target);
  if (!file) return std::move(file).error().with_context("making the report");
  report.file_ = std::move(*file);
  return report;
}

Result<void> ExecReport::watch(const std::vector<std::filesystem::path>& folders) {
  began_ = SystemClock().now();
  started_ = std::chrono::steady_clock::now();
  if (!file_ && !to_stdout_ && !fails_on_unmodelled_) return {};
  for (const auto& folder : folders) {
    DBC_TRY(auto watch, emulator::ActivityWatch::begin(folder));
    watched_.push_back({.workspace = watched_.empty() ? "" : folder.filename().string(), .watch = std::move(watch)});
  }
  return {};
}

Result<ExecOutcome> ExecReport::outcome_of(const ChildResult& ended) {
  const auto passed = std::chrono::steady_clock::now() - started_;
  ExecOutcome outcome{.program = program_,
                      .exit_code = ended.exit_code,
                      .began = began_,
                      .duration = std::chrono::duration_cast<std::chrono::milliseconds>(passed)};
  for (auto& each : watched_) {
    DBC_TRY(auto activity, each.watch->end());
    outcome.workspaces.push_back({.workspace = each.workspace, .activity = std::move(activity)});
  }
  return outcome;
}

Result<void> ExecReport::write(Session& session, const ExecOutcome& outcome) {
  if (to_stdout_) return session.out().write(report_text(outcome, format_));
  if (!file_) return {};
  DBC_CHECK(file_->write(report_text(outcome, format_)));
  return file_->commit();
}

Result<void> ExecReport::judge(Session& session, const ExecOutcome& outcome) const {
  auto unmodelled = outcome.unmodelled();
  std::uint64_t lost = 0;
  for (const auto& each : outcome.workspaces) lost += each.activity.lost;
  if (lost > 0) unmodelled.push_back("perhaps: " + std::to_string(lost) + " requests came too fast to be looked at");
  if (!fails_on_unmodelled_ || unmodelled.empty()) return {};
  std::string text = "Error: The program asked for what the emulated workspace does not model:\n";
  for (const auto& line : unmodelled) text += "  " + visible(line) + "\n";
  if (outcome.exit_code == 0) session.set_exit_code(1);
  return session.err().write(text);
}

Result<void> ExecReport::finish(Session& session, const ChildResult& ended) {
  session.set_exit_code(ended.exit_code);
  auto told = [&]() -> Result<void> {
    DBC_TRY(const auto outcome, outcome_of(ended));
    DBC_CHECK(judge(session, outcome));
    return write(session, outcome);
  }();
  // A program's failure is not hidden behind that of the report about it.
  if (told || ended.exit_code == 0) return told;
  return session.err().write("Error: " + visible(told.error().message) + "\n");
}

}  // namespace dbc::commands
