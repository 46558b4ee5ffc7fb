#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dbc/emulator/journal.hpp"

namespace dbc::emulator {

/// The texts of an entry in at most `capacity` bytes. What looks like a token is left out, control characters become
/// blanks, and long texts are cut: the message first.
[[nodiscard]] std::string entry_text(const JournalEntry& entry, std::size_t capacity);
/// Takes such a text apart into `entry`; false where it is none.
[[nodiscard]] bool read_entry_text(std::string_view text, JournalEntry& entry);

}  // namespace dbc::emulator
