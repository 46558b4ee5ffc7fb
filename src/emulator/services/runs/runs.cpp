#include <array>

#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 3> k_prefixes{"/api/2.0/jobs", "/api/2.1/jobs", "/api/2.2/jobs"};

constexpr std::array k_routes{
    Route{"POST", "/run-now", run_job_now},
    Route{"POST", "/runs/submit", submit_run},
    Route{"GET", "/runs/get", get_run_info},
    Route{"GET", "/runs/list", list_runs},
    Route{"POST", "/runs/cancel", cancel_run},
    Route{"POST", "/runs/cancel-all", cancel_all_runs},
    Route{"POST", "/runs/delete", delete_run},
    Route{"POST", "/runs/repair", repair_run},
    Route{"GET", "/runs/get-output", get_run_output},
    Route{.verb = "GET", .path = "/runs/export", .handler = export_run, .is_heavy = true},
};

}  // namespace

constinit const RouteGroup k_runs_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
