#include "emulator/execution/setup_record.hpp"

#include "dbc/emulator/tree_removal.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

std::filesystem::path file_of(const ReadyCluster& cluster) { return cluster.home.root / "setup.json"; }

/// Nothing where there is no record at all.
std::optional<Json> stored(const ReadyCluster& cluster) {
  const auto text = read_own_file(file_of(cluster));
  if (!text) return std::nullopt;
  auto parsed = parse_json(*text);
  return parsed && parsed->is_object() ? std::optional(std::move(*parsed)) : std::nullopt;
}

bool is_of_this_start(const Json& record, const ReadyCluster& cluster) {
  return record.value("spark_context_id", std::int64_t{0}) == cluster.spark_context_id.value_or(0);
}

}  // namespace

SetupRecord SetupRecord::read(const ReadyCluster& cluster) {
  const auto record = stored(cluster);
  if (!record || !is_of_this_start(*record, cluster)) return {};
  return {.has_run_scripts = record->value("init_scripts", false),
          .libraries = record->value("libraries", std::vector<std::string>{})};
}

Result<void> SetupRecord::write(const ReadyCluster& cluster) const {
  const Json record{{"spark_context_id", cluster.spark_context_id.value_or(0)},
                    {"init_scripts", has_run_scripts},
                    {"libraries", libraries}};
  DBC_TRY(const auto folder, folder_below(cluster.home.root, {}, Missing::fails));
  return replace_file_in(folder.get(), file_of(cluster).filename().string(), json_text(record) + "\n");
}

Result<void> refresh_home(const ReadyCluster& cluster) {
  const auto record = stored(cluster);
  if (!record || is_of_this_start(*record, cluster)) return {};
  const auto& home = cluster.home;
  for (const auto& folder : {home.python(), home.runtime(), home.conf()}) (void)remove_tree(folder);
  const auto root = folder_below(cluster.home.root, {}, Missing::fails);
  if (!root) return root.error();
  for (const auto& name : names_in(root->get()))
    if (name.starts_with(DriverHome::k_driver_folder)) (void)remove_in(root->get(), name);
  return SetupRecord{}.write(cluster);
}

}  // namespace dbc::emulator
