#include "emulator/services/libraries/cluster_libraries.hpp"

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "emulator/services/libraries/library_status.hpp"

namespace dbc::emulator {
namespace {

/// The libraries of a cluster, once those that are gone for good are forgotten.
Result<std::vector<ClusterLibrary>> tidied(LibraryRepository& repository, const Cluster& cluster) {
  DBC_TRY(auto all, repository.of_cluster(cluster.id));
  std::vector<ClusterLibrary> present;
  for (auto& library : all) {
    if (is_gone(library, cluster))
      DBC_CHECK(repository.erase(library));
    else
      present.push_back(std::move(library));
  }
  return present;
}

}  // namespace

Result<void> install_libraries(Transaction& transaction, const Cluster& cluster,
                               const std::vector<std::string>& libraries, TimePoint now) {
  LibraryRepository repository(transaction);
  DBC_TRY(auto all, tidied(repository, cluster));
  std::unordered_map<std::string, ClusterLibrary> present;
  for (auto& library : all) present.emplace(library.library, std::move(library));
  for (const auto& text : libraries) {
    const auto [place, is_new] =
        present.try_emplace(text, ClusterLibrary{.cluster_id = cluster.id, .library = text, .requested_at = now});
    ClusterLibrary& library = place->second;
    if (is_new)
      DBC_CHECK(repository.add(library));
    else if (std::exchange(library.removed_at, std::nullopt))
      DBC_CHECK(repository.set_removed_at(library, std::nullopt));
  }
  return {};
}

Result<void> uninstall_libraries(Transaction& transaction, const Cluster& cluster,
                                 const std::vector<std::string>& libraries, TimePoint now) {
  LibraryRepository repository(transaction);
  DBC_TRY(const auto present, tidied(repository, cluster));
  const std::unordered_set<std::string_view> leaving(libraries.begin(), libraries.end());
  for (const auto& library : present) {
    if (!leaving.contains(library.library) || library.removed_at) continue;
    if (has_driver(cluster))
      DBC_CHECK(repository.set_removed_at(library, now));
    else
      DBC_CHECK(repository.erase(library));
  }
  return {};
}

Result<void> copy_libraries(Transaction& transaction, const Cluster& from, const Cluster& to, TimePoint now) {
  LibraryRepository repository(transaction);
  DBC_TRY(const auto all, repository.of_cluster(from.id));
  std::vector<std::string> wanted;
  for (const auto& library : all)
    if (!library.removed_at) wanted.push_back(library.library);
  return install_libraries(transaction, to, wanted, now);
}

}  // namespace dbc::emulator
