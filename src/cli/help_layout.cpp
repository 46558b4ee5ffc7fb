#include "help_layout.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::size_t k_widest_name = 30;  // a longer one stands on a line of its own
constexpr std::size_t k_gap = 2;

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, const std::string& first, const std::string& other) {
  std::string out;
  std::string line = first;
  bool empty = true;
  for (const auto word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!empty && count_code_points(line) + 1 + count_code_points(word) > width) {
      out += line + "\n";
      line = other;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  return out + line + "\n";
}

std::string two_columns(const std::vector<HelpRow>& rows, std::size_t width) {
  std::size_t names = 0;
  for (const auto& [name, meaning] : rows) names = std::max(names, std::min(count_code_points(name), k_widest_name));
  const std::string hanging(k_gap + names + k_gap, ' ');
  std::string out;
  for (const auto& [name, meaning] : rows) {
    const std::string left = std::string(k_gap, ' ') + name;
    const std::size_t length = count_code_points(name);
    if (meaning.empty()) {
      out += left + "\n";
    } else if (length > names) {
      out += left + "\n" + wrapped(meaning, width, hanging, hanging);
    } else {
      out += wrapped(meaning, width, left + std::string(names - length + k_gap, ' '), hanging);
    }
  }
  return out;
}

}  // namespace dbc::cli
