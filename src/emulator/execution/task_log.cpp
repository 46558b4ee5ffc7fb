#include "emulator/execution/task_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "dbc/base/files.hpp"
#include "dbc/base/utf8.hpp"

namespace dbc::emulator {
namespace {

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // a full disk must not end the task
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

Result<Descriptor> open_for_append(const std::filesystem::path& file) {
  Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!opened.is_open()) return system_error(errno, "opening " + file.string());
  return opened;
}

}  // namespace

Result<TaskLog> TaskLog::open(const std::vector<std::filesystem::path>& folders, std::int64_t limit) {
  TaskLog log;
  for (const auto& folder : folders) {
    DBC_CHECK(make_folders(folder, 0700));
    DBC_TRY(log.out_.files.emplace_back(), open_for_append(folder / "stdout"));
    DBC_TRY(log.err_.files.emplace_back(), open_for_append(folder / "stderr"));
  }
  log.out_.left = limit;
  log.err_.left = limit;
  return log;
}

void TaskLog::write(Target& target, std::string_view text) {
  if (target.left <= 0) return;
  const auto part = first_characters(text, static_cast<std::size_t>(target.left));
  target.left -= static_cast<std::int64_t>(part.size());
  if (part.size() < text.size()) target.left = 0;  // what is left of it would not hold the next character
  for (const auto& file : target.files) write_all(file.get(), part);
  if (target.left > 0) return;
  for (const auto& file : target.files)
    write_all(file.get(), "\n*** The output is too long. What follows is not kept. ***\n");
}

void TaskLog::append(Stream stream, std::string_view text) {
  write(stream == Stream::out ? out_ : err_, text);
  tail_.append(text);
  if (tail_.size() <= 2 * k_log_tail) return;
  tail_.erase(0, tail_.size() - k_log_tail);
  is_truncated_ = true;
}

std::string TaskLog::tail() const { return as_utf8(last_characters(tail_, k_log_tail)); }

}  // namespace dbc::emulator
