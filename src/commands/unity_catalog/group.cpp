#include "../groups.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands {
namespace {

constexpr const cli::Group* k_groups[] = {
    &unity_catalog::k_catalogs,    &unity_catalog::k_external_locations,
    &unity_catalog::k_lineage,     &unity_catalog::k_metastores,
    &unity_catalog::k_permissions, &unity_catalog::k_providers,
    &unity_catalog::k_recipients,  &unity_catalog::k_schemas,
    &unity_catalog::k_shares,      &unity_catalog::k_storage_credentials,
    &unity_catalog::k_tables,
};

}  // namespace

constexpr cli::Group k_unity_catalog{.name = "unity-catalog",
                                     .summary = "Metastores, catalogs and what they hold; shares and permissions",
                                     .groups = k_groups,
                                     .takes_profile = false};

}  // namespace dbc::commands
