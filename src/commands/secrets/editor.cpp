#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "dbc/base/files.hpp"
#include "dbc/base/removed_by_signal.hpp"
#include "dbc/base/text.hpp"
#include "secrets.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_marker = "# ----------------------------------------------------------------------\n";
constexpr std::string_view k_advice =
    "# Write the secret above the line of dashes, and leave that line as it is.\n"
    "# What stands below it does not count, nor do empty lines at the secret's end.\n"
    "# The secret is stored as UTF-8 text.\n"
    "# Leave the editor without a change to store nothing.\n";

Error refused(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

/// A file that only its owner may read, removed with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& folder) : path_((folder / "editor-XXXXXX.txt").string()) {
    constexpr int k_suffix = 4;  // ".txt"
    const int descriptor = ::mkstemps(path_.data(), k_suffix);
    if (descriptor >= 0) ::close(descriptor);
    made_ = descriptor >= 0;
    if (made_) slot_ = remove_by_signal(path_.c_str());
  }
  ~TemporaryFile() {
    if (made_) ::unlink(path_.c_str());
    keep_from_signal(slot_);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
  int slot_ = -1;
};

bool is_installed(std::string_view program, const config::Environment& environment) {
  const std::string path = environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  for (const auto folder : split(path, ':'))
    if (::access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  return false;
}

std::string editor_command(const config::Environment& environment) {
  for (const auto* variable : {"VISUAL", "EDITOR"})
    if (const auto value = environment(variable); value && !value->empty()) return *value;
  for (const auto* program : {"sensible-editor", "vim", "nano"})
    if (is_installed(program, environment)) return program;
  return "vi";
}

/// std::system keeps Ctrl-C with the editor, so that the file is removed whatever is typed there.
Result<void> edit(const std::string& editor, const std::string& path) {
  const int status = std::system((editor + " '" + replace_all(path, "'", "'\\''") + "'").c_str());
  if (status == 0) return {};
  return refused(editor + ": Editing failed");
}

}  // namespace

Result<std::string> secret_from_editor(const config::Environment& environment) {
  const TemporaryFile file(environment("TMPDIR").value_or("/tmp"));
  if (!file.made()) return system_error(errno, "making the temporary file " + file.path());
  const std::string before = "\n\n" + std::string(k_marker) + std::string(k_advice);
  DBC_CHECK(write_file_atomically(file.path(), before, 0600));
  DBC_CHECK(edit(editor_command(environment), file.path()));
  DBC_TRY(const std::string after, read_text_file(file.path()));
  if (after == before) return refused("No changes made, write secret aborted.");
  const auto end = after.find(k_marker);
  if (end == std::string::npos) return refused("Please DO NOT edit the line with dashes. Write secret aborted.");
  std::string secret = after.substr(0, end);
  secret.erase(secret.find_last_not_of('\n') + 1);
  if (secret.empty()) return refused("The secret is empty, write secret aborted.");
  return secret;
}

}  // namespace dbc::commands
