#include "emulator/services/clusters/cluster_settings.hpp"

#include <algorithm>
#include <sstream>
#include <toml.hpp>

#include "dbc_embedded/conf_emulator_toml.hpp"
#include "dbc_embedded/conf_node_types_toml.hpp"
#include "dbc_embedded/conf_runtimes_toml.hpp"

namespace dbc::emulator {
namespace {

/// The line that defines `key`, which is a TOML document of its own; empty where there is none.
std::string_view find_entry(std::string_view file, std::string_view key) {
  const bool is_plain = std::ranges::none_of(key, [](char c) { return c == '"' || c == '\n'; });
  if (key.empty() || !is_plain) return {};
  const auto at = file.find("\n\"" + std::string(key) + "\" = ");
  if (at == std::string_view::npos) return {};
  return file.substr(at + 1, file.find('\n', at + 1) - at - 1);
}

/// Runs a reader of TOML, whose library throws.
template <class Reader>
auto read_toml(std::string_view text, Reader reader) -> Result<decltype(reader(toml::value{}))> {
  try {
    std::istringstream stream{std::string(text)};
    return reader(toml::parse(stream, "embedded settings"));
  } catch (const std::exception& problem) {
    return Error{.kind = ErrorKind::internal, .message = std::string("reading embedded settings: ") + problem.what()};
  }
}

NodeType node_type_of(const std::string& id, const toml::value& entry) {
  const auto count = [&](const char* key) { return toml::find_or(entry, key, std::int64_t{0}); };
  return NodeType{.id = id,
                  .cloud = toml::find<std::string>(entry, "cloud"),
                  .category = toml::find<std::string>(entry, "category"),
                  .cores = toml::find<std::int64_t>(entry, "cores"),
                  .memory_mb = toml::find<std::int64_t>(entry, "memory_mb"),
                  .gpus = count("gpus"),
                  .disks = count("disks"),
                  .disk_gb = count("disk_gb"),
                  .nvme_disks = count("nvme_disks"),
                  .nvme_disk_gb = count("nvme_disk_gb"),
                  .is_graviton = toml::find_or(entry, "graviton", false),
                  .is_deprecated = toml::find_or(entry, "deprecated", false),
                  .is_photon_capable = toml::find_or(entry, "photon", true)};
}

std::vector<NodeType> node_types_of(const toml::value& file) {
  std::vector<NodeType> all;
  for (const auto& [id, entry] : file.as_table()) all.push_back(node_type_of(id, entry));
  std::ranges::sort(all, [](const NodeType& a, const NodeType& b) {
    return std::tie(a.is_deprecated, a.cores, a.memory_mb, a.id) <
           std::tie(b.is_deprecated, b.cores, b.memory_mb, b.id);
  });
  return all;
}

std::vector<Runtime> runtimes_of(const toml::value& file) {
  std::vector<Runtime> all;
  for (const auto& [key, entry] : file.as_table()) all.push_back({key, toml::find<std::string>(entry, "name")});
  const auto place = [](const Runtime& r) { return embedded::conf_runtimes_toml.find("\n\"" + r.key + "\" = "); };
  std::ranges::sort(all, {}, place);  // newest first, as the file has them
  return all;
}

std::chrono::milliseconds duration(const toml::value& file, const char* section, const char* key) {
  return std::chrono::milliseconds{toml::find<std::int64_t>(file, section, key)};
}

}  // namespace

Result<std::optional<NodeType>> find_node_type(std::string_view id) {
  const auto line = find_entry(embedded::conf_node_types_toml, id);
  if (line.empty()) return std::optional<NodeType>{};
  return read_toml(line, [&](const toml::value& file) {
    return std::optional(node_type_of(std::string(id), toml::find(file, std::string(id))));
  });
}

bool is_known_runtime(std::string_view key) { return !find_entry(embedded::conf_runtimes_toml, key).empty(); }

Result<std::vector<NodeType>> all_node_types() { return read_toml(embedded::conf_node_types_toml, node_types_of); }

Result<std::vector<Runtime>> all_runtimes() { return read_toml(embedded::conf_runtimes_toml, runtimes_of); }

Result<ClusterTimings> cluster_timings() {
  return read_toml(embedded::conf_emulator_toml, [](const toml::value& file) {
    return ClusterTimings{.start = duration(file, "clusters", "start_ms"),
                          .restart = duration(file, "clusters", "restart_ms"),
                          .resize = duration(file, "clusters", "resize_ms"),
                          .shutdown = duration(file, "clusters", "shutdown_ms")};
  });
}

Result<LibraryTimings> library_timings() {
  return read_toml(embedded::conf_emulator_toml, [](const toml::value& file) {
    return LibraryTimings{.pending = duration(file, "libraries", "pending_ms"),
                          .resolving = duration(file, "libraries", "resolving_ms"),
                          .installing = duration(file, "libraries", "installing_ms")};
  });
}

Result<ZoneList> zone_list() {
  return read_toml(embedded::conf_emulator_toml, [](const toml::value& file) {
    return ZoneList{.zones = toml::find<std::vector<std::string>>(file, "clusters", "zones"),
                    .default_zone = toml::find<std::string>(file, "clusters", "default_zone")};
  });
}

}  // namespace dbc::emulator
