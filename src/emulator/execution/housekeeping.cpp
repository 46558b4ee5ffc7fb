#include "emulator/execution/housekeeping.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "dbc/base/files.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours k_sweep_interval{24};

bool was_swept(const fs::path& mark, TimePoint now) {
  struct stat info {};
  if (::stat(mark.c_str(), &info) != 0) return false;
  return now - from_epoch_millis(std::int64_t{info.st_mtim.tv_sec} * 1000) < k_sweep_interval;
}

Result<std::set<std::string>> ids_in(Transaction& transaction, std::string_view query) {
  std::set<std::string> ids;
  DBC_TRY(auto statement, transaction.prepare(query));
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return ids;
    ids.insert(statement.text(0));
  }
}

/// The folders whose names begin with a digit, as ids do.
std::vector<fs::path> folders_in(const fs::path& parent) {
  std::error_code problem;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(parent, problem)) {
    const char first = entry.path().filename().string().front();
    if (entry.is_directory(problem) && first >= '0' && first <= '9') found.push_back(entry.path());
  }
  return found;
}

void remove_unknown(const std::vector<fs::path>& folders, const std::set<std::string>& known) {
  std::error_code ignored;
  for (const auto& folder : folders)
    if (!known.contains(folder.filename().string())) fs::remove_all(folder, ignored);
}

/// What has a folder by now was in the database before, so that the database is asked last.
Result<void> sweep(Store& store) {
  const auto run_folders = folders_in(store.folder() / "runs");
  const auto cluster_folders = folders_in(store.folder() / "clusters");
  DBC_TRY(auto transaction, store.begin_read());
  DBC_TRY(const auto runs, ids_in(transaction, "SELECT CAST(run_id AS TEXT) FROM runs"));
  DBC_TRY(const auto clusters, ids_in(transaction, "SELECT cluster_id FROM clusters"));
  remove_unknown(run_folders, runs);
  remove_unknown(cluster_folders, clusters);
  return {};
}

}  // namespace

void clean_up_after(const Store& store, const RunFolder& folder, const std::vector<std::string>& clusters) {
  std::error_code ignored;
  for (const auto& id : clusters) fs::remove_all(store.folder() / "clusters" / id, ignored);
  fs::remove_all(folder.serverless(), ignored);
  fs::remove_all(folder.packages(), ignored);
  fs::remove_all(folder.checkout(), ignored);
  fs::remove(folder.scratch(), ignored);
}

void sweep_folders(Store& store, TimePoint now) {
  const auto mark = store.folder() / "runs" / "swept";
  if (was_swept(mark, now) || !write_file_atomically(mark, "", 0600)) return;
  (void)sweep(store);
}

}  // namespace dbc::emulator
