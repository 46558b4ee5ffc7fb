#include "dbc/emulator/supervise.hpp"

#include <charconv>

#include "chosen_workspace.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

/// The parser has seen to it that the text is a number.
template <class Number>
Number number_of(const std::string& text, Number fallback) {
  Number number = fallback;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Result<void> run_emulator_supervise(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace(session, invocation));
  return emulator::supervise({.folder = chosen.folder,
                              .run_id = number_of<std::int64_t>(invocation.text("run"), 0),
                              .lock_descriptor = number_of(invocation.text("lock"), -1)});
}

}  // namespace dbc::commands
