#include "emulator/execution/python_work.hpp"

#include <sys/wait.h>

#include "dbc/base/utf8.hpp"
#include "emulator/execution/driver_environment.hpp"
#include "emulator/execution/driver_folder.hpp"
#include "emulator/execution/driver_start.hpp"
#include "emulator/execution/git_checkout.hpp"
#include "emulator/execution/git_files.hpp"
#include "emulator/execution/notebook_html.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/task_rules.hpp"
#include "emulator/services/runs/called_runs.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_most_result = 5 * 1024 * 1024;

/// The members of a failure that clients show: the exception, and where it came from.
void add_error(Json& output, const Json& ending, int wait_status) {
  const std::string error = string_or(ending, "error", "");
  output["error"] = error.empty() ? describe_end(wait_status) : error;
  if (const std::string trace = string_or(ending, "error_trace", ""); !trace.empty()) output["error_trace"] = trace;
}

/// What the notebook exited with; an empty object where it did not say.
Json notebook_output(const Json& ending) {
  const Json* value = find_member(ending, "exit_value");
  if (value == nullptr || !value->is_string()) return Json::object();
  const auto& text = value->get_ref<const std::string&>();
  return {{"result", first_characters(text, k_most_result)}, {"truncated", text.size() > k_most_result}};
}

/// The page that runs/export hands out, under the notebook's own name.
Json notebook_views(const Json& task, const Json& cells) {
  const std::string path = string_or(task.at("notebook_task"), "notebook_path", "");
  const std::string name = path.substr(path.rfind('/') + 1);
  return Json::array({{{"type", "NOTEBOOK"}, {"name", name}, {"content", notebook_html(name, cells)}}});
}

}  // namespace

PythonWork::PythonWork(RunScene& scene, DriverCalls& calls, TaskAttempt attempt, OnEnd on_end)
    : scene_(scene), calls_(calls), attempt_(std::move(attempt)), on_end_(std::move(on_end)) {}

PythonWork::~PythonWork() {
  if (failure_) scene_.loop.cancel(*failure_);
  if (is_waiting_) scene_.checkout->cancel(attempt_.task_run_id);
}

void PythonWork::begin() {
  is_from_git_ = is_from_git(scene_, attempt_.task);
  if (!is_from_git_) return run();
  if (scene_.checkout == nullptr)
    return fail(could_not_run_state("The source of the task is GIT, but the job has no git_source.",
                                    "INVALID_RUN_CONFIGURATION"));
  await_checkout();
}

void PythonWork::await_checkout() {
  is_waiting_ = true;
  scene_.checkout->ensure(attempt_.task_run_id, [this](const Result<void>& done) {
    is_waiting_ = false;
    if (!done) return fail(could_not_run_state(done.error().message, "REPOSITORY_CHECKOUT_FAILED"));
    scene_.book.put_commit(scene_.checkout->commit());
    run();
  });
}

void PythonWork::run() {
  const auto started = start();
  if (started) return;
  const bool is_missing = started.error().kind == ErrorKind::not_found;
  fail(could_not_run_state(started.error().message, is_missing ? "RESOURCE_NOT_FOUND" : "INVALID_RUN_CONFIGURATION"));
}

void PythonWork::fail(const RunState& state) {
  process_.reset();
  failure_ = scene_.loop.after(std::chrono::milliseconds{0}, [this, state] {
    const auto on_end = std::move(on_end_);
    on_end({.state = state});
  });
}

Result<void> PythonWork::open_log() {
  DBC_TRY(log_,
          TaskLog::open(scene_.folder.root(), RunFolder::logs_below(attempt_.task_run_id), scene_.settings.log_bytes));
  const auto& folder = attempt_.cluster.log_folder;
  if (!folder) return {};
  // Anybody who may write there could keep the cluster's tasks from running, were this their failure.
  if (const auto copied = log_->copy_to(scene_.files.dbfs(), *folder); !copied)
    log_->append(Stream::err, "*** The output does not go to the cluster_log_conf's dbfs:" + folder->text() + ": " +
                                  copied.error().message + ". ***\n");
  return {};
}

