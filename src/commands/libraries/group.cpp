#include "../groups.hpp"
#include "../shared_options.hpp"
#include "libraries.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;

constexpr Option k_status_id{.names = "--cluster-id", .help = "Id of the cluster", .slot = 1};
constexpr Option k_status_name{.names = "--cluster-name",
                               .help = "Name of the cluster, if only one has it",
                               .place = Place::none,
                               .lookup = &k_clusters_by_name};
constexpr Option k_status[] = {k_status_id, k_status_name};

constexpr Option part(std::string_view names, std::string_view help) {
  return {.names = names, .help = help, .place = Place::none};
}
constexpr Option k_target{.names = "--cluster-id", .help = "Id of the cluster", .required = true, .place = Place::none};
constexpr Option k_all{.names = "--all",
                       .help = "All libraries that are installed on the cluster",
                       .type = cli::ValueType::flag,
                       .place = Place::none};
constexpr Option k_jar = part("--jar", "Path of a JAR");
constexpr Option k_egg = part("--egg", "Path of an egg");
constexpr Option k_whl = part("--whl", "Path of a wheel");
constexpr Option k_maven = part("--maven-coordinates", "GROUP:ARTIFACT:VERSION of a Maven package");
constexpr Option k_maven_repo = part("--maven-repo", "Repository of the Maven package");
constexpr Option k_maven_exclusion{.names = "--maven-exclusion",
                                   .help = "GROUP:ARTIFACT not to install with it; repeatable",
                                   .repeatable = true,
                                   .place = Place::none};
constexpr Option k_pypi = part("--pypi-package", "Python package, such as NAME==VERSION");
constexpr Option k_pypi_repo = part("--pypi-repo", "Index of the Python package");
constexpr Option k_cran = part("--cran-package", "R package");
constexpr Option k_cran_repo = part("--cran-repo", "Repository of the R package");

constexpr Option k_install[] = {k_target,     k_cluster_name,    k_jar,  k_egg,       k_whl,  k_maven,
                                k_maven_repo, k_maven_exclusion, k_pypi, k_pypi_repo, k_cran, k_cran_repo,
                                k_modern_json};
constexpr Option k_uninstall[] = {
    k_target,     k_cluster_name,    k_all,  k_jar,       k_egg,  k_whl,       k_maven,
    k_maven_repo, k_maven_exclusion, k_pypi, k_pypi_repo, k_cran, k_cran_repo, k_modern_json};

constexpr cli::OneOf k_one_cluster[] = {{.options = "cluster-id|cluster-name"}};
constexpr cli::OneOf k_maybe_cluster[] = {{.options = "cluster-id|cluster-name", .at_least_one = false}};
constexpr cli::OneOf k_one_library[] = {{.options = "jar|egg|whl|maven-coordinates|pypi-package|cran-package"}};
constexpr cli::OneOf k_one_or_all[] = {{.options = "all|jar|egg|whl|maven-coordinates|pypi-package|cran-package"}};

constexpr Command k_commands[] = {
    {.names = "list",
     .summary = "Show the libraries of one cluster, or of all",
     .options = k_status,
     .endpoint = {Method::get, "/api/2.0/libraries/all-cluster-statuses"},
     .output = {.kind = OutputKind::json},
     .one_of = k_maybe_cluster,
     .run = run_libraries_list},
    {.names = "all-cluster-statuses",
     .summary = "Show the libraries of all clusters",
     .endpoint = {Method::get, "/api/2.0/libraries/all-cluster-statuses"},
     .output = {.kind = OutputKind::json, .items = "statuses"}},
    {.names = "cluster-status",
     .summary = "Show the libraries of a cluster",
     .options = k_status,
     .endpoint = {Method::get, "/api/2.0/libraries/cluster-status"},
     .output = {.kind = OutputKind::json, .items = "library_statuses"},
     .one_of = k_one_cluster,
     .run = run_libraries_cluster_status},
    {.names = "install",
     .summary = "Install a library on a cluster",
     .options = k_install,
     .endpoint = {Method::post, "/api/2.0/libraries/install"},
     .body = BodyRule::instead,
     .one_of = k_one_library,
     .run = run_libraries_install,
     .example = "dbc libraries install --cluster-name etl --pypi-package simplejson==3.8.0"},
    {.names = "uninstall",
     .summary = "Remove a library from a cluster at its next restart",
     .options = k_uninstall,
     .endpoint = {Method::post, "/api/2.0/libraries/uninstall"},
     .body = BodyRule::instead,
     .one_of = k_one_or_all,
     .run = run_libraries_uninstall},
};

}  // namespace

constexpr cli::Group k_libraries{
    .name = "libraries", .summary = "Install libraries on clusters", .commands = k_commands};

}  // namespace dbc::commands
