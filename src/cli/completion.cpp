#include "dbc/cli/completion.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/text.hpp"
#include "dbc/cli/dispatch.hpp"
#include "dbc_embedded/conf_completion_bash_sh.hpp"
#include "dbc_embedded/conf_completion_fish_fish.hpp"
#include "dbc_embedded/conf_completion_zsh_sh.hpp"
#include "suggestions.hpp"

namespace dbc::cli {
namespace {

using Words = std::vector<std::string>;

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// The program's name as a part of other names: "dbc-1.0" is "dbc_1_0".
std::string as_identifier(std::string_view program) {
  std::string name(program);
  std::ranges::replace_if(
      name, [](char c) { return !is_plain(c); }, '_');
  return name;
}

/// One word for a shell, quoted where it must be.
std::string shell_word(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) { return is_plain(c) || c == '-' || c == '_' || c == '.'; });
  return plain ? std::string(text) : "'" + replace_all(std::string(text), "'", "'\\''") + "'";
}

/// The words of a line as a shell sees them. A quote that is still open ends with the line.
Words split_line(std::string_view line) {
  Words words;
  std::string word;
  bool begun = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      if (begun) words.push_back(std::move(word));
      word.clear();
      begun = false;
      continue;
    }
    begun = true;
    if (c == '\\' && quote != '\'' && i + 1 < line.size())
      word += line[++i];
    else if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
    else if (c == quote)
      quote = 0;
    else
      word += c;
  }
  if (begun) words.push_back(std::move(word));
  return words;
}

/// The words before the cursor without the program's name, and the word at the cursor.
struct Line {
  Words words = {};
  std::string incomplete = {};
};

/// bash and zsh tell the number of the word at the cursor; it may be one that is not there yet.
Line numbered_line(Words words, const std::string& number) {
  std::size_t at = words.size();
  std::from_chars(number.data(), number.data() + number.size(), at);
  Line line;
  if (at < words.size()) line.incomplete = words[at];
  words.resize(std::min(at, words.size()));
  if (!words.empty()) words.erase(words.begin());
  line.words = std::move(words);
  return line;
}

/// fish tells the word at the cursor itself, which may also be the last of the words.
Line spoken_line(Words words, const std::string& current) {
  const Words split = split_line(current);
  Line line{.incomplete = split.empty() ? "" : split.front()};
  if (!line.incomplete.empty() && words.size() > 1 && words.back() == line.incomplete) words.pop_back();
  if (!words.empty()) words.erase(words.begin());
  line.words = std::move(words);
  return line;
}

std::string formatted(const Suggestion& suggestion, std::string_view shell) {
  const std::string kind = suggestion.kind == SuggestionKind::file ? "file" : "plain";
  if (shell == "zsh")
    return kind + "\n" + suggestion.value + "\n" + (suggestion.help.empty() ? "_" : suggestion.help) + "\n";
  const std::string help = shell == "fish" && !suggestion.help.empty() ? "\t" + suggestion.help : "";
  return kind + "," + suggestion.value + help + "\n";
}

std::string answer(const Group& root, std::string_view shell, const Environment& environment) {
  const Words words = split_line(environment("COMP_WORDS").value_or(""));
  const std::string current = environment("COMP_CWORD").value_or("");
  const Line line = shell == "fish" ? spoken_line(words, current) : numbered_line(words, current);
  std::string text;
  for (const auto& each : suggest(root, line.words, line.incomplete, environment)) text += formatted(each, shell);
  return text;
}

Error unknown_shell(std::string_view shell) {
  return {.kind = ErrorKind::input,
          .message = "there is no completion for the shell '" + std::string(shell) + "'",
          .hint = "It is one of bash, zsh and fish"};
}

Result<std::string> served(const Group& root, std::string_view instruction, const Surroundings& surroundings) {
  const auto underscore = instruction.find('_');
  const auto shell = instruction.substr(0, underscore);
  DBC_TRY(const std::string script, completion_script(shell, surroundings.program));
  const auto action = underscore == std::string_view::npos ? "" : instruction.substr(underscore + 1);
  if (action == "source") return script;
  if (action == "complete") return answer(root, shell, surroundings.environment);
  return Error{.kind = ErrorKind::input,
               .message = completion_variable(surroundings.program) + " is '" + std::string(instruction) + "'",
               .hint = "It may be " + std::string(shell) + "_source or " + std::string(shell) + "_complete"};
}

}  // namespace

std::string completion_variable(std::string_view program) {
  return "_" + to_upper(as_identifier(program)) + "_COMPLETE";
}

int serve_completion(const Group& root, std::string_view instruction, const Surroundings& surroundings) {
  const auto text = served(root, instruction, surroundings);
  if (!text) return report(text.error(), surroundings);
  const auto written = surroundings.out->write(*text);
  return written ? 0 : report(written.error(), surroundings);
}

Result<std::string> completion_script(std::string_view shell, std::string_view program) {
  std::string script;
  if (shell == "bash")
    script = embedded::conf_completion_bash_sh;
  else if (shell == "zsh")
    script = embedded::conf_completion_zsh_sh;
  else if (shell == "fish")
    script = embedded::conf_completion_fish_fish;
  else
    return unknown_shell(shell);
  script = replace_all(std::move(script), "@FUNCTION@", "_" + as_identifier(program) + "_completion");
  script = replace_all(std::move(script), "@VARIABLE@", completion_variable(program));
  return replace_all(std::move(script), "@PROGRAM@", shell_word(program));
}

}  // namespace dbc::cli
