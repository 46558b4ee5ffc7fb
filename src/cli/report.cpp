#include <unistd.h>

#include "dbc/base/text.hpp"
#include "dbc/base/thrown_error.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/dispatch.hpp"

namespace dbc::cli {
namespace {

constexpr int k_exit_failure = 1;
constexpr int k_exit_usage = 2;

std::string ended(const std::string& text) {
  const bool done = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return done ? text : text + ".";
}

/// A sentence of its own, which names the program as it was typed; `dbfs` has not all of its commands.
std::string advice(std::string hint, const std::string& program) {
  if (hint.front() >= 'a' && hint.front() <= 'z') hint.replace(0, 1, to_upper(hint.substr(0, 1)));
  if (program == "dbfs") return hint;
  return replace_all(replace_all(std::move(hint), "`dbc ", "`" + program + " "), ": dbc ", ": " + program + " ");
}

std::string sentence(const Error& error, const std::string& program) {
  std::string text;
  for (auto it = error.context.rbegin(); it != error.context.rend(); ++it) text += *it + ": ";
  text += error.message;
  if (error.hint.empty()) return text;
  return ended(text) + " " + ended(advice(error.hint, program));
}

}  // namespace

int report_thrown() noexcept {
  std::string_view text = "Error: out of memory. `ulimit -v` shows how much is allowed.\n";
  std::string other;
  try {
    const Error error = thrown_error();
    other = "Error: " + sentence(error, "dbc") + "\n";
    text = other;
  } catch (...) {  // there is no memory to say more
  }
  (void)!::write(STDERR_FILENO, text.data(), text.size());
  return k_exit_failure;
}

int report(const Error& error, const Surroundings& surroundings) {
  const int code = error.kind == ErrorKind::usage ? k_exit_usage : k_exit_failure;
  if (error.kind == ErrorKind::aborted && error.message.empty()) return code;  // the reader of our output left
  const std::string text =
      error.kind == ErrorKind::aborted ? error.message : "Error: " + sentence(error, surroundings.program);
  (void)surroundings.err->write(visible(text) + "\n");  // nobody is left to tell if this fails
  return code;
}

}  // namespace dbc::cli
