#include "emulator/files/beneath.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "dbc/base/random.hpp"
#include "dbc/emulator/tree_removal.hpp"

namespace dbc::emulator {
namespace {

constexpr mode_t k_folder_mode = 0700;
constexpr std::size_t k_most_own_bytes = 1 << 20;
// A pipe must not block, nor a file that a program holds a lease on.
constexpr int k_safely = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

Error reaching(int number, std::string_view doing, const std::string& name) {
  if (number == ELOOP) return {.kind = ErrorKind::io, .message = std::string(doing) + " " + name + ": it is a link"};
  Error error = system_error(number, std::string(doing) + " " + name);
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

Error no_file(std::string_view doing, const std::string& name) {
  return {.kind = ErrorKind::io, .message = std::string(doing) + " " + name + ": it is no ordinary file"};
}

/// A pipe without a reader cannot be opened for writing at all, and a socket never.
Error file_problem(int number, std::string_view doing, const std::string& name) {
  return number == ENXIO || number == EISDIR ? no_file(doing, name) : reaching(number, doing, name);
}

Result<struct stat> ordinary(const Descriptor& file, std::string_view doing, const std::string& name) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return reaching(errno, doing, name);
  if (!S_ISREG(info.st_mode)) return no_file(doing, name);
  return info;
}

Result<void> write_all(int file, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return reaching(errno, "writing", name);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<std::string> read_content(int file, const std::string& name) {
  std::string content;
  char buffer[16384];
  ssize_t got = 0;
  while ((got = ::read(file, buffer, sizeof buffer)) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return reaching(errno, "reading", name);
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > k_most_own_bytes)
      return Error{.kind = ErrorKind::io, .message = "reading " + name + ": it is longer than dbc writes it"};
  }
  return content;
}

Descriptor open_folder_at(int folder, const std::string& name) {
  return Descriptor(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

void open_up(int folder, const std::string& name) {
  const Descriptor place(::openat(folder, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (place.is_open()) (void)::chmod(("/proc/self/fd/" + std::to_string(place.get())).c_str(), k_folder_mode);
}

std::vector<std::string> names_in(int folder) {
  Descriptor opened = open_folder_at(folder, ".");
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opened.is_open() ? ::fdopendir(opened.get()) : nullptr, ::closedir);
  if (entries == nullptr) return {};
  (void)opened.release();
  std::vector<std::string> names;
  while (const dirent* each = ::readdir(entries.get())) {
    std::string name(each->d_name);
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  return names;
}

Result<Descriptor> folder_in(int folder, const std::string& name, Missing missing) {
  Descriptor opened = open_folder_at(folder, name);
  if (!opened.is_open() && errno == ENOENT && missing == Missing::makes) {
    if (::mkdirat(folder, name.c_str(), k_folder_mode) != 0 && errno != EEXIST)
      return reaching(errno, "making the folder", name);
    opened = open_folder_at(folder, name);
  }
  if (!opened.is_open()) return reaching(errno, "opening the folder", name);
  return opened;
}

Result<Descriptor> folder_in_place(int folder, const std::string& name) {
  if (auto found = folder_in(folder, name, Missing::makes)) return found;
  open_up(folder, name);
  if (auto found = folder_in(folder, name, Missing::makes)) return found;
  DBC_CHECK(remove_in(folder, name));
  return folder_in(folder, name, Missing::makes);
}

Result<Descriptor> folder_below(const std::filesystem::path& root, const std::filesystem::path& below,
                                Missing missing) {
  Descriptor folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return reaching(errno, "opening the folder", root.string());
  for (const auto& name : below) {
    DBC_TRY(folder, folder_in(folder.get(), name.string(), missing));
  }
  return folder;
}

Result<Descriptor> file_to_read(int folder, const std::string& name) {
  Descriptor file(::openat(folder, name.c_str(), O_RDONLY | k_safely));
  if (!file.is_open()) return file_problem(errno, "reading", name);
  DBC_CHECK(ordinary(file, "reading", name));
  return file;
}

Result<Descriptor> file_to_append(int folder, const std::string& name) {
  Descriptor file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_APPEND | k_safely, 0600));
  if (!file.is_open()) return file_problem(errno, "writing", name);
  DBC_TRY(const auto info, ordinary(file, "writing", name));
  if (info.st_nlink != 1)
    return Error{.kind = ErrorKind::io, .message = "writing " + name + ": the file has another name as well"};
  return file;
}

Result<void> replace_file_in(int folder, const std::string& name, std::string_view content) {
  const std::string fresh = name + ".tmp-" + random_hex(6);
  Descriptor file(::openat(folder, fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | k_safely, 0600));
  if (!file.is_open()) return reaching(errno, "writing", name);
  auto written = write_all(file.get(), content, name);
  if (written && ::renameat(folder, fresh.c_str(), folder, name.c_str()) != 0)
    written = reaching(errno, "replacing", name);
  if (!written) ::unlinkat(folder, fresh.c_str(), 0);
  return written;
}

Result<std::string> read_own_file(const std::filesystem::path& path) {
  // Links in the folders of a workspace are its owner's.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) return file_problem(errno, "reading", path.string());
  DBC_CHECK(ordinary(file, "reading", path.string()));
  return read_content(file.get(), path.string());
}

}  // namespace dbc::emulator
