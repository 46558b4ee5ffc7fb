#include "emulator/activity/tree_marks.hpp"

#include <sys/stat.h>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

std::string mark_of(const fs::path& file) {
  struct stat info {};
  if (::lstat(file.c_str(), &info) != 0 || S_ISDIR(info.st_mode)) return {};
  std::string mark;
  for (const auto part :
       {static_cast<std::int64_t>(info.st_ino), static_cast<std::int64_t>(info.st_size),
        static_cast<std::int64_t>(info.st_mtim.tv_sec), static_cast<std::int64_t>(info.st_mtim.tv_nsec)})
    mark += std::to_string(part) + ":";
  return mark;
}

Change change_to(const std::string& action, const std::string& kind, const std::string& path, const std::string& mark) {
  // "DBFS file" and "DBFS directory"
  const std::string noun = mark.empty() ? replace_all(kind, "file", "directory") : kind;
  return {.action = action, .kind = noun, .name = path};
}

}  // namespace

TreeMarks marks_of(const fs::path& root) {
  TreeMarks marks;
  std::error_code problem;
  fs::recursive_directory_iterator found(root, fs::directory_options::skip_permission_denied, problem);
  for (; !problem && found != fs::recursive_directory_iterator(); found.increment(problem))
    marks.emplace("/" + found->path().lexically_relative(root).generic_string(), mark_of(found->path()));
  return marks;
}

std::vector<Change> tree_changes(const TreeMarks& before, const TreeMarks& after, const std::string& kind,
                                 const std::string& prefix) {
  std::vector<Change> changes;
  for (const auto& [path, mark] : after) {
    const auto old = before.find(path);
    if (old == before.end())
      changes.push_back(change_to("made", kind, prefix + path, mark));
    else if (old->second != mark)
      changes.push_back(change_to("changed", kind, prefix + path, mark));
  }
  for (const auto& [path, mark] : before)
    if (!after.contains(path)) changes.push_back(change_to("deleted", kind, prefix + path, mark));
  return changes;
}

}  // namespace dbc::emulator
