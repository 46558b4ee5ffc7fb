#include <array>

#include "emulator/services/dbfs/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

/// Clients send files below 2 GiB as one form.
constexpr BodyPlan k_form_body{.use = BodyUse::form_file, .max_file_bytes = std::uint64_t{2} << 30U};

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/dbfs"};

constexpr std::array k_routes{
    Route{"GET", "/get-status", get_dbfs_status},
    Route{"GET", "/list", list_dbfs},
    Route{"GET", "/read", read_dbfs},
    Route{"POST", "/mkdirs", make_dbfs_folder},
    Route{"POST", "/move", move_dbfs},
    Route{"POST", "/delete", delete_dbfs},
    Route{"POST", "/put", put_dbfs, k_form_body},
    Route{"POST", "/create", create_dbfs_handle},
    Route{"POST", "/add-block", add_dbfs_block},
    Route{"POST", "/close", close_dbfs_handle},
};

}  // namespace

constinit const RouteGroup k_dbfs_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
