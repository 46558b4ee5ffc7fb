#include <array>

#include "emulator/services/clusters/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/clusters", "/api/2.1/clusters"};

constexpr std::array k_routes{
    Route{"POST", "/create", create_cluster},
    Route{"POST", "/edit", edit_cluster},
    Route{"POST", "/update", update_cluster},
    Route{"POST", "/start", start_cluster},
    Route{"POST", "/restart", restart_cluster},
    Route{"POST", "/resize", resize_cluster},
    Route{"POST", "/delete", delete_cluster},
    Route{"POST", "/permanent-delete", permanently_delete_cluster},
    Route{"POST", "/pin", pin_cluster},
    Route{"POST", "/unpin", unpin_cluster},
    Route{"POST", "/change-owner", change_cluster_owner},
    Route{"GET", "/get", get_cluster_info},
    Route{"GET", "/list", list_clusters},
    Route{"POST", "/events", list_cluster_events},
    Route{"GET", "/events", list_cluster_events},
    Route{"GET", "/spark-versions", list_spark_versions},
    Route{"GET", "/list-node-types", list_node_types},
    Route{"GET", "/list-zones", list_zones},
};

}  // namespace

constinit const RouteGroup k_clusters_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
