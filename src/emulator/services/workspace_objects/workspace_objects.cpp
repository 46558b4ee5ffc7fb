#include <array>

#include "emulator/services/services.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"

namespace dbc::emulator {
namespace {

/// More than may be imported, so that what is too large is refused by its own name.
constexpr BodyPlan k_import_body{.max_bytes = 32U << 20U};
constexpr BodyPlan k_file_body{.max_bytes = 500U << 20U, .to_file = true};

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/workspace"};
constexpr std::array<std::string_view, 1> k_file_prefixes{"/api/2.0/workspace-files"};

constexpr std::array k_routes{
    Route{"GET", "/get-status", get_object_status},         Route{"GET", "/list", list_workspace},
    Route{"POST", "/mkdirs", make_workspace_folder},        Route{"POST", "/delete", delete_object},
    Route{"POST", "/import", import_object, k_import_body}, Route{"GET", "/export", export_object},
};

constexpr std::array k_file_routes{
    Route{"POST", "/import-file/{path*}", import_workspace_file, k_file_body},
    Route{"GET", "/{path*}", read_workspace_file},
};

}  // namespace

constinit const RouteGroup k_workspace_objects_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};
constinit const RouteGroup k_workspace_files_group{
    .prefixes = k_file_prefixes, .access = Access::bearer, .routes = k_file_routes};

}  // namespace dbc::emulator
