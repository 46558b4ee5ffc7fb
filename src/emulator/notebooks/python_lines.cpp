#include "emulator/notebooks/python_lines.hpp"

#include <algorithm>

namespace dbc::emulator {
namespace {

/// The length of a string that ends in its line, with its quotes.
std::size_t length_of_string(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && text[at] != text.front()) at += text[at] == '\\' ? 2U : 1U;
  return std::min(at + 1, text.size());
}

}  // namespace

/// How far to go on.
std::size_t PythonLines::pass_token(std::string_view rest) {
  constexpr std::string_view k_quotes = "'''\"\"\"";
  if (rest.front() == '\\') return std::min<std::size_t>(2, rest.size());
  if (!quote_.empty()) {
    if (!rest.starts_with(quote_)) return 1;
    quote_ = {};
    return 3;
  }
  for (const auto quote : {k_quotes.substr(0, 3), k_quotes.substr(3)})
    if (rest.starts_with(quote)) {
      quote_ = quote;
      return 3;
    }
  if (rest.front() == '#') return rest.size();
  if (rest.front() == '\'' || rest.front() == '"') return length_of_string(rest);
  if (std::string_view("([{").find(rest.front()) != std::string_view::npos) ++depth_;
  if (std::string_view(")]}").find(rest.front()) != std::string_view::npos) depth_ = std::max(depth_ - 1, 0);
  return 1;
}

void PythonLines::pass(std::string_view line) {
  is_continued_ = line.ends_with('\\') && line.find('#') == std::string_view::npos;
  while (!line.empty()) line.remove_prefix(pass_token(line));
}

}  // namespace dbc::emulator
