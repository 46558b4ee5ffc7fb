#include <array>

#include "emulator/services/services.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"

namespace dbc::emulator {
namespace {

/// More than may be imported, so that what is too large is refused by its own name.
constexpr BodyPlan k_import_body{.use = BodyUse::form_file, .max_bytes = 20U << 20U, .max_file_bytes = 20U << 20U};
constexpr BodyPlan k_file_body{.use = BodyUse::content, .max_file_bytes = 500U << 20U};

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/workspace"};
constexpr std::array<std::string_view, 1> k_file_prefixes{"/api/2.0/workspace-files"};

constexpr std::array k_routes{
    Route{"GET", "/get-status", get_object_status},
    Route{"GET", "/list", list_workspace},
    Route{"POST", "/mkdirs", make_workspace_folder},
    Route{"POST", "/delete", delete_object},
    Route{.verb = "POST", .path = "/import", .handler = import_object, .body = k_import_body, .is_heavy = true},
    Route{.verb = "GET", .path = "/export", .handler = export_object, .is_heavy = true},
};

constexpr std::array k_file_routes{
    Route{.verb = "POST",
          .path = "/import-file/{path*}",
          .handler = import_workspace_file,
          .body = k_file_body,
          .is_heavy = true},
    Route{"GET", "/{path*}", read_workspace_file},
};

}  // namespace

constinit const RouteGroup k_workspace_objects_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};
constinit const RouteGroup k_workspace_files_group{
    .prefixes = k_file_prefixes, .access = Access::bearer, .routes = k_file_routes};

}  // namespace dbc::emulator
