#include "emulator/journal/entry_text.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/utf8.hpp"
#include "emulator/http/quotable.hpp"

namespace dbc::emulator {
namespace {

constexpr char k_end = '\0';

struct Part {
  std::string JournalEntry::*text;
  std::size_t most;  ///< bytes
};

/// In the order of what matters most: the last ones find what room is left.
constexpr std::array k_parts{
    Part{&JournalEntry::method, 16}, Part{&JournalEntry::error_code, 48}, Part{&JournalEntry::who, 64},
    Part{&JournalEntry::route, 80},  Part{&JournalEntry::path, 160},      Part{&JournalEntry::message, 400},
};

}  // namespace

std::string entry_text(const JournalEntry& entry, std::size_t capacity) {
  std::string all;
  std::size_t ends = k_parts.size();
  for (const Part& part : k_parts) {
    const std::size_t room = capacity - all.size() - ends--;
    std::string text = without_secrets(entry.*part.text);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    all.append(first_characters(text, std::min(room, part.most))) += k_end;
  }
  return all;
}

bool read_entry_text(std::string_view text, JournalEntry& entry) {
  for (const Part& part : k_parts) {
    const auto end = text.find(k_end);
    if (end == std::string_view::npos) return false;
    entry.*part.text = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return text.empty();
}

}  // namespace dbc::emulator
