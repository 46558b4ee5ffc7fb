#include "emulator/execution/git_checkout.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::chrono::minutes k_longest{10};
constexpr std::size_t k_most_said = 2'000;

std::string variable(const char* name, const char* fallback = "") {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : fallback;
}

Result<std::string> find_git() {
  const std::string path = variable("PATH", "/usr/local/bin:/usr/bin:/bin");
  for (const auto folder : split(path, ':')) {
    const fs::path file = fs::path(folder.empty() ? "." : std::string(folder)) / "git";
    std::error_code problem;
    if (fs::is_regular_file(file, problem) && ::access(file.c_str(), X_OK) == 0) return file.string();
  }
  return Error{.kind = ErrorKind::not_found,
               .message = "The emulated workspace checks repositories out with git, which this machine does not have"};
}

std::vector<std::string> git_environment(const std::string& mark) {
  std::vector<std::string> all{mark, "PATH=" + variable("PATH", "/usr/local/bin:/usr/bin:/bin"), "HOME=/nonexistent",
                               "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
                               "GIT_ATTR_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=/bin/false",
                               "SSH_ASKPASS=/bin/false",
                               // Others run a program that the URL names.
                               "GIT_ALLOW_PROTOCOL=file:http:https"};
  for (const char* name : {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"})
    if (const std::string value = variable(name); !value.empty()) all.push_back(std::string(name) + "=" + value);
  if (const std::string file = variable("SSL_CERT_FILE"); !file.empty()) all.push_back("GIT_SSL_CAINFO=" + file);
  return all;
}

/// A user name or password within a URL stays out of what is told.
std::string without_credentials(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 1)) {
    const auto end = text.find_first_of("/ '\"\n", at + 3);
    const auto sign = text.substr(0, end).rfind('@');
    if (sign != std::string::npos && sign > at + 3) text.erase(at + 3, sign - at - 2);
  }
  return text;
}

/// The line in which git says what is wrong, or else the last one.
std::string reason_of(const std::string& said, int wait_status) {
  std::string last;
  for (const auto line : split(said, '\n')) {
    const auto text = trim(line);
    for (const std::string_view sign : {"fatal: ", "error: ", "remote: error: "})
      if (text.starts_with(sign)) return without_credentials(std::string(text.substr(sign.size())));
    if (!text.empty()) last = text;
  }
  return last.empty() ? describe_end(wait_status) : without_credentials(last);
}

/// Empty for a remote of another machine.
fs::path local_path(std::string_view url) {
  constexpr std::string_view k_scheme = "file://";
  url = trim(url);
  if (url.starts_with(k_scheme)) url.remove_prefix(k_scheme.size());
  return url.starts_with('/') ? fs::path(url) : fs::path{};
}

Error no_checkout(const std::string& why) {
  return {.kind = ErrorKind::io, .message = "Failed to checkout Git repository: " + why};
}

}  // namespace

GitCheckout::GitCheckout(EventLoop& loop, Place place, Json git_source)
    : loop_(loop), place_(std::move(place)), source_(std::move(git_source)) {}

GitCheckout::~GitCheckout() {
  for (const auto& timer : {step_, limit_})
    if (timer) loop_.cancel(*timer);
}

void GitCheckout::ensure(std::int64_t task_run_id, OnDone on_done) {
  waiting_[task_run_id] = std::move(on_done);
  if (is_under_way_) return;
  is_under_way_ = true;
  step_ = loop_.after(milliseconds{0}, [this] { commit_.empty() ? begin() : finish({}); });
}

void GitCheckout::cancel(std::int64_t task_run_id) {
  waiting_.erase(task_run_id);
  if (waiting_.empty() && process_) process_->stop();
}

/// Git would read what lies in the workspace with more rights than the user of the run has there.
Result<void> GitCheckout::prepare() {
  DBC_TRY(steps_, git_steps(source_, place_.folder));
  current_ = 0;
  std::error_code problem;
  const auto remote = fs::weakly_canonical(local_path(string_or(source_, "git_url", "")), problem);
  const auto hidden = fs::weakly_canonical(place_.hidden, problem);
  if (!remote.empty() && std::ranges::mismatch(hidden, remote).in1 == hidden.end())
    return Error{.kind = ErrorKind::input, .message = "the folder of the workspace itself is no remote"};
  fs::remove_all(place_.folder, problem);
  return make_folders(place_.folder, 0700);
}

void GitCheckout::begin() {
  if (const auto prepared = prepare(); !prepared) return finish(no_checkout(prepared.error().message));
  limit_ = loop_.after(k_longest, [this] {
    limit_.reset();
    said_ = "fatal: it took more than " + std::to_string(k_longest.count()) + " minutes\n" + said_;
    if (process_) process_->stop();
  });
  next();
}

void GitCheckout::next() {
  step_.reset();
  process_.reset();
  if (current_ == steps_.size()) return finish(settle());
  said_.clear();
  const auto started = start(steps_[current_]);
  if (!started) finish(no_checkout(started.error().message));
}

Result<void> GitCheckout::start(const GitStep& step) {
  DBC_TRY(const auto git, find_git());
  ProcessListener listener{.on_output =
                               [this](Stream, std::string_view text) {
                                 if (said_.size() < k_most_said) said_ += text.substr(0, k_most_said);
                               },
                           .on_message = [](std::string_view) {},
                           .on_end = [this](int status) { end_step(status); }};
  ChildSpec child{.argv = {git}, .environment = git_environment(place_.mark), .folder = place_.folder};
  child.argv.insert(child.argv.end(), step.words.begin(), step.words.end());
  const auto start_child = [&](int out, int err, int channel) {
    child.out = out;
    child.err = err;
    child.channel = channel;
    return emulator::start_child(child);
  };
  DBC_TRY(process_, DriverProcess::begin(loop_, place_.grace, std::move(listener), start_child));
  return {};
}

void GitCheckout::end_step(int wait_status) {
  const bool is_done = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
  const GitStep& step = steps_[current_];
  const bool is_given_up = waiting_.empty() || !limit_;
  if (is_given_up || (!is_done && !step.may_fail)) {
    step_ = loop_.after(milliseconds{0}, [this, why = reason_of(said_, wait_status)] { finish(no_checkout(why)); });
    return;
  }
  current_ += is_done && step.may_fail ? 2 : 1;
  step_ = loop_.after(milliseconds{0}, [this] { next(); });
}

/// Tasks find files, and no repository that could lead them to the remote.
Result<void> GitCheckout::settle() {
  DBC_TRY(const auto head, read_file(place_.folder / ".git" / "HEAD"));
  std::error_code problem;
  fs::remove_all(place_.folder / ".git", problem);
  if (problem) return no_checkout(problem.message());
  commit_ = trim(head);
  return {};
}

void GitCheckout::finish(const Result<void>& done) {
  step_.reset();
  process_.reset();
  if (limit_) loop_.cancel(*limit_);
  limit_.reset();
  is_under_way_ = false;
  const auto waiting = std::move(waiting_);
  waiting_.clear();
  for (const auto& [id, on_done] : waiting) on_done(done);
}

}  // namespace dbc::emulator