Result<void> PythonWork::start() {
  DBC_TRY(const PythonInstall install, prepare_python(scene_, attempt_.cluster.home));
  DBC_CHECK(open_log());
  ProcessListener listener{.on_output = [this](Stream stream, std::string_view text) { log_->append(stream, text); },
                           .on_message = [this](std::string_view line) { hear(line); },
                           .on_end = [this](int status) { end(status); }};
  Result<void> made;
  const auto start_child = [&](int out, int err, int channel) {
    DriverHome home = attempt_.cluster.home;
    home.packages = scene_.folder.packages(attempt_.task_run_id);
    if (is_from_git_) home.checkout = scene_.checkout->folder();
    return scene_.machine.start(home, [&](const Places& places) {
      places_ = places;
      made = make_task_environment(install, home.packages, places.python);
      ChildSpec child = spec(places);
      child.out = out;
      child.err = err;
      child.channel = channel;
      return child;
    });
  };
  auto begun = DriverProcess::begin(scene_.loop, scene_.settings.grace, std::move(listener), start_child);
  DBC_CHECK(std::move(made));
  DBC_TRY(process_, std::move(begun));
  DBC_TRY(const Json message, driver_start(scene_, attempt_, places_));
  if (!process_->send(json_text(message) + "\n"))
    return Error{.kind = ErrorKind::io, .message = "The Python driver ended before it began."};
  return {};
}

ChildSpec PythonWork::spec(const Places& places) const {
  auto environment = driver_environment(attempt_.cluster, places, scene_);
  environment.push_back("DBC_DRIVER_FD=" + std::to_string(k_channel_descriptor));
  return {.argv = {(places.packages / "bin/python").string(), "-u", "-s", "-B", (places.driver / "main.py").string()},
          .environment = std::move(environment),
          .folder = places.folder,
          .limits = scene_.settings.limits};
}

void PythonWork::hear(std::string_view line) {
  auto message = parse_json(line);
  if (!message || !message->is_object()) return;
  const std::string type = string_or(*message, "type", "");
  if (type == "call") answer(*message);
  if (type == "end") ending_ = std::move(*message);
  if (type == "cells") keep_cells(*message, line.size());
  if (type == "task_value") keep_value(*message, line.size());
}

/// The driver holds a notebook to less, but a task that speaks in its name need not.
void PythonWork::keep_cells(const Json& message, std::size_t size) {
  constexpr std::size_t k_most_cells = 128 << 20;
  cells_size_ += size;
  if (cells_size_ > k_most_cells) return process_->give_up("the output of its cells is too long");
  for (const Json& cell : message.value("cells", Json::array())) cells_.push_back(cell);
}

void PythonWork::keep_value(const Json& message, std::size_t size) {
  constexpr std::size_t k_most_values = 16 << 20;
  values_size_ += size;
  if (values_size_ > k_most_values) return process_->give_up("it set too many task values");
  attempt_.set_value(string_or(message, "key", ""), message.value("value", Json()));
}

void PythonWork::answer(const Json& call) {
  if (string_or(call, "path", "").ends_with("/jobs/runs/submit")) may_have_children_ = true;
  Json answered = is_from_git_ ? answer_from_git(scene_, call) : Json();
  if (answered.is_null()) answered = calls_.answer(call, attempt_.task_run_id);
  answered["type"] = "answer";
  answered["id"] = call.value("id", Json());
  (void)process_->send(json_text(answered) + "\n");
}

/// Runs of notebooks that this one called end with it, and not only with the whole run.
Result<void> PythonWork::cancel_children() {
  if (!may_have_children_) return {};
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  RunRepository runs(transaction, now);
  DBC_TRY(const auto ids, cancel_runs_called_by(runs, attempt_.task_run_id, now));
  DBC_CHECK(transaction.commit());
  for (const auto id : ids) scene_.launcher.nudge(id);
  return {};
}

void PythonWork::stop() {
  if (process_) return process_->stop();
  if (!is_waiting_) return;
  is_waiting_ = false;
  scene_.checkout->cancel(attempt_.task_run_id);
  fail(could_not_run_state("The task was stopped before its files were there.", "CANCELED"));
}

void PythonWork::end(int wait_status) {
  (void)cancel_children();  // the end of the run tries again
  const std::string result = string_or(ending_, "result", "");
  const bool is_notebook = find_member(attempt_.task, "notebook_task") != nullptr;
  const bool has_succeeded =
      (result == "success" || result == "exit") && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
  AttemptEnd end{.state = succeeded_state()};
  if (!has_succeeded) {
    add_error(end.output, ending_, wait_status);
    end.state = workload_failed_state(string_or(end.output, "error", ""));
  }
  if (is_notebook) {
    end.output["notebook_output"] = notebook_output(ending_);
    end.views = notebook_views(attempt_.task, cells_);
  } else {
    end.output["logs"] = log_->tail();
    end.output["logs_truncated"] = log_->is_truncated();
  }
  const auto on_end = std::move(on_end_);
  on_end(std::move(end));
}

}  // namespace dbc::emulator
