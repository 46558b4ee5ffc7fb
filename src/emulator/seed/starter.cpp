#include <array>

#include "dbc/emulator/seed.hpp"
#include "dbc_embedded/conf_starter_cluster_policies_small_json.hpp"
#include "dbc_embedded/conf_starter_jobs_daily_summary_json.hpp"
#include "dbc_embedded/conf_starter_users_ada_json.hpp"
#include "dbc_embedded/conf_starter_volumes_main_default_files_trips_csv.hpp"
#include "dbc_embedded/conf_starter_workspace_Shared_starter_README_md.hpp"
#include "dbc_embedded/conf_starter_workspace_Shared_starter_explore_py.hpp"
#include "dbc_embedded/conf_starter_workspace_Shared_starter_summary_py.hpp"
#include "dbc_embedded/conf_starter_workspace_Shared_starter_trips_sql.hpp"

namespace dbc::emulator {
namespace {

struct Embedded {
  std::string_view path;  ///< below conf/starter
  std::string_view text;
};

// clang-format off: one a line
constexpr std::array k_files{
    Embedded{"cluster-policies/small.json", embedded::conf_starter_cluster_policies_small_json},
    Embedded{"jobs/daily-summary.json", embedded::conf_starter_jobs_daily_summary_json},
    Embedded{"users/ada.json", embedded::conf_starter_users_ada_json},
    Embedded{"volumes/main/default/files/trips.csv", embedded::conf_starter_volumes_main_default_files_trips_csv},
    Embedded{"workspace/Shared/starter/README.md", embedded::conf_starter_workspace_Shared_starter_README_md},
    Embedded{"workspace/Shared/starter/explore.py", embedded::conf_starter_workspace_Shared_starter_explore_py},
    Embedded{"workspace/Shared/starter/summary.py", embedded::conf_starter_workspace_Shared_starter_summary_py},
    Embedded{"workspace/Shared/starter/trips.sql", embedded::conf_starter_workspace_Shared_starter_trips_sql},
};
// clang-format on

}  // namespace

Seed Seed::starter() {
  std::vector<SeedEntry> entries;
  for (const auto& file : k_files) entries.push_back({.path = std::string(file.path), .text = file.text});
  return {"starter", std::move(entries)};
}

}  // namespace dbc::emulator
