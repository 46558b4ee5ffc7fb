#include <unistd.h>

#include "child_process.hpp"
#include "dbc/base/random.hpp"
#include "emulator.hpp"
#include "exec_environment.hpp"
#include "exec_report.hpp"
#include "served_folders.hpp"
#include "serving.hpp"
#include "user_token.hpp"

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

/// That of the user whom the program shall be; else that of the workspace's owner.
Result<std::string> token_of_program(Serving& serving, const Invocation& invocation) {
  if (!invocation.given("user")) return serving.token().value;
  DBC_TRY(const Json made, make_user_token(serving.workspace(),
                                           {{"user_name", invocation.text("user")}, {"comment", "dbc emulator exec"}}));
  return string_or(made, "token_value", "");
}

}  // namespace

Result<void> run_emulator_exec(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto options, server_options(invocation));
  DBC_CHECK(ServerExtras::check(invocation));
  DBC_CHECK(require_tokens(invocation));
  DBC_TRY(auto report, ExecReport::prepare(invocation));
  block_signals();
  const bool is_named = invocation.given("data-dir") || invocation.given("workspace");
  DBC_TRY(const auto serving, Serving::begin(session, invocation, options, !is_named));
  const PrivateProfileFile profiles(serving->folder());
  DBC_CHECK(profiles.make());
  DBC_TRY(const auto token, token_of_program(*serving, invocation));
  const auto environment = exec_environment(inherited_environment(), {.url = serving->server().url(),
                                                                      .address = options.address,
                                                                      .token = token,
                                                                      .profile_file = profiles.path(),
                                                                      .folder = serving->folder(),
                                                                      .authority = serving->extras().authority()});
  DBC_CHECK(report.watch(served_together(serving->folder(), session.environment())));
  DBC_TRY(const auto ended, run_child(invocation.texts("COMMAND"), environment));
  if (!ended.problem.empty()) DBC_CHECK(session.err().write("Error: " + ended.problem + "\n"));
  return report.finish(session, ended);
}

}  // namespace dbc::commands
