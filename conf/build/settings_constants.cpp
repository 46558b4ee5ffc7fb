// usage: settings_constants EMULATOR.toml NODE_TYPES.toml RUNTIMES.toml FOLDER
// Writes the shipped settings as C++ constants into FOLDER, so that the program need not read them each time it starts:
// settings.hpp has the values of EMULATOR.toml, cluster_tables.hpp what clusters may name.
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <toml.hpp>
#include <tuple>
#include <vector>

namespace {

// The members of NodeType in emulator/services/clusters/cluster_settings.hpp, in its order.
struct NodeType {
  std::string id, cloud, category;
  std::int64_t cores, memory_mb, gpus, disks, disk_gb, nvme_disks, nvme_disk_gb;
  bool is_graviton, is_deprecated, is_photon_capable;
};

NodeType node_type_of(const std::string& id, const toml::value& entry) {
  const auto count = [&](const char* key) { return toml::find_or(entry, key, std::int64_t{0}); };
  return {id,
          toml::find<std::string>(entry, "cloud"),
          toml::find<std::string>(entry, "category"),
          toml::find<std::int64_t>(entry, "cores"),
          toml::find<std::int64_t>(entry, "memory_mb"),
          count("gpus"),
          count("disks"),
          count("disk_gb"),
          count("nvme_disks"),
          count("nvme_disk_gb"),
          toml::find_or(entry, "graviton", false),
          toml::find_or(entry, "deprecated", false),
          toml::find_or(entry, "photon", true)};
}

/// Smallest first and deprecated ones last, as clients are shown them.
std::vector<NodeType> node_types_of(const toml::value& file) {
  std::vector<NodeType> all;
  for (const auto& [id, entry] : file.as_table()) all.push_back(node_type_of(id, entry));
  std::ranges::sort(all, {}, [](const NodeType& t) { return std::tie(t.is_deprecated, t.cores, t.memory_mb, t.id); });
  return all;
}

void write_node_types(std::ostream& out, const toml::value& file) {
  out << "inline constexpr NodeType node_types[] = {\n" << std::boolalpha;
  for (const auto& t : node_types_of(file))
    out << "    {" << std::quoted(t.id) << ", " << std::quoted(t.cloud) << ", " << std::quoted(t.category) << ", "
        << t.cores << ", " << t.memory_mb << ", " << t.gpus << ", " << t.disks << ", " << t.disk_gb << ", "
        << t.nvme_disks << ", " << t.nvme_disk_gb << ", " << t.is_graviton << ", " << t.is_deprecated << ", "
        << t.is_photon_capable << "},\n";
  out << "};\n";
}

/// In the order of the file, newest first: the library tells in which line a value stands.
void write_runtimes(std::ostream& out, const toml::value& file) {
  std::vector<std::tuple<std::uint_least32_t, std::string, std::string>> all;
  for (const auto& [key, entry] : file.as_table())
    all.emplace_back(entry.location().line(), key, toml::find<std::string>(entry, "name"));
  std::ranges::sort(all);
  out << "inline constexpr Runtime runtimes[] = {\n";
  for (const auto& [line, key, name] : all) out << "    {" << std::quoted(key) << ", " << std::quoted(name) << "},\n";
  out << "};\n";
}

/// Each `key = value` of a section as a constant `SECTION_KEY`.
void write_settings(std::ostream& out, const toml::value& file) {
  for (const auto& [section, values] : file.as_table())
    for (const auto& [key, value] : values.as_table()) {
      const std::string name = section + "_" + key;
      if (value.is_integer()) {
        out << "inline constexpr std::int64_t " << name << " = " << value.as_integer() << ";\n";
      } else if (value.is_string()) {
        out << "inline constexpr std::string_view " << name << " = " << std::quoted(value.as_string().str) << ";\n";
      } else {
        out << "inline constexpr std::string_view " << name << "[] = {";
        for (const auto& each : value.as_array()) out << std::quoted(each.as_string().str) << ", ";
        out << "};\n";
      }
    }
}

template <class Writer>
void write_header(const std::string& file, Writer writer) {
  std::ofstream out(file);
  out << "#pragma once\n\nnamespace dbc::emulator::shipped {\n";
  writer(out);
  out << "}  // namespace dbc::emulator::shipped\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) throw std::runtime_error("usage: settings_constants EMULATOR NODE_TYPES RUNTIMES FOLDER");
  const std::string folder = argv[4];
  write_header(folder + "/settings.hpp", [&](std::ostream& out) { write_settings(out, toml::parse(argv[1])); });
  write_header(folder + "/cluster_tables.hpp", [&](std::ostream& out) {
    write_node_types(out, toml::parse(argv[2]));
    write_runtimes(out, toml::parse(argv[3]));
  });
} catch (const std::exception& problem) {
  std::cerr << "settings_constants: " << problem.what() << '\n';
  return 1;
}
