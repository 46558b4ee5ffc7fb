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

/// Removes each folder whose name begins with a digit, as ids do, and is not among the known ones.
void remove_unknown(const fs::path& parent, const std::set<std::string>& known) {
  std::error_code problem;
  std::vector<fs::path> unknown;
  for (const auto& entry : fs::directory_iterator(parent, problem)) {
    const std::string name = entry.path().filename();
    if (entry.is_directory(problem) && name.front() >= '0' && name.front() <= '9' && !known.contains(name))
      unknown.push_back(entry.path());
  }
  for (const auto& folder : unknown) fs::remove_all(folder, problem);
}

Result<void> sweep(Store& store) {
  DBC_TRY(auto transaction, store.begin_read());
  DBC_TRY(const auto runs, ids_in(transaction, "SELECT CAST(run_id AS TEXT) FROM runs"));
  DBC_TRY(const auto clusters, ids_in(transaction, "SELECT cluster_id FROM clusters"));
  remove_unknown(store.folder() / "runs", runs);
  remove_unknown(store.folder() / "clusters", clusters);
  return {};
}

}  // namespace

void clean_up_after(const Store& store, const RunFolder& folder, const std::vector<std::string>& clusters) {
  std::error_code ignored;
  for (const auto& id : clusters) fs::remove_all(store.folder() / "clusters" / id, ignored);
  fs::remove_all(folder.serverless(), ignored);
  fs::remove(folder.scratch(), ignored);
}

void sweep_folders(Store& store, TimePoint now) {
  const auto mark = store.folder() / "runs" / "swept";
  // A run that is made while this looks is in the database before its folder is made.
  if (was_swept(mark, now) || !write_file_atomically(mark, "", 0600)) return;
  (void)sweep(store);
}

}  // namespace dbc::emulator
