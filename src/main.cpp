#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "dbc/base/descriptors.hpp"
#include "dbc/cli/dispatch.hpp"
#include "dbc/cli/hidden_words.hpp"
#include "dbc/commands/registry.hpp"

namespace {

/// What was written is only sure to be there once it is closed.
int exit_code_after(int code, const dbc::cli::Surroundings& surroundings) {
  const int problem = dbc::close_output();
  if (code != 0 || problem == 0) return code;
  return dbc::cli::report(dbc::system_error(problem, "writing to standard output"), surroundings);
}

int run(int argc, char** argv) {
  using namespace dbc;
  occupy_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file beyond the permitted size
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), not the end of the process
  output::DescriptorStream out(STDOUT_FILENO);
  output::DescriptorStream err(STDERR_FILENO);
  const SystemClock clock;
  ThreadSleeper sleeper;
  const std::string typed = argc > 0 ? argv[0] : "dbc";
  const cli::Surroundings surroundings{.out = &out,
                                       .err = &err,
                                       .input = cli::standard_input(),
                                       .environment = config::process_environment(),
                                       .clock = &clock,
                                       .sleeper = &sleeper,
                                       .program = typed.substr(typed.rfind('/') + 1)};
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  cli::hide_secret_words(argc, argv);
  const int code = cli::dispatch(commands::tree_for(surroundings.program), words, surroundings);
  return exit_code_after(code, surroundings);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (...) {
    return dbc::cli::report_thrown();
  }
}
