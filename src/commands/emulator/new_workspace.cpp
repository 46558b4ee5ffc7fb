#include <charconv>

#include "dbc/base/text.hpp"
#include "dbc/emulator/seed.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

Result<std::uint64_t> id_seed_of(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc{} && end == text.data() + text.size()) return number;
  return Error{.kind = ErrorKind::usage,
               .message = "Invalid value for '--seed-ids': '" + text + "' is no whole number from 0 to 2^64-1."};
}

/// Asks on a terminal. A script has to say that it means it.
Result<void> confirm(Session& session, const Invocation& invocation, const std::filesystem::path& folder) {
  if (invocation.flag("yes")) return {};
  const auto& input = session.surroundings().input;
  if (!input.is_terminal)
    return Error{.kind = ErrorKind::input,
                 .message = "nobody can be asked whether all of " + folder.string() + " shall be lost",
                 .hint = "--yes says so"};
  DBC_CHECK(session.err().write("Everything in the workspace in " + folder.string() + " will be lost. Go on? [y/N]: "));
  const auto answer = input.read_line();
  if (answer && equals_ignoring_case(trim(*answer).substr(0, 1), "y")) return {};
  return Error{.kind = ErrorKind::aborted, .message = "Aborted!"};
}

}  // namespace

Result<emulator::NewWorkspace> wanted_workspace(Session& session, const Invocation& invocation) {
  emulator::NewWorkspace wanted;
  wanted.on_warning = [&session](const std::string& text) { (void)session.err().write("Warning: " + text + "\n"); };
  if (invocation.given("seed-ids")) {
    DBC_TRY(wanted.id_seed, id_seed_of(invocation.text("seed-ids")));
  }
  if (!invocation.given("seed")) return wanted;
  if (invocation.text("seed") == "starter") {
    wanted.seed = emulator::Seed::starter();
    return wanted;
  }
  DBC_TRY(wanted.seed, emulator::Seed::read(invocation.text("seed")));
  return wanted;
}

Result<void> run_emulator_reset(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto wanted, wanted_workspace(session, invocation));
  DBC_TRY(const auto folder, data_directory(session, invocation));
  DBC_CHECK(require_no_server(folder));
  if (!emulator::is_workspace(folder))
    return Error{.kind = ErrorKind::not_found,
                 .message = "there is no workspace in " + folder.string(),
                 .hint = "`dbc emulator start` makes one"};
  DBC_CHECK(confirm(session, invocation, folder));
  DBC_CHECK(emulator::make_workspace(folder, wanted));
  return session.out().write("The workspace in " + folder.string() + " is new again\n");
}

}  // namespace dbc::commands
