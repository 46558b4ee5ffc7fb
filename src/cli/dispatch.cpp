#include "dbc/cli/dispatch.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/completion.hpp"
#include "dbc/cli/parser.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/cli/version.hpp"
#include "guarded_stream.hpp"
#include "unknown_command.hpp"

namespace dbc::cli {
namespace {

using Words = std::vector<std::string>;

/// What was settled on the way from the root to the command.
struct Trail {
  std::string path;  ///< program, groups, command, as typed names
  std::vector<std::string> profiles = {};
  bool debug = false;
};

int report_usage(const Error& error, const std::string& path, bool group, const Surroundings& surroundings) {
  const std::string form = group ? " [OPTIONS] COMMAND [ARGS]..." : " [OPTIONS]";
  (void)surroundings.err->write("Usage: " + path + form + "\nTry '" + path + " -h' for help.\n\n");
  return report(error, surroundings);
}

int print(const std::string& text, const Surroundings& surroundings) {
  const auto written = surroundings.out->write(text);
  return written ? 0 : report(written.error(), surroundings);
}

/// As wide as the terminal, within what can be read.
std::size_t help_width(const Surroundings& surroundings) {
  constexpr std::size_t narrowest = 50;
  const std::size_t columns = surroundings.out->columns();
  return columns == 0 ? k_help_width : std::clamp(columns, narrowest, k_help_width);
}

/// The name of the command in a user agent: "clusters list" without the program.
std::string relative_path(const std::string& path) {
  const auto blank = path.find(' ');
  return blank == std::string::npos ? path : path.substr(blank + 1);
}

Result<int> run_command(Invocation& invocation, const std::string& profile, bool debug,
                        const Surroundings& surroundings) {
  Session session(surroundings, profile, debug, invocation.path());
  const Command& command = invocation.command();
  if (command.needs == Needs::workspace) {
    DBC_CHECK(session.profile());
    DBC_CHECK(resolve_names(session, invocation));
  }
  DBC_CHECK(command.run != nullptr ? command.run(session, invocation) : run_request(session, invocation));
  return session.exit_code();
}

int run_leaf(const Command& command, Trail trail, const Words& words, const Surroundings& surroundings) {
  auto invocation = parse_command(command, relative_path(trail.path), words);
  if (!invocation && invocation.error().kind != ErrorKind::usage) return report(invocation.error(), surroundings);
  if (!invocation) return report_usage(invocation.error(), trail.path, false, surroundings);
  if (invocation->help) return print(command_help(command, trail.path, help_width(surroundings)), surroundings);
  if (invocation->given("profile") &&
      !std::ranges::any_of(command.options, [](const Option& o) { return o.names == "--profile"; }))
    trail.profiles.push_back(invocation->profile);
  if (trail.profiles.size() > 1) {
    const Error twice{.kind = ErrorKind::usage,
                      .message = "--profile can only be provided once. The profiles [" + join(trail.profiles, ", ") +
                                 "] were provided."};
    return report_usage(twice, trail.path, false, surroundings);
  }
  const std::string profile = trail.profiles.empty() ? "" : trail.profiles.front();
  const auto done = run_command(*invocation, profile, trail.debug || invocation->debug, surroundings);
  if (!done && done.error().kind == ErrorKind::usage)
    return report_usage(done.error(), trail.path, false, surroundings);
  return done ? *done : report(done.error(), surroundings);
}

int descend(const Group& root, const Group& group, Trail trail, const Words& words, const Surroundings& surroundings) {
  auto leading = parse_leading(group, words);
  if (!leading) return report_usage(misplaced_option(leading.error(), group, words), trail.path, true, surroundings);
  if (leading->options.version) return print(version_line(surroundings.program), surroundings);
  if (leading->options.help || leading->rest.empty())
    return print(group_help(group, trail.path, help_width(surroundings)), surroundings);
  if (leading->options.profile) trail.profiles.push_back(*leading->options.profile);
  trail.debug |= leading->options.debug;
  const std::string word = leading->rest.front();
  const Words rest(leading->rest.begin() + 1, leading->rest.end());
  if (const Group* next = find_group(group, word); next != nullptr) {
    trail.path += " " + word;
    return descend(root, *next, std::move(trail), rest, surroundings);
  }
  const Command* command = find_command(group, word);
  if (command == nullptr) {
    const Error error = eaten_name(group, leading->options.profile.value_or(""), word)
                            .value_or(unknown_command(root, group, trail.path, word, rest));
    return report_usage(error, trail.path, true, surroundings);
  }
  trail.path += " " + word;
  return run_leaf(*command, std::move(trail), rest, surroundings);
}

}  // namespace

int dispatch(const Group& root, const Words& words, const Surroundings& given) {
  GuardedStream err(*given.err, given.environment);
  Surroundings surroundings = given;
  surroundings.err = &err;
  surroundings.secrets = &err.secrets();
  if (const auto instruction = surroundings.environment(completion_variable(surroundings.program));
      instruction && !instruction->empty())
    return serve_completion(root, *instruction, surroundings);
  return descend(root, root, Trail{.path = surroundings.program}, words, surroundings);
}

}  // namespace dbc::cli
