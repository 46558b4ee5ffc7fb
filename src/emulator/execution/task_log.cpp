#include "emulator/execution/task_log.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "dbc/base/descriptors.hpp"
#include "emulator/execution/utf8.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

/// A full disk must not end the task.
void write_all(int file, std::string_view text) { (void)write_whole(file, text); }

/// The first byte of `text` from `at` on that begins a character.
std::size_t next_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

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
  const auto part = text.substr(0, static_cast<std::size_t>(target.left));
  target.left -= static_cast<std::int64_t>(part.size());
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

std::string TaskLog::tail() const {
  if (tail_.size() <= k_log_tail) return as_utf8(tail_);
  return as_utf8(std::string_view(tail_).substr(next_character(tail_, tail_.size() - k_log_tail)));
}

}  // namespace dbc::emulator
