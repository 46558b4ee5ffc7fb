#include "emulator/files/file_store.hpp"

#include <sys/stat.h>

#include <array>

#include "dbc/base/files.hpp"

namespace dbc::emulator {
namespace {

/// What is there on the first day. The volume is a place to begin with; others come with the catalog.
constexpr std::array<std::string_view, 10> k_first_folders{
    "dbfs/FileStore",   "dbfs/databricks-datasets", "dbfs/databricks-results",    "dbfs/mnt",
    "dbfs/tmp",         "dbfs/user/hive/warehouse", "volumes/main/default/files", "workspace/Repos",
    "workspace/Shared", "workspace/Users",
};

}  // namespace

FileStore::FileStore(const std::filesystem::path& workspace_folder)
    : root_(workspace_folder / "files"),
      dbfs_(root_ / "dbfs"),
      volumes_(root_ / "volumes"),
      workspace_(root_ / "workspace"),
      staging_(root_ / "staging"),
      trash_(root_ / "trash") {}

Result<void> FileStore::prepare() {
  // The last folder that is made tells that all are; what a user deletes later stays deleted.
  const auto last = root_ / "staging";
  struct stat info {};
  if (::stat(last.c_str(), &info) == 0) return {};
  for (const auto folder : k_first_folders) DBC_CHECK(make_folders(root_ / folder, 0700));
  return make_folders(last, 0700);
}

}  // namespace dbc::emulator
