#include "browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "dbc/base/text.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_desktop_openers = "xdg-open:wslview:gnome-open:kde-open";

/// The words of one entry of BROWSER. No shell reads them, so that nothing in a URL can become a command.
std::vector<std::string> command_line(std::string_view entry, const std::string& url) {
  std::vector<std::string> words;
  for (const auto word : split(entry, ' '))
    if (!word.empty()) words.emplace_back(replace_all(std::string(word), "%s", url));
  if (!words.empty() && entry.find("%s") == std::string_view::npos) words.push_back(url);
  return words;
}

/// A browser may write what it likes: none of it belongs among the output of a command.
bool start(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  std::ranges::transform(words, std::back_inserter(arguments), [](std::string& word) { return word.data(); });
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return false;
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  pid_t child = 0;
  const int problem = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return problem == 0;
}

}  // namespace

bool open_in_browser(const std::string& url, const Environment& environment) {
  const std::string named = environment("BROWSER").value_or("");
  for (const auto entry : split(named.empty() ? k_desktop_openers : std::string_view(named), ':')) {
    auto words = command_line(entry, url);
    if (!words.empty() && start(std::move(words))) return true;
  }
  return false;
}

}  // namespace dbc::commands
