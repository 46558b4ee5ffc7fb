#include "emulator/execution/cluster_setup.hpp"

#include <sys/wait.h>

#include <cstdlib>

#include "dbc/base/text.hpp"
#include "dbc/base/utf8.hpp"
#include "emulator/execution/driver_environment.hpp"
#include "emulator/execution/driver_folder.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/setup_record.hpp"

namespace dbc::emulator {
namespace {

constexpr std::chrono::milliseconds k_lock_interval{20};
constexpr std::size_t k_most_message = 2000;

/// How packages are fetched from here is the machine's business, not the cluster's.
void add_network(std::vector<std::string>& environment) {
  for (const char* name :
       {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL", "PIP_CERT", "PIP_NO_INDEX", "PIP_FIND_LINKS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"})
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(std::string(name) + "=" + value);
  environment.emplace_back("PIP_ROOT_USER_ACTION=ignore");
  environment.emplace_back("PIP_NO_CACHE_DIR=1");
}

std::string last_part(std::string_view text) { return std::string(last_characters(trim(text), k_most_message)); }

}  // namespace

ClusterSetup::ClusterSetup(RunScene& scene, ReadyCluster cluster, std::vector<std::string> libraries, OnSetup on_setup)
    : scene_(scene), cluster_(std::move(cluster)), libraries_(std::move(libraries)), on_setup_(std::move(on_setup)) {}

ClusterSetup::~ClusterSetup() {
  if (timer_) scene_.loop.cancel(*timer_);
}

void ClusterSetup::begin() { take_lock(); }

void ClusterSetup::take_lock() {
  timer_.reset();
  if (auto made = make_folders(cluster_.home.root, 0700); !made) return fail(made.error().message);
  auto lock = FileLock::try_acquire(cluster_.home.root / "setup.lock");
  if (!lock && lock.error().kind != ErrorKind::timeout) return fail(lock.error().message);
  if (!lock) {
    timer_ = scene_.loop.after(k_lock_interval, [this] { take_lock(); });
    return;
  }
  lock_ = std::move(*lock);
  // Another run may have done it all in the meantime.
  steps_ = missing_steps(scene_, cluster_, libraries_);
  timer_ = scene_.loop.after(std::chrono::milliseconds{0}, [this] { next(); });
}

void ClusterSetup::stop() {
  if (process_) return process_->stop();
  if (timer_) scene_.loop.cancel(*timer_);
  fail("It was stopped.");
}

void ClusterSetup::next() {
  timer_.reset();
  process_.reset();
  if (current_ == steps_.size()) return finish(std::nullopt);
  const auto started = start(steps_[current_]);
  if (started) return;
  process_.reset();
  fail(started.error().message);
}

Result<void> ClusterSetup::start(const SetupStep& step) {
  DBC_CHECK(prepare_python(scene_, cluster_.home));
  const std::string folder = step.kind == SetupStep::Kind::init_script ? "init_scripts" : "libraries";
  DBC_TRY(log_, TaskLog::open(cluster_.home.root, std::filesystem::path("logs") / folder / std::to_string(current_),
                              scene_.settings.log_bytes));
  std::optional<Error> problem;
  ProcessListener listener{.on_output = [this](Stream stream, std::string_view text) { log_->append(stream, text); },
                           .on_message = [](std::string_view) {},
                           .on_end = [this](int status) { end_step(status); }};
  const auto start_child = [&](int out, int err, int) {
    return scene_.machine.start(cluster_.home, [&](const Places& places) {
      auto argv = step.argv(places);
      if (!argv) problem = argv.error();
      // Tasks cannot write to the virtual environment, but to their home: pip must find nothing of theirs there.
      const bool is_library = step.kind == SetupStep::Kind::library;
      Places seen = places;
      if (is_library) seen.folder = places.python;
      auto environment = driver_environment(cluster_, seen, scene_);
      add_network(environment);
      return ChildSpec{.argv = argv ? *argv : std::vector<std::string>{"/bin/false"},
                       .environment = std::move(environment),
                       .folder = seen.folder,
                       .out = out,
                       .err = err,
                       .limits = scene_.settings.limits};
    });
  };
  DBC_TRY(process_, DriverProcess::begin(scene_.loop, scene_.settings.grace, std::move(listener), start_child));
  if (problem) return std::move(*problem);
  return {};
}

void ClusterSetup::end_step(int wait_status) {
  if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
    const std::string said = last_part(log_->tail());
    return fail(said.empty() ? describe_end(wait_status) : said);
  }
  ++current_;
  timer_ = scene_.loop.after(std::chrono::milliseconds{0}, [this] { next(); });
}

void ClusterSetup::fail(std::string message) {
  timer_ = scene_.loop.after(std::chrono::milliseconds{0}, [this, message = std::move(message)] {
    timer_.reset();
    finish(SetupFailure{.step = current_ < steps_.size() ? steps_[current_] : SetupStep{}, .message = message});
  });
}

void ClusterSetup::finish(std::optional<SetupFailure> failure) {
  SetupRecord record = SetupRecord::read(cluster_);
  for (std::size_t i = 0; i < current_; ++i) {
    if (steps_[i].kind == SetupStep::Kind::library) record.libraries.push_back(steps_[i].name);
    if (steps_[i].kind == SetupStep::Kind::init_script) record.has_run_scripts = true;
  }
  const bool has_script_failed = failure && failure->step.kind == SetupStep::Kind::init_script;
  if (has_script_failed) record.has_run_scripts = false;
  (void)record.write(cluster_);
  lock_.reset();
  const auto on_setup = std::move(on_setup_);
  on_setup(std::move(failure));
}

}  // namespace dbc::emulator
