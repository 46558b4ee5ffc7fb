#include "emulator/execution/python_install.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "emulator/execution/driver/driver_files.hpp"
#include "emulator/execution/process/child.hpp"

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

Result<fs::path> first_in_path() {
  const char* variable = std::getenv("PATH");
  for (const auto folder : split(variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin", ':')) {
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

/// Runs a program to its end and returns what it printed.
Result<std::string> output_of(const std::vector<std::string>& argv) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  std::vector<std::string> environment;
  for (const char* name : {"PATH", "HOME", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(std::string(name) + "=" + value);
  DBC_TRY(const Child child, start_child({.argv = argv, .environment = environment, .out = write_end.get()}));
  write_end = Descriptor();
  std::string text = read_all(read_end.get());
  int status = 0;
  ::waitpid(child.process, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{.kind = ErrorKind::io, .message = argv.front() + " does not work: it ended before it answered"};
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

Result<PythonInstall> ask(const fs::path& program) {
  DBC_TRY(const std::string answer, output_of({program.string(), "-I", "-c", std::string(k_question)}));
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

/// Changes with the driver and with Python.
std::string driver_version(const PythonInstall& install) {
  std::size_t hash = std::hash<std::string>{}(install.program.string() + install.version);
  for (const DriverFile& file : driver_files())
    hash = hash * 31 + std::hash<std::string_view>{}(file.content) + std::hash<std::string_view>{}(file.path);
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016zx", hash);
  return text.data();
}

Result<void> write_plainly(const fs::path& file, std::string_view content) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  stream.close();
  if (!stream) return system_error(EIO, "writing " + file.string());
  return {};
}

/// The pip of the environment that it lies in, whoever calls it by whichever path.
constexpr std::string_view k_pip = "#!/bin/sh\nexec \"${0%/*}/python\" -m pip \"$@\"\n";

Result<void> write_program(const fs::path& file, std::string_view content) {
  DBC_CHECK(write_plainly(file, content));
  if (::chmod(file.c_str(), 0700) != 0) return system_error(errno, "making " + file.string() + " a program");
  return {};
}

/// Adds the packages of the virtual environment that the machine's Python is in. They are looked at after the new ones.
std::string lines_of_paths(const PythonInstall& install) {
  std::string lines;
  for (const auto& folder : install.packages) lines += "import site; site.addsitedir(" + write_json(folder, {}) + ")\n";
  return lines;
}

}  // namespace

Result<PythonInstall> find_python(const fs::path& folder) {
  DBC_TRY(const fs::path program, first_in_path());
  const std::string asked = fingerprint(program);
  const auto file = folder / "python.json";
  if (const auto text = read_file(file))
    if (const auto kept = parse_json(*text); kept && string_or(*kept, "asked", "") == asked)
      if (auto install = read_install(*kept)) return std::move(*install);
  DBC_TRY(auto install, ask(program));
  DBC_CHECK(make_folders(folder, 0700));
  DBC_CHECK(write_file_atomically(file, write_json(as_json(install, asked), {}) + "\n", 0600));
  return install;
}

Result<void> make_environment(const PythonInstall& install, const fs::path& root) {
  std::error_code ignored;
  if (fs::exists(root / "pyvenv.cfg", ignored)) return {};
  const auto packages = root / "lib" / ("python" + install.version) / "site-packages";
  DBC_CHECK(make_folders(root / "bin", 0700));
  DBC_CHECK(make_folders(packages, 0700));
  for (const std::string& name : {std::string("python"), std::string("python3"), "python" + install.version}) {
    const auto link = root / "bin" / name;
    if (::symlink(install.program.c_str(), link.c_str()) != 0 && errno != EEXIST)
      return system_error(errno, "making " + link.string());
  }
  for (const std::string& name : {std::string("pip"), std::string("pip3"), "pip" + install.version})
    DBC_CHECK(write_program(root / "bin" / name, k_pip));
  if (!install.packages.empty()) DBC_CHECK(write_plainly(packages / "machine.pth", lines_of_paths(install)));
  // Written last: what it marks as an environment is complete.
  return write_file_atomically(root / "pyvenv.cfg",
                               "home = " + install.program.parent_path().string() +
                                   "\ninclude-system-site-packages = " + (install.has_own_packages ? "true" : "false") +
                                   "\nversion = " + install.version + "\n",
                               0600);
}

Result<fs::path> place_driver(const PythonInstall& install, const fs::path& folder) {
  const fs::path place = folder / ("driver-" + driver_version(install));
  std::error_code ignored;
  if (fs::exists(place, ignored)) return place;
  const fs::path beside = folder / ("driver-" + random_hex(8));
  for (const DriverFile& file : driver_files()) {
    DBC_CHECK(make_folders((beside / file.path).parent_path(), 0700));
    DBC_CHECK(write_plainly(beside / file.path, file.content));
  }
  // Python would else compile it again for each task, since tasks write no compiled files.
  DBC_CHECK(output_of({install.program.string(), "-s", "-m", "compileall", "-q", beside.string()}));
  fs::rename(beside, place, ignored);
  if (ignored) fs::remove_all(beside, ignored);  // another run was faster
  return place;
}

}  // namespace dbc::emulator
