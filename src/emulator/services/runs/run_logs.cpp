#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "dbc/base/utf8.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/services.hpp"

// What tasks print, page by page, also while they run. The service has no such call; clients of its own API find the
// output in runs/get-output once a task has ended, and where cluster_log_conf says.

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_most_bytes = 1 << 20;
constexpr std::int64_t k_least_bytes = 4;  // any character fits

/// Which part of which output to read.
struct LogRequest {
  std::int64_t run_id = 0;
  std::string stream = "stdout";
  std::int64_t offset = 0;
  std::int64_t limit = k_most_bytes;
};

Result<LogRequest> read_request(const Json& input) {
  const Fields fields(input);
  LogRequest request;
  DBC_TRY(request.run_id, read_run_id(input));
  DBC_TRY(const auto stream, fields.text("stream"));
  DBC_TRY(const auto offset, fields.integer("offset"));
  DBC_TRY(const auto limit, fields.integer("limit"));
  request.stream = stream.value_or("stdout");
  if (request.stream != "stdout" && request.stream != "stderr")
    return invalid_parameter("stream must be stdout or stderr, not '" + request.stream + "'");
  request.offset = offset.value_or(0);
  request.limit = limit.value_or(k_most_bytes);
  if (request.offset < 0) return invalid_parameter("offset must not be negative");
  if (request.limit < k_least_bytes || request.limit > k_most_bytes)
    return invalid_parameter("limit must be between " + std::to_string(k_least_bytes) + " and " +
                             std::to_string(k_most_bytes));
  return request;
}

/// Bytes of the file from the offset on; empty where there are none yet.
Result<std::string> read_part(const std::filesystem::path& root, std::int64_t task_run_id, const LogRequest& request) {
  const auto folder = folder_below(root, RunFolder::logs_below(task_run_id), Missing::fails);
  const auto file = folder ? file_to_read(folder->get(), request.stream) : Result<Descriptor>(folder.error());
  if (!file && file.error().kind == ErrorKind::not_found) return std::string();
  if (!file) return file.error();
  std::string bytes(static_cast<std::size_t>(request.limit), '\0');
  const ssize_t got = ::pread(file->get(), bytes.data(), bytes.size(), request.offset);
  if (got < 0) return system_error(errno, "reading the output of run " + std::to_string(request.run_id));
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

/// The task run that an id names; of a run with several tasks, its only one.
Result<TaskRun> task_run_of(RunRepository& runs, const FoundRun& found) {
  if (found.task_run) return *found.task_run;
  DBC_TRY(auto all, runs.task_runs({.run_id = found.run.id}));
  if (all.empty()) return no_such_run(found.run.id);
  const bool is_one = std::ranges::all_of(all, [&](const TaskRun& each) { return each.key == all.front().key; });
  if (is_one) return std::move(all.back());
  return invalid_parameter("Run " + std::to_string(found.run.id) +
                           " has several tasks: give the run_id of the task whose output you want");
}

Result<Reply> get_logs(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto request, read_request(input));
  DBC_TRY(auto transaction, context.store.begin_read());
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(const auto found, get_run(runs, request.run_id));
  DBC_CHECK(require_on_job(call, context, transaction, found.run.job_id, level::can_view));
  DBC_TRY(const auto task_run, task_run_of(runs, found));
  const RunFolder folder(context.store.folder(), found.run.id);
  DBC_TRY(const std::string bytes, read_part(folder.root(), task_run.id, request));
  const bool has_ended = is_final(task_run.state.life_cycle);
  const bool is_last = has_ended && static_cast<std::int64_t>(bytes.size()) < request.limit;
  // A character that is cut in two comes whole with the next page.
  const std::size_t taken = is_last ? bytes.size() : whole_characters(bytes);
  return ok({{"data", as_utf8(std::string_view(bytes).substr(0, taken))},
             {"next_offset", request.offset + static_cast<std::int64_t>(taken)},
             {"is_complete", is_last}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/_internal/runs"};
constexpr std::array k_routes{Route{"GET", "/logs", get_logs}};

}  // namespace

constinit const RouteGroup k_run_logs_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
