#include "emulator/execution/python_install.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <optional>
#include <set>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/execution/hidden_folders.hpp"
#include "emulator/execution/process/child.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// A virtual environment's interpreter is a link or a copy; what it comes from is what others are made of.
constexpr std::string_view k_question = R"(import importlib.util, json, os, site, sys, sysconfig
version = '%d.%d' % sys.version_info[:2]
program, packages = os.path.realpath(sys.executable), []
if sys.prefix != sys.base_prefix:
    packages = sorted({sysconfig.get_path('purelib'), sysconfig.get_path('platlib')})
    if program.startswith(os.path.realpath(sys.prefix) + os.sep):
        program = os.path.join(sys.base_prefix, 'bin', 'python' + version)
print(json.dumps({'program': program, 'version': version, 'packages': packages,
                  'has_own_packages': not packages or sys.base_prefix in site.PREFIXES
                                      or importlib.util.find_spec('pip') is None}))
)";

Error no_python() {
  return {.kind = ErrorKind::not_found,
          .message = "Python 3 is missing: no python3 was found in PATH",
          .hint = "install Python 3.8 or newer, and see that python3 is in PATH"};
}

std::vector<std::string_view> folders_of_programs() {
  const char* variable = std::getenv("PATH");
  return split(variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin", ':');
}

bool is_for_anybody(const fs::path& folder) {
  struct stat info {};
  return ::stat(folder.c_str(), &info) != 0 || (info.st_mode & S_IWOTH) != 0;
}

Result<fs::path> first_in_path() {
  for (const auto folder : folders_of_programs()) {
    const fs::path candidate = fs::path(folder) / "python3";
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return no_python();
}

/// Changes when the program is replaced.
std::string fingerprint(const fs::path& program) {
  struct stat info {};
  if (::stat(program.c_str(), &info) != 0) return "";
  return program.string() + " " + std::to_string(info.st_ino) + " " + std::to_string(info.st_mtim.tv_sec) + " " +
         std::to_string(info.st_size);
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(descriptor, buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR))
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

std::optional<PythonInstall> read_install(const Json& told) {
  const Json* packages = find_member(told, "packages");
  if (packages == nullptr || !packages->is_array()) return std::nullopt;
  PythonInstall install{.program = string_or(told, "program", ""), .version = string_or(told, "version", "")};
  for (const Json& folder : *packages)
    if (folder.is_string()) install.packages.push_back(folder.get<std::string>());
  install.has_own_packages = told.value("has_own_packages", true);
  return install.program.empty() || install.version.empty() ? std::nullopt : std::optional(std::move(install));
}

Result<PythonInstall> ask(const fs::path& program, const fs::path& folder) {
  DBC_TRY(const std::string answer, output_of(folder, {}, [&](const fs::path&) {
            return std::vector<std::string>{program.string(), "-I", "-c", std::string(k_question)};
          }));
  const auto parsed = parse_json(trim(answer));
  auto install = parsed ? read_install(*parsed) : std::nullopt;
  if (!install) return Error{.kind = ErrorKind::io, .message = program.string() + " does not tell its version"};
  return std::move(*install);
}

Json as_json(const PythonInstall& install, const std::string& asked) {
  return {{"asked", asked},
          {"program", install.program.string()},
          {"version", install.version},
          {"packages", install.packages},
          {"has_own_packages", install.has_own_packages}};
}

Result<World> world_without_workspaces(const fs::path& folder) {
  const fs::path scratch = folder / ("scratch-" + random_hex(8));
  DBC_CHECK(make_folders(scratch, 0700));
  return World{.scratch = scratch, .hidden = hidden_folders(folder.parent_path())};
}

/// True where the parts without which no Python starts are there. A job may have removed them, or worse.
bool is_environment(int top) {
  const Descriptor bin = open_folder_at(top, "bin");
  struct stat link {};
  return bin.is_open() && ::fstatat(bin.get(), "python", &link, AT_SYMLINK_NOFOLLOW) == 0 &&
         file_to_read(top, "pyvenv.cfg");
}

Result<void> link_in_place(int folder, const char* name, const fs::path& target) {
  if (::symlinkat(target.c_str(), folder, name) == 0) return {};
  DBC_CHECK(remove_in(folder, name));
  if (::symlinkat(target.c_str(), folder, name) != 0) return system_error(errno, "making " + std::string(name));
  return {};
}

/// The pip of the environment that it lies in, whoever calls it by whichever path; in a task, the task's.
constexpr std::string_view k_pip = "#!/bin/sh\nexec \"${DBC_TASK_PYTHON:-${0%/*}/python}\" -m pip \"$@\"\n";

/// A file of paths. The Python driver knows it by this name.
constexpr const char* k_paths_below = "cluster.pth";

Result<void> write_program(int folder, const std::string& name, std::string_view content) {
  DBC_CHECK(replace_file_in(folder, name, content));
  if (::fchmodat(folder, name.c_str(), 0700, 0) != 0) return system_error(errno, "making " + name + " a program");
  return {};
}

/// Adds folders of packages, which are looked at after the new ones.
std::string lines_of_paths(const std::vector<std::string>& folders) {
  std::string lines;
  for (const auto& folder : folders) lines += "import site; site.addsitedir(" + write_json(folder, {}) + ")\n";
  return lines;
}

fs::path packages_below(const PythonInstall& install, const fs::path& environment) {
  return environment / "lib" / ("python" + install.version) / "site-packages";
}

Result<void> write_programs(const PythonInstall& install, int bin) {
  for (const std::string& name : {std::string("python"), std::string("python3"), "python" + install.version})
    DBC_CHECK(link_in_place(bin, name.c_str(), install.program));
  for (const std::string& name : {std::string("pip"), std::string("pip3"), "pip" + install.version})
    DBC_CHECK(write_program(bin, name, k_pip));
  return {};
}

/// Makes a virtual environment in an open folder, unless there is one. `paths` are folders of packages to look at after
/// its own, listed in the file of that name.
Result<void> write_environment(const PythonInstall& install, int top, const char* name,
                               const std::vector<std::string>& paths) {
  if (is_environment(top)) return {};
  DBC_TRY(const auto bin, folder_in_place(top, "bin"));
  DBC_TRY(const auto lib, folder_in_place(top, "lib"));
  DBC_TRY(const auto versioned, folder_in_place(lib.get(), "python" + install.version));
  DBC_TRY(const auto packages, folder_in_place(versioned.get(), "site-packages"));
  DBC_CHECK(write_programs(install, bin.get()));
  if (!paths.empty()) DBC_CHECK(replace_file_in(packages.get(), name, lines_of_paths(paths)));
  // Written last: what it marks as an environment is complete.
  return replace_file_in(top, "pyvenv.cfg",
                         "home = " + install.program.parent_path().string() + "\ninclude-system-site-packages = " +
                             (install.has_own_packages ? "true" : "false") + "\nversion = " + install.version + "\n");
}

}  // namespace

std::vector<fs::path> program_folders(const PythonInstall& install) {
  std::error_code ignored;
  std::vector<fs::path> candidates{fs::read_symlink("/proc/self/exe", ignored).parent_path()};
  for (const auto& program : {install.program, fs::canonical(install.program, ignored)}) {
    candidates.push_back(program.parent_path());
    candidates.push_back(program.parent_path().parent_path());
  }
  for (const auto folder : folders_of_programs()) candidates.emplace_back(folder);
  std::set<fs::path> folders;
  for (const auto& candidate : candidates) {
    const fs::path folder = fs::canonical(candidate, ignored);
    if (!ignored && folder.has_relative_path() && !is_for_anybody(folder)) folders.insert(folder);
  }
  return {folders.begin(), folders.end()};
}

Result<std::string> output_of(const fs::path& folder, const fs::path& shown,
                              const std::function<std::vector<std::string>(const fs::path& seen)>& make_argv) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  std::vector<std::string> environment;
  for (const char* name : {"PATH", "HOME", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(std::string(name) + "=" + value);
  constexpr const char* k_seen = "/databricks/dbc";
  DBC_TRY(auto world, world_without_workspaces(folder));
  if (!shown.empty()) world.mounts.push_back({.source = shown, .target = k_seen});
  ChildSpec spec{.argv = make_argv(k_seen), .environment = environment, .out = write_end.get(), .world = world};
  auto started = start_child(spec);
  if (!started && started.error().kind == ErrorKind::config) {
    spec.argv = make_argv(shown);
    spec.world.reset();
    started = start_child(spec);
  }
  DBC_TRY(const Child child, std::move(started));
  write_end = Descriptor();
  std::string text = read_all(read_end.get());
  int status = 0;
  ::waitpid(child.process, &status, 0);
  status = child.final_status(status);
  (void)remove_tree(world.scratch);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{.kind = ErrorKind::io, .message = spec.argv.front() + " does not work: it ended before it answered"};
  return text;
}

Result<PythonInstall> find_python(const fs::path& folder) {
  DBC_TRY(const fs::path program, first_in_path());
  const std::string asked = fingerprint(program);
  const auto file = folder / "python.json";
  if (const auto text = read_own_file(file))
    if (const auto kept = parse_json(*text); kept && string_or(*kept, "asked", "") == asked)
      if (auto install = read_install(*kept)) return std::move(*install);
  DBC_TRY(auto install, ask(program, folder));
  DBC_CHECK(make_folders(folder, 0700));
  DBC_CHECK(write_file_atomically(file, write_json(as_json(install, asked), {}) + "\n", 0600));
  return install;
}

Result<void> make_environment(const PythonInstall& install, const fs::path& root) {
  DBC_CHECK(make_folders(root.parent_path(), 0700));
  DBC_TRY(const auto parent, folder_below(root.parent_path(), {}, Missing::fails));
  DBC_TRY(const auto top, folder_in_place(parent.get(), root.filename().string()));
  return write_environment(install, top.get(), "machine.pth", install.packages);
}

Result<void> make_task_environment(const PythonInstall& install, const fs::path& root, const fs::path& below) {
  DBC_CHECK(make_folders(root, 0700));
  DBC_TRY(const auto top, folder_below(root, {}, Missing::fails));
  DBC_CHECK(remove_in(top.get(), "pyvenv.cfg"));  // what is there may be for another `below`
  return write_environment(install, top.get(), k_paths_below, {packages_below(install, below).string()});
}

}  // namespace dbc::emulator
