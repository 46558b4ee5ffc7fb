#include "emulator/execution/task_log.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "dbc/base/descriptors.hpp"
#include "dbc/base/utf8.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

/// A full disk must not end the task.
void write_all(int file, std::string_view text) { (void)write_whole(file, text); }

}  // namespace

Result<TaskLog> TaskLog::open(const std::filesystem::path& root, const std::filesystem::path& below,
                              std::int64_t limit) {
  TaskLog log;
  DBC_TRY(const auto folder, folder_below(root, below, Missing::makes));
  DBC_TRY(log.out_.files.emplace_back(), file_to_append(folder.get(), "stdout"));
  DBC_TRY(log.err_.files.emplace_back(), file_to_append(folder.get(), "stderr"));
  log.out_.left = limit;
  log.err_.left = limit;
  return log;
}

Result<void> TaskLog::copy_to(const FileTree& tree, const TreePath& folder) {
  DBC_TRY(auto out, tree.open_to_append(folder.child("stdout")));
  DBC_TRY(auto err, tree.open_to_append(folder.child("stderr")));
  out_.files.push_back(std::move(out));
  err_.files.push_back(std::move(err));
  return {};
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
