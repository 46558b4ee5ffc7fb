#include "likely_names.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::size_t k_most = 3;

/// Its letters and digits: "--Job_ID" is as good as "--job-id", and "-" in front is no word.
std::string plain_name(std::string_view name) {
  std::string plain = replace_all(to_lower(name), "_", "-");
  plain.erase(0, std::min(plain.find_first_not_of('-'), plain.size()));
  return plain;
}

std::vector<std::string> words_of(std::string_view name) {
  const std::string plain = plain_name(name);
  std::vector<std::string> words;
  for (const auto word : split(plain, '-')) words.emplace_back(word);
  return words;
}

/// One that differs in nothing but case, dashes and underscores.
const std::string* same_letters(std::string_view typed, const std::vector<std::string>& known) {
  const auto letters = [](std::string_view name) { return replace_all(plain_name(name), "-", ""); };
  const auto it = std::ranges::find(known, letters(typed), letters);
  return it == known.end() || letters(typed).size() < 2 ? nullptr : &*it;
}

bool holds_all(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  return std::ranges::all_of(wanted, [&](const auto& word) { return std::ranges::find(words, word) != words.end(); });
}

std::vector<std::string> with_words(std::string_view typed, const std::vector<std::string>& known) {
  const auto wanted = words_of(typed);
  std::vector<std::string> found;
  if (plain_name(typed).size() < 2) return found;
  for (const auto& name : known)
    if (holds_all(words_of(name), wanted)) found.push_back(name);
  return found.size() > k_most ? std::vector<std::string>{} : found;
}

}  // namespace

std::vector<std::string> likely_names(std::string_view typed, const std::vector<std::string>& known) {
  if (const std::string* same = same_letters(typed, known)) return {*same};
  if (const auto near = closest_match(typed, known)) return {*near};
  return with_words(typed, known);
}

std::string did_you_mean(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text = "Did you mean " + names.front();
  for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? " or " : ", ") + names[i];
  return text + "?";
}

}  // namespace dbc::cli
