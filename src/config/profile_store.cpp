#include "dbc/config/profile_store.hpp"

#include "dbc/base/files.hpp"

namespace dbc::config {
namespace {

constexpr unsigned k_private_file = 0600;
constexpr unsigned k_private_folder = 0700;
constexpr int k_most_links = 40;  // as Linux

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

Error unusable(std::string message) { return Error{.kind = ErrorKind::input, .message = std::move(message)}; }

Result<void> check(std::string_view section, const ProfileChange& change) {
  if (!IniDocument::is_section_name(section))
    return unusable("\"" + std::string(section) + "\" cannot be the name of a profile");
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

}  // namespace

Result<IniDocument> load_profiles(const std::filesystem::path& file) {
  if (file.empty()) return IniDocument::parse("", "");
  auto text = read_file(file);
  if (text) return IniDocument::parse(*text, file.string());
  if (text.error().kind == ErrorKind::not_found) return IniDocument::parse("", file.string());
  Error error = std::move(text).error();
  error.kind = ErrorKind::config;
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
  DBC_TRY(const FileLock lock, FileLock::acquire_replaceable(target));
  DBC_TRY(IniDocument document, load_profiles(target));
  DBC_TRY(const ProfileChange change, change_from(document));
  DBC_CHECK(check(section, change));
  if (change.empty()) return {};
  apply(document, section, change);
  return write_file_atomically(target, document.text(), k_private_file);
}

}  // namespace dbc::config
