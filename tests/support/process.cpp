#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <utility>

#include "dbc/base/random.hpp"

namespace dbc::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void become(const std::vector<std::string>& argv, const ProcessOptions& options, int in, int out,
                         int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  for (const int missing : options.closed) ::close(missing);
  if (options.user != 0 && (::setgid(options.user) != 0 || ::setuid(options.user) != 0)) ::_exit(126);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
  std::vector<std::string> words = argv;
  std::vector<std::string> variables;
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  auto argument_list = pointers(words);
  auto environment_list = pointers(variables);
  const std::string program = options.program.empty() ? binary_path() : options.program.string();
  ::execve(program.c_str(), argument_list.data(), environment_list.data());
  ::_exit(127);
}

void drain(int descriptor, std::string& text) {
  char buffer[65536];
  ssize_t got = 0;
  while ((got = ::read(descriptor, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(got));
}

int temporary_file(const std::string& content) {
  const int file = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (::write(file, content.data(), content.size()) < 0) std::abort();
  ::lseek(file, 0, SEEK_SET);
  return file;
}

}  // namespace

std::string binary_path() { return DBC_BINARY; }

int wait_process(pid_t process) {
  long ignored = 0;
  return wait_measured(process, ignored);
}

int wait_measured(pid_t process, long& peak_kib) {
  int status = 0;
  rusage usage{};
  ::wait4(process, &status, 0, &usage);
  peak_kib = usage.ru_maxrss;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

pid_t start_process(const std::vector<std::string>& argv, const ProcessOptions& options, int stdout_descriptor) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t process = ::fork();
  if (process == 0) become(argv, options, null, stdout_descriptor >= 0 ? stdout_descriptor : null, null);
  ::close(null);
  return process;
}

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  const int in = temporary_file(options.input);
  const int err = temporary_file("");
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) std::abort();
  if (options.close_output) ::close(std::exchange(out[0], -1));
  if (options.small_output && (::fcntl(out[1], F_SETPIPE_SZ, 4096) < 0 || ::fcntl(out[1], F_SETFL, O_NONBLOCK) != 0))
    std::abort();
  if (!options.output_file.empty() && ::dup3(::open(options.output_file.c_str(), O_WRONLY), out[1], O_CLOEXEC) < 0)
    std::abort();
  const pid_t process = ::fork();
  if (process == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    become(argv, options, in, out[1], err);
  }
  ::close(out[1]);
  ProcessResult result;
  if (out[0] >= 0) {
    drain(out[0], result.out);
    ::close(out[0]);
  }
  result.exit_code = wait_measured(process, result.peak_kib);
  ::lseek(err, 0, SEEK_SET);
  drain(err, result.err);
  ::close(err);
  ::close(in);
  return result;
}

BinaryFixture::BinaryFixture() {
  options.environment_home = std::filesystem::temp_directory_path() / ("dbc-e2e-" + random_hex(8));
  std::filesystem::create_directory(options.environment_home);
  options.environment = {{"HOME", options.environment_home.string()}, {"PATH", "/usr/bin:/bin"}, {"TZ", "UTC"}};
}

BinaryFixture::~BinaryFixture() {
  std::error_code ignored;
  std::filesystem::remove_all(options.environment_home, ignored);
}

ProcessResult BinaryFixture::run(std::vector<std::string> words, const std::string& input) const {
  words.insert(words.begin(), "dbc");
  ProcessOptions with_input = options;
  with_input.input = input;
  return run_process(words, with_input);
}

std::string BinaryFixture::write_file(const std::string& name, const std::string& content) const {
  const auto path = options.environment_home / name;
  std::ofstream(path) << content;
  return path.string();
}

}  // namespace dbc::test
