#include "dbc/cli/hidden_words.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include "dbc/base/text.hpp"
#include "dbc/net/redact.hpp"

namespace dbc::cli {
namespace {

/// A body may hold anything; so does NAME=TOKEN.
bool may_hold_secret(std::string_view option) {
  return option == "json" || option == "add-workspace" ||
         net::is_secret_key(replace_all(std::string(option), "-", "_"));
}

/// Empty where the word is no long option.
std::string_view option_in(std::string_view word) {
  if (!word.starts_with("--")) return {};
  word.remove_prefix(2);
  return word.substr(0, word.find('='));
}

void hide(char* text) {
  if (*text == '\0') return;
  std::memset(text, 0, std::strlen(text));
  *text = '*';
}

}  // namespace

void hide_secret_words(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = option_in(argv[i]);
    if (option.empty() || !may_hold_secret(option)) continue;
    if (char* equals = std::strchr(argv[i], '='); equals != nullptr)
      hide(equals + 1);
    else if (i + 1 < argc && argv[i + 1][0] != '-')
      hide(argv[i + 1]);
  }
}

}  // namespace dbc::cli
