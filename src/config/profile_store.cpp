#include "dbc/config/profile_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <set>

#include "dbc/base/files.hpp"
#include "dbc/config/usable_names.hpp"

namespace dbc::config {
namespace {

constexpr unsigned k_private_file = 0600;
constexpr unsigned k_private_folder = 0700;
constexpr int k_most_links = 40;  // as Linux
constexpr std::string_view k_backup_mark = ".backup-";
constexpr std::size_t k_most_backups = 5;

/// The file that symbolic links lead to, even where it does not exist yet.
std::filesystem::path follow_links(std::filesystem::path path) {
  std::error_code failed;
  for (int i = 0; i < k_most_links; ++i) {
    const auto target = std::filesystem::read_symlink(path, failed);
    if (failed) return path;
    path = target.is_absolute() ? target : path.parent_path() / target;
  }
  return path;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

Error unusable(std::string message) { return Error{.kind = ErrorKind::input, .message = std::move(message)}; }

Result<void> check(std::string_view section, const ProfileChange& change) {
  DBC_CHECK(check_profile_name(section));
  for (const auto& [key, value] : change) {
    if (!IniDocument::is_key_name(key)) return unusable("\"" + key + "\" cannot be a key of the profile file");
    // The value may be a secret, so it is not shown.
    if (value && !IniDocument::is_storable(*value))
      return unusable("the value for " + key + " holds a line break, or a blank at its begin or end");
  }
  return {};
}

void apply(IniDocument& document, std::string_view section, const ProfileChange& change) {
  for (const auto& [key, value] : change) {
    if (value)
      document.set(section, key, *value);
    else
      document.remove(section, key);
  }
}

/// The file is replaced, which asks for no right to write it; who took that right away meant it.
Result<void> require_writable(const std::filesystem::path& target) {
  if (::access(target.c_str(), W_OK) == 0 || errno == ENOENT) return {};
  return system_error(errno, "writing " + target.string());
}

/// A file that is replaced belongs to who replaces it. Only root can, and must, give it back.
class OwnerKept {
 public:
  explicit OwnerKept(const std::filesystem::path& target) : is_known_(::stat(target.c_str(), &before_) == 0) {}
  void restore_to(const std::filesystem::path& file) const {
    if (is_known_ && before_.st_uid != ::geteuid()) (void)!::chown(file.c_str(), before_.st_uid, before_.st_gid);
  }

 private:
  struct stat before_ {};
  bool is_known_;
};

/// Numbers of the backups that lie beside the file, in order.
std::set<unsigned long> backup_numbers(const std::filesystem::path& target) {
  std::set<unsigned long> numbers;
  const std::string prefix = target.filename().string() + std::string(k_backup_mark);
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(target), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    unsigned long number = 0;
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(name.data() + prefix.size(), end, number);
    if (read.ec == std::errc{} && read.ptr == end) numbers.insert(number);
  }
  return numbers;
}

std::filesystem::path backup_path(const std::filesystem::path& target, unsigned long number) {
  return target.string() + std::string(k_backup_mark) + std::to_string(number);
}

}  // namespace

Result<IniDocument> load_profiles(const std::filesystem::path& file) {
  if (file.empty()) return IniDocument::parse("", "");
  auto text = read_text_file(file);
  if (text) return IniDocument::parse(*text, file.string());
  if (text.error().kind == ErrorKind::not_found) return IniDocument::parse("", file.string());
  Error error = std::move(text).error();
  const bool is_readable = error.kind == ErrorKind::input;
  error.kind = ErrorKind::config;
  if (is_readable) return error;
  return std::move(error).with_hint("Let this user read the file, or name another one in DATABRICKS_CONFIG_FILE");
}

Result<void> update_profile(const std::filesystem::path& file, std::string_view section, const ProfileChange& change) {
  DBC_CHECK(check(section, change));
  return update_profile_with(file, section, [&change](const IniDocument&) -> Result<ProfileChange> { return change; });
}

Result<void> update_profile_with(const std::filesystem::path& file, std::string_view section,
                                 const ProfileChangeFrom& change_from) {
  if (file.empty())
    return Error{.kind = ErrorKind::config,
                 .message = "there is no profile file to write to: DATABRICKS_CONFIG_FILE is empty",
                 .hint = "Unset DATABRICKS_CONFIG_FILE, or let it name a file"};
  const auto target = follow_links(file);
  DBC_CHECK(make_folders(target.parent_path(), k_private_folder));
  DBC_CHECK(require_writable(target));
  DBC_TRY(const FileLock lock, FileLock::acquire_replaceable(target));
  DBC_TRY(IniDocument document, load_profiles(target));
  DBC_TRY(const ProfileChange change, change_from(document));
  DBC_CHECK(check(section, change));
  if (change.empty()) return {};
  apply(document, section, change);
  const OwnerKept owner(target);
  DBC_CHECK(write_file_atomically(target, document.text(), k_private_file));
  owner.restore_to(target);
  return {};
}

Result<std::filesystem::path> keep_backup(const std::filesystem::path& file, const IniDocument& document) {
  const auto target = follow_links(file);
  auto numbers = backup_numbers(target);
  const unsigned long number = numbers.empty() ? 1 : *numbers.rbegin() + 1;
  auto backup = backup_path(target, number);
  const OwnerKept owner(target);
  DBC_CHECK(write_file_atomically(backup, document.text(), k_private_file));
  owner.restore_to(backup);
  numbers.insert(number);
  for (; numbers.size() > k_most_backups; numbers.erase(numbers.begin())) {
    std::error_code ignored;  // one too many harms nobody
    std::filesystem::remove(backup_path(target, *numbers.begin()), ignored);
  }
  return backup;
}

}  // namespace dbc::config
