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

/// What is given to the option in `word`, by itself or by the word after it; null where nothing is.
char* value_after(char* word, char* next) {
  char* equals = std::strchr(word, '=');
  char* value = equals != nullptr ? equals + 1 : next;
  if (value == nullptr || *value == '\0' || (value == next && *next == '-')) return nullptr;
  return value;
}

void hide(char* text) {
  std::memset(text, 0, std::strlen(text));
  *text = '*';
}

}  // namespace

void hide_secret_words(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = option_in(argv[i]);
    char* value = option.empty() ? nullptr : value_after(argv[i], i + 1 < argc ? argv[i + 1] : nullptr);
    if (value != nullptr && may_hold_secret(option)) hide(value);
  }
}

}  // namespace dbc::cli
