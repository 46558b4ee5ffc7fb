#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "child_process.hpp"
#include "dbc/base/incoming_file.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"
#include "exec_outcome.hpp"

namespace dbc::commands {

/// --report and --fail-on-unmodelled of `emulator exec`: looks on while the program runs, and tells at the end.
class ExecReport {
 public:
  /// What the options ask for; an error, before anything is started, where that cannot be had.
  [[nodiscard]] static Result<ExecReport> prepare(const cli::Invocation& invocation);

  /// Looks at these workspaces from now on, the first one first. Does nothing where nothing is to be told.
  [[nodiscard]] Result<void> watch(const std::vector<std::filesystem::path>& folders);
  /// Tells what happened, and settles the session's exit code: the program's own where that is not 0.
  [[nodiscard]] Result<void> finish(cli::Session& session, const ChildResult& ended);

 private:
  struct Watched {
    std::string workspace;  ///< empty for the first one
    std::unique_ptr<emulator::ActivityWatch> watch;
  };
  [[nodiscard]] Result<ExecOutcome> outcome_of(const ChildResult& ended);
  [[nodiscard]] Result<void> write(cli::Session& session, const ExecOutcome& outcome);
  [[nodiscard]] Result<void> judge(cli::Session& session, const ExecOutcome& outcome) const;

  std::string program_;
  bool fails_on_unmodelled_ = false;
  ReportFormat format_ = ReportFormat::text;
  bool to_stdout_ = false;
  std::optional<IncomingFile> file_ = {};
  std::vector<Watched> watched_ = {};
  TimePoint began_ = {};
  std::chrono::steady_clock::time_point started_ = {};
};

}  // namespace dbc::commands
