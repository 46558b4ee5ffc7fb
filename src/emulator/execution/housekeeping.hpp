#pragma once

#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Removes what a run that has ended needs no more: all but what its tasks printed. `clusters` are the ids of clusters
/// that were made for it.
void clean_up_after(const Store& store, const RunFolder& folder, const std::vector<std::string>& clusters);

/// Removes the folders of runs and clusters that are gone from the database; at most once a day.
void sweep_folders(Store& store, TimePoint now);

}  // namespace dbc::emulator
