#include "transfer.hpp"

#include <charconv>

#include "dbc/base/visible_text.hpp"

namespace dbc::commands {
namespace {

constexpr std::size_t k_most_transfers = 64;

Result<std::size_t> width_of(const cli::Invocation& invocation) {
  const std::string text = invocation.text("concurrency");
  std::size_t width = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (problem == std::errc{} && end == text.data() + text.size() && width >= 1 && width <= k_most_transfers)
    return width;
  return Error{.kind = ErrorKind::usage,
               .message = "Invalid value for '--concurrency': '" + text + "' is not a number from 1 to 64."};
}

std::string counted(const cli::Tally& tally, std::string_view verb) {
  return std::to_string(tally.done) + " " + std::string(verb) + ", " + std::to_string(tally.skipped) + " skipped, " +
         std::to_string(tally.failed) + " failed";
}

/// What is told of one job as one line, whatever the names in it hold. Some tell what the service said.
std::string as_line(std::string_view told, const net::KnownSecrets& secrets) {
  if (told.ends_with('\n')) told.remove_suffix(1);
  return visible(secrets.mask(told)) + "\n";
}

std::string summary(const cli::WorkReport& report, std::string_view verb) {
  std::string text = counted(report.tally, verb);
  if (report.after_failure > 0)
    text += " (" + std::to_string(report.after_failure) + " more than listed were under way when it failed)";
  return text + "\n";
}

Result<void> outcome_of(const cli::WorkReport& report, std::string_view verb) {
  if (report.error) return *report.error;
  if (report.tally.failed == 0) return {};
  return Error{.kind = ErrorKind::io,
               .message = std::to_string(report.tally.failed) + " could not be " + std::string(verb)};
}

}  // namespace

Result<void> run_transfer(cli::Session& session, const cli::Invocation& invocation, std::string_view verb,
                          cli::Job root) {
  DBC_TRY(const std::size_t width, width_of(invocation));
  DBC_TRY(api::Client * client, session.workspace());
  Progress progress(session);
  const bool lines_are_seen = session.out().is_terminal();
  cli::Tally sum;
  const auto deliver = [&](const cli::Finished& finished) -> Result<void> {
    if (!finished.out.empty() || !finished.err.empty()) progress.clear();
    if (!finished.out.empty()) DBC_CHECK(session.out().write(as_line(finished.out, session.secrets())));
    if (!finished.err.empty()) DBC_CHECK(session.err().write(as_line(finished.err, session.secrets())));
    sum += finished.tally;
    if (!lines_are_seen) progress.show(counted(sum, verb));
    return {};
  };
  auto report = cli::run_ordered(
      std::move(root), [&session] { return session.new_client(); }, client, {.width = width}, deliver);
  progress.clear();
  if (report.error && report.error->kind == ErrorKind::aborted) return *report.error;
  if (report.error) ++report.tally.failed;
  DBC_CHECK(session.err().write(summary(report, verb)));
  return outcome_of(report, verb);
}

}  // namespace dbc::commands
