#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

// Files and folders in places that a job can change at any moment. Each is reached by one name within an open folder;
// symbolic links are never followed, and what is no ordinary file neither blocks nor is read or written. Errors say
// what is in the way.

/// The folder of that name; not open, with errno set, where there is none.
[[nodiscard]] Descriptor open_folder_at(int folder, const std::string& name);

/// Lets its owner enter and change a folder, or move it elsewhere, which its mode may forbid even to him.
void open_up(int folder, const std::string& name);

/// What an open folder holds, whatever it is; nothing where it cannot be read.
[[nodiscard]] std::vector<std::string> names_in(int folder);

/// Whether a folder that is not there is to be made.
enum class Missing {
  fails,  ///< `not_found`
  makes,
};

/// The same, made where it is to be.
[[nodiscard]] Result<Descriptor> folder_in(int folder, const std::string& name, Missing missing);

/// A folder of that name, whatever was put in its place; one that is there stays as it is, and opens to its owner.
[[nodiscard]] Result<Descriptor> folder_in_place(int folder, const std::string& name);

/// The folder at `below`, a relative path, name by name from `root`, which is no job's to change.
[[nodiscard]] Result<Descriptor> folder_below(const std::filesystem::path& root, const std::filesystem::path& below,
                                              Missing missing);

/// A file to read; `not_found` where there is none.
[[nodiscard]] Result<Descriptor> file_to_read(int folder, const std::string& name);

/// A file to write at its end, made where it is missing. It must have no other name: what a second one belongs to is
/// not known.
[[nodiscard]] Result<Descriptor> file_to_append(int folder, const std::string& name);

/// Gives `name` this content in one step, whatever it was before, unless it was a folder. Does not wait for the disk.
[[nodiscard]] Result<void> replace_file_in(int folder, const std::string& name, std::string_view content);

/// The content of an open file; an error where it is longer than any that dbc writes for itself.
[[nodiscard]] Result<std::string> read_content(int file, const std::string& name);

/// The content of a file that dbc keeps for itself. `not_found` where it is missing; an error where it is no ordinary
/// file, or longer than any that dbc writes.
[[nodiscard]] Result<std::string> read_own_file(const std::filesystem::path& path);

}  // namespace dbc::emulator
