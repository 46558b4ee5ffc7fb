#include <array>

#include "emulator/services/jobs/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 3> k_prefixes{"/api/2.0/jobs", "/api/2.1/jobs", "/api/2.2/jobs"};

constexpr std::array k_routes{
    Route{"POST", "/create", create_job}, Route{"GET", "/get", get_job_info},   Route{"GET", "/list", list_jobs},
    Route{"POST", "/reset", reset_job},   Route{"POST", "/update", update_job}, Route{"POST", "/delete", delete_job},
};

}  // namespace

constinit const RouteGroup k_jobs_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
