#include "emulator/execution/execution_settings.hpp"

#include <sstream>
#include <toml.hpp>

#include "dbc/base/text_encoding.hpp"
#include "dbc_embedded/settings.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

/// Section [runs] of the workspace's own file; a name that it leaves out has the shipped value.
class Section {
 public:
  explicit Section(const toml::value& own) : own_(own) {}

  template <class T>
  [[nodiscard]] T get(const char* name, T shipped) const {
    if (!own_.is_table() || !own_.contains("runs")) return shipped;
    const auto& section = toml::find(own_, "runs");
    return section.contains(name) ? toml::find<T>(section, name) : shipped;
  }

 private:
  const toml::value& own_;
};

std::int64_t amount(const Section& section, const char* name, std::int64_t shipped) {
  const auto value = section.get(name, shipped);
  if (value < 0) throw std::runtime_error("[runs] " + std::string(name) + " must not be negative");
  return value;
}

ExecutionSettings settings_of(const Section& section) {
  constexpr std::int64_t k_mebi = 1 << 20;
  ExecutionSettings settings;
  const auto paths = section.get("paths", std::string(shipped::runs_paths));
  if (paths != "auto" && paths != "mapped") throw std::runtime_error("[runs] paths must be \"auto\" or \"mapped\"");
  settings.may_mount = paths == "auto";
  if (const auto cpu = amount(section, "cpu_seconds", shipped::runs_cpu_seconds); cpu > 0)
    settings.limits.cpu = std::chrono::seconds{cpu};
  if (const auto memory = amount(section, "memory_mb", shipped::runs_memory_mb); memory > 0)
    settings.limits.memory_bytes = memory * k_mebi;
  settings.wall_limit = std::chrono::seconds{amount(section, "wall_seconds", shipped::runs_wall_seconds)};
  settings.grace = std::chrono::milliseconds{amount(section, "grace_ms", shipped::runs_grace_ms)};
  settings.log_bytes = amount(section, "log_mb", shipped::runs_log_mb) * k_mebi;
  return settings;
}

toml::value parse(std::string text, const std::string& name) {
  auto readable = as_utf8_text(std::move(text));
  if (!readable) throw std::runtime_error(readable.error().message);
  std::istringstream stream{std::move(*readable)};
  return toml::parse(stream, name);
}

}  // namespace

Result<ExecutionSettings> read_execution_settings(const std::filesystem::path& workspace_folder) {
  const auto file = workspace_folder / "emulator.toml";
  const auto own = read_own_file(file);
  if (!own && own.error().kind != ErrorKind::not_found) return own.error();
  try {
    const toml::value changes = own ? parse(*own, file.string()) : toml::value{};
    return settings_of(Section(changes));
  } catch (const std::exception& problem) {
    return Error{.kind = ErrorKind::config, .message = "reading " + file.string() + ": " + problem.what()};
  }
}

}  // namespace dbc::emulator
