#include <algorithm>

#include "dbc/api/dbfs.hpp"
#include "fs.hpp"

namespace dbc::commands {
namespace {

constexpr std::chrono::milliseconds k_first_pause{500};
constexpr std::chrono::milliseconds k_longest_pause{30'000};
constexpr int k_most_in_vain = 20;  ///< answers in a row that tell of no deleted file

/// What has been deleted so far, from the answers of the service.
struct Tracker {
  std::uint64_t deleted = 0;
  int in_vain = 0;
  std::chrono::milliseconds pause = k_first_pause;

  void add(const api::DbfsDeletion& deletion) {
    const bool got_on = deletion.deleted.value_or(0) > 0;
    deleted += deletion.deleted.value_or(0);
    in_vain = got_on ? 0 : in_vain + 1;
    pause = got_on ? k_first_pause : std::min(pause * 2, k_longest_pause);
  }
};

/// A status line begins at the left edge; on a terminal it also erases what it covers.
Result<void> write_status(cli::Session& session, const std::string& text, const std::string& end = "") {
  return session.out().write("\r" + text + (session.out().is_terminal() ? "\x1b[K" : "") + end);
}

std::string unfinished(const api::DbfsDeletion& deletion, std::uint64_t total) {
  if (!deletion.deleted) return "Delete in progress...";
  return "Deleted " + std::to_string(total) + " files. Delete in progress...";
}

Error gave_up(const std::string& path) {
  return {.kind = ErrorKind::timeout,
          .message = "the service reports no progress in deleting " + path,
          .hint = "Try again later; what was deleted stays deleted"};
}

Result<void> delete_all(cli::Session& session, const std::string& path, bool recursive, Tracker& tracker) {
  DBC_TRY(api::Client * client, session.workspace());
  while (true) {
    DBC_TRY(const auto deletion, api::Dbfs(*client).remove(path, recursive));
    if (deletion.finished) return {};
    tracker.add(deletion);
    if (tracker.in_vain >= k_most_in_vain) return gave_up(path);
    DBC_CHECK(write_status(session, unfinished(deletion, tracker.deleted)));
    session.sleeper().sleep_for(tracker.pause);
  }
}

}  // namespace

Result<void> run_fs_rm(cli::Session& session, const cli::Invocation& invocation) {
  Tracker tracker;
  auto done = delete_all(session, invocation.text("DBFS_PATH"), invocation.flag("recursive"), tracker);
  if (done) return write_status(session, "Delete finished successfully.", "\n");
  if (done.error().kind == ErrorKind::aborted) return done;
  const auto deleted = std::to_string(tracker.deleted);
  DBC_CHECK(write_status(session, "Deleted at least " + deleted + " files but interrupted by error.", "\n"));
  return done;
}

}  // namespace dbc::commands
