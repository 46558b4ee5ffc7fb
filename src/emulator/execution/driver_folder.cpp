#include "emulator/execution/driver_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <string>

#include "dbc/base/json.hpp"
#include "dbc/base/random.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/execution/driver/driver_files.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/http/access.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// Digests by path within the driver's folder.
using Digests = std::map<std::string, std::string, std::less<>>;

/// Names the digests of the compiled files, which differ from one compilation to the next.
constexpr const char* k_list = "compiled.json";

Digests source_digests() {
  Digests digests;
  for (const DriverFile& file : driver_files()) digests.emplace(file.path, sha256(file.content));
  return digests;
}

/// Changes with the driver and with Python.
std::string folder_name(const PythonInstall& install, const Digests& sources, DriverUse use) {
  std::string text = install.program.string() + '\0' + install.version;
  for (const auto& [path, digest] : sources) text += '\0' + path + '\0' + digest;
  return std::string(use == DriverUse::read_only ? "driver-" : "driver-source-") + sha256(text).substr(0, 16);
}

/// The digest of a file that has one name only; nothing where it has more, or is none.
std::optional<std::string> digest_of(int folder, const std::string& name) {
  const auto file = file_to_read(folder, name);
  struct stat info {};
  if (!file || ::fstat(file->get(), &info) != 0 || info.st_nlink != 1) return std::nullopt;
  const auto content = read_content(file->get(), name);
  return content ? std::optional(sha256(*content)) : std::nullopt;
}

/// All files below an open folder, the list of compiled ones left out; false where there is anything else.
bool look_through(int folder, const std::string& prefix, Digests& found) {
  constexpr std::size_t k_most_files = 10000;
  for (const auto& name : names_in(folder)) {
    if (found.size() > k_most_files) return false;
    if (prefix.empty() && name == k_list) continue;
    const Descriptor inner = open_folder_at(folder, name);
    if (inner.is_open()) {
      if (!look_through(inner.get(), prefix + name + "/", found)) return false;
      continue;
    }
    const auto digest = digest_of(folder, name);
    if (!digest) return false;
    found.emplace(prefix + name, *digest);
  }
  return true;
}

Digests listed(int folder) {
  Digests digests;
  const auto file = file_to_read(folder, k_list);
  const auto text = file ? read_content(file->get(), k_list) : Result<std::string>(file.error());
  const auto list = text ? parse_json(*text) : Result<Json>(text.error());
  if (!list || !list->is_object()) return digests;
  for (const auto& [path, digest] : list->items())
    if (digest.is_string()) digests.emplace(path, digest.get<std::string>());
  return digests;
}

bool is_intact(const fs::path& folder, const Digests& sources, DriverUse use) {
  const auto opened = folder_below(folder.parent_path(), folder.filename(), Missing::fails);
  if (!opened) return false;
  Digests expected = sources;
  if (use == DriverUse::read_only) expected.merge(listed(opened->get()));
  Digests found;
  return expected.size() > (use == DriverUse::read_only ? sources.size() : 0) &&
         look_through(opened->get(), "", found) && found == expected;
}

Result<void> write_sources(int folder) {
  for (const DriverFile& file : driver_files()) {
    const fs::path path(file.path);
    Descriptor parent = open_folder_at(folder, ".");
    for (const auto& name : path.parent_path()) {
      DBC_TRY(parent, folder_in(parent.get(), name.string(), Missing::makes));
    }
    DBC_CHECK(replace_file_in(parent.get(), path.filename().string(), file.content));
  }
  return {};
}

/// Python would else compile the driver again for each task, since tasks write no compiled files.
Result<void> compile(const PythonInstall& install, const fs::path& place, int folder, const Digests& sources) {
  DBC_CHECK(output_of(place.parent_path(), place, [&](const fs::path& seen) {
    return std::vector<std::string>{
        install.program.string(), "-I",         "-m", "compileall", "-q", "--invalidation-mode",
        "unchecked-hash",         seen.string()};
  }));
  Digests found;
  if (!look_through(folder, "", found))
    return Error{.kind = ErrorKind::io, .message = "compiling " + place.string() + " left something else"};
  Json list = Json::object();
  for (const auto& [path, digest] : found)
    if (!sources.contains(path)) list[path] = digest;
  return replace_file_in(folder, k_list, write_json(list, {}) + "\n");
}

Result<void> write_driver(const PythonInstall& install, const fs::path& place, const Digests& sources, DriverUse use) {
  DBC_TRY(const auto folder, folder_below(place.parent_path(), place.filename(), Missing::makes));
  DBC_CHECK(write_sources(folder.get()));
  if (use == DriverUse::changeable) return {};
  return compile(install, place, folder.get(), sources);
}

/// Another run may have been faster; what it made is in use by now, unless it is broken as well.
Result<void> put_in_place(const fs::path& made, const fs::path& place, const Digests& sources, DriverUse use) {
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (!is_intact(place, sources, use)) {
    DBC_CHECK(remove_tree(place));
    if (::rename(made.c_str(), place.c_str()) != 0 && !is_intact(place, sources, use))
      return system_error(errno, "writing " + place.string());
  }
  return remove_tree(made);
}

}  // namespace

Result<fs::path> place_driver(const PythonInstall& install, const fs::path& folder, DriverUse use) {
  const Digests sources = source_digests();
  fs::path place = folder / folder_name(install, sources, use);
  if (is_intact(place, sources, use)) return place;
  const fs::path made = folder / ("making-driver-" + random_hex(8));
  auto done = write_driver(install, made, sources, use);
  if (done) done = put_in_place(made, place, sources, use);
  if (!done) (void)remove_tree(made);
  if (!done) return std::move(done).error();
  return place;
}

Result<PythonInstall> prepare_python(RunScene& scene, const DriverHome& home) {
  const auto shared = scene.workspace_folder() / "runs";
  DBC_TRY(const PythonInstall install, find_python(shared));
  DBC_CHECK(make_environment(install, home.python()));
  scene.machine.set_read_only(program_folders(install));
  scene.machine.set_driver([install, shared](bool is_mounted) {
    return place_driver(install, shared, is_mounted ? DriverUse::read_only : DriverUse::changeable);
  });
  return install;
}

}  // namespace dbc::emulator
