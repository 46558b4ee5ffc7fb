#include "emulator/execution/python_work.hpp"

#include <sys/wait.h>

#include "emulator/execution/driver_environment.hpp"
#include "emulator/execution/task_source.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

std::string file_of(const Json& task) { return string_or(task.at("spark_python_task"), "python_file", ""); }

}  // namespace

PythonWork::PythonWork(RunScene& scene, TaskAttempt attempt, OnEnd on_end)
    : scene_(scene), attempt_(std::move(attempt)), on_end_(std::move(on_end)) {}

PythonWork::~PythonWork() {
  if (failure_) scene_.loop.cancel(*failure_);
}

void PythonWork::begin() {
  const auto started = start();
  if (started) return;
  const bool is_missing = started.error().kind == ErrorKind::not_found;
  fail(could_not_run_state(started.error().message, is_missing ? "RESOURCE_NOT_FOUND" : "DRIVER_ERROR"));
}

void PythonWork::fail(const RunState& state) {
  failure_ = scene_.loop.after(std::chrono::milliseconds{0}, [this, state] {
    const auto on_end = std::move(on_end_);
    on_end({.state = state});
  });
}

Result<void> PythonWork::start() {
  DBC_TRY(const auto install, find_python(scene_.workspace_folder() / "runs"));
  DBC_CHECK(make_environment(install, attempt_.cluster.home.python()));
  DBC_CHECK(place_driver(install, scene_.workspace_folder() / "runs"));
  DBC_TRY(const auto file, TaskFile::find(scene_.files, file_of(attempt_.task)));
  std::vector<std::filesystem::path> folders{scene_.folder.logs(attempt_.task_run_id)};
  for (const auto& folder : attempt_.cluster.log_folders) folders.push_back(folder);
  DBC_TRY(log_, TaskLog::open(folders, scene_.settings.log_bytes));
  ProcessListener listener{.on_output = [this](Stream stream, std::string_view text) { log_->append(stream, text); },
                           .on_message = [this](std::string_view line) { hear(line); },
                           .on_end = [this](int status) { end(status); }};
  DBC_TRY(process_, DriverProcess::begin(scene_.loop, scene_.settings.grace, std::move(listener),
                                         [&](int out, int err, int channel) {
                                           return scene_.machine.start(attempt_.cluster.home, [&](const Places& places) {
                                             ChildSpec child = spec(places);
                                             child.argv.push_back(file.seen_from(places).string());
                                             for (const auto& word : attempt_.parameters.positional.value_or(std::vector<std::string>{}))
                                               child.argv.push_back(word);
                                             child.out = out;
                                             child.err = err;
                                             child.channel = channel;
                                             return child;
                                           });
                                         }));
  return {};
}

ChildSpec PythonWork::spec(const Places& places) const {
  return {.argv = {(places.python / "bin/python").string(), "-u", "-s", "-B"},
          .environment = driver_environment(attempt_.cluster, places, scene_.run.id),
          .folder = places.folder,
          .limits = scene_.settings.limits};
}

void PythonWork::hear(std::string_view line) {
  auto message = parse_json(line);
  if (message && string_or(*message, "type", "") == "end") last_message_ = std::move(*message);
}

void PythonWork::stop() {
  if (process_) process_->stop();
}

void PythonWork::end(int wait_status) {
  AttemptEnd end{.state = succeeded_state()};
  end.output["logs"] = log_->tail();
  end.output["logs_truncated"] = log_->is_truncated();
  if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
    end.state = workload_failed_state();
    end.output["error"] = describe_end(wait_status);
  }
  const auto on_end = std::move(on_end_);
  on_end(std::move(end));
}

}  // namespace dbc::emulator
