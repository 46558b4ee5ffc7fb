#include <unistd.h>

#include "child_process.hpp"
#include "dbc/base/random.hpp"
#include "emulator.hpp"
#include "exec_environment.hpp"
#include "serving.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

std::vector<std::string> inherited_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

/// An empty profile file of the child's own, so that it neither reads nor writes the user's.
class PrivateProfileFile {
 public:
  explicit PrivateProfileFile(const std::filesystem::path& folder)
      : path_(folder / ("exec-" + random_hex(6) + ".databrickscfg")) {}
  ~PrivateProfileFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  PrivateProfileFile(const PrivateProfileFile&) = delete;
  PrivateProfileFile& operator=(const PrivateProfileFile&) = delete;

  [[nodiscard]] Result<void> make() const { return write_file_atomically(path_, "", 0600); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// The program cannot be told a token that is made here.
Result<void> require_tokens(const Invocation& invocation) {
  for (const auto& text : invocation.texts("add-workspace"))
    if (text.find('=') == std::string::npos)
      return Error{.kind = ErrorKind::usage,
                   .message = "Invalid value for '--add-workspace': '" + text + "' has no token.",
                   .hint = "--add-workspace " + text + "=TOKEN gives it the one that the program is to use"};
  return {};
}

}  // namespace

Result<void> run_emulator_exec(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto options, server_options(invocation));
  DBC_CHECK(ServerExtras::check(invocation));
  DBC_CHECK(require_tokens(invocation));
  block_signals();
  const bool is_named = invocation.given("data-dir") || invocation.given("workspace");
  DBC_TRY(const auto serving, Serving::begin(session, invocation, options, !is_named));
  const PrivateProfileFile profiles(serving->folder());
  DBC_CHECK(profiles.make());
  const auto environment = exec_environment(inherited_environment(), {.url = serving->server().url(),
                                                                      .address = options.address,
                                                                      .token = serving->token().value,
                                                                      .profile_file = profiles.path(),
                                                                      .folder = serving->folder(),
                                                                      .authority = serving->extras().authority()});
  DBC_TRY(const auto ended, run_child(invocation.texts("COMMAND"), environment));
  if (!ended.problem.empty()) DBC_CHECK(session.err().write("Error: " + ended.problem + "\n"));
  session.set_exit_code(ended.exit_code);
  return {};
}

}  // namespace dbc::commands
