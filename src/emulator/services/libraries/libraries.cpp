#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/libraries/cluster_libraries.hpp"
#include "emulator/services/libraries/library_spec.hpp"
#include "emulator/services/libraries/library_status.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

using Change = Result<void> (*)(Transaction&, const Cluster&, const std::vector<std::string>&, TimePoint);

Result<Reply> change_libraries(const Call& call, Context& context, Change apply) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Json* list, Fields(input).array("libraries"));
  DBC_TRY(const auto libraries, read_libraries(list));
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_manage));
  if (libraries.empty()) return missing_field("libraries");
  DBC_CHECK(apply(change.transaction(), change.cluster(), libraries, change.now()));
  DBC_CHECK(change.commit());
  return ok();
}

Result<Reply> install(const Call& call, Context& context) { return change_libraries(call, context, install_libraries); }

Result<Reply> uninstall(const Call& call, Context& context) {
  return change_libraries(call, context, uninstall_libraries);
}

Json cluster_entry(const Cluster& cluster, const std::vector<ClusterLibrary>& libraries, const LibraryTimings& timings,
                   TimePoint now) {
  Json entry{{"cluster_id", cluster.id}};
  Json statuses = library_statuses(libraries, cluster, timings, now);
  if (!statuses.empty()) entry["library_statuses"] = std::move(statuses);
  return entry;
}

Result<Reply> cluster_status(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("cluster_id"));
  const auto timings = library_timings();
  DBC_TRY(auto transaction, context.store.begin_read());
  const TimePoint now = context.clock.now();
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, id, now));
  DBC_CHECK(require(context, transaction, call.principal(), {"clusters", id}, level::can_attach_to));
  DBC_TRY(const auto libraries, LibraryRepository(transaction).of_cluster(id));
  return ok(cluster_entry(settled.cluster, libraries, timings, now));
}

std::vector<ClusterLibrary> of_cluster(const std::vector<ClusterLibrary>& all, const std::string& id) {
  std::vector<ClusterLibrary> own;
  std::ranges::copy_if(all, std::back_inserter(own), [&](const auto& library) { return library.cluster_id == id; });
  return own;
}

/// Clusters without libraries are left out.
Result<Reply> all_cluster_statuses(const Call& call, Context& context) {
  const auto timings = library_timings();
  DBC_TRY(auto transaction, context.store.begin_read());
  const TimePoint now = context.clock.now();
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now - k_cluster_retention));
  DBC_TRY(const auto all, LibraryRepository(transaction).all());
  Json statuses = Json::array();
  for (auto& cluster : clusters) {
    (void)settle(cluster, now);
    if (is_expired(cluster, now)) continue;
    DBC_TRY(const bool is_visible,
            may(context, transaction, call.principal(), {"clusters", cluster.id}, level::can_attach_to));
    if (!is_visible) continue;
    Json entry = cluster_entry(cluster, of_cluster(all, cluster.id), timings, now);
    if (entry.contains("library_statuses")) statuses.push_back(std::move(entry));
  }
  if (statuses.empty()) return ok();
  return ok({{"statuses", std::move(statuses)}});
}

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/libraries", "/api/2.1/libraries"};

constexpr std::array k_routes{
    Route{"POST", "/install", install},
    Route{"POST", "/uninstall", uninstall},
    Route{"GET", "/cluster-status", cluster_status},
    Route{"GET", "/all-cluster-statuses", all_cluster_statuses},
};

}  // namespace

constinit const RouteGroup k_libraries_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
