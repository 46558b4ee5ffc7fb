#include "emulator/execution/driver_folder.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "dbc/base/files.hpp"
#include "emulator/execution/driver/driver_files.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace fs = std::filesystem;

namespace {

struct DriverFixture {
  DriverFixture() {
    const auto found = find_python(folder.path());
    if (!found) FAIL(found.error().message);
    install = *found;
  }
  fs::path place(DriverUse use) const {
    auto placed = place_driver(install, folder.path(), use);
    if (!placed) FAIL(placed.error().message);
    return *placed;
  }
  std::size_t count_folders() const {
    const fs::directory_iterator entries(folder.path());
    return static_cast<std::size_t>(
        std::count_if(begin(entries), end(entries), [](const auto& entry) { return entry.is_directory(); }));
  }
  static ino_t inode(const fs::path& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_ino;
  }

  TemporaryFolder folder;
  PythonInstall install;
};

}  // namespace

TEST_CASE("driver folder: it is written once, and found intact from then on", "[emulator][driver]") {
  const DriverFixture python;
  const auto use = GENERATE(DriverUse::read_only, DriverUse::changeable);
  const auto place = python.place(use);
  for (const DriverFile& file : driver_files()) CHECK(*read_file(place / file.path) == file.content);
  CHECK(fs::exists(place / "dbc_driver/__pycache__") == (use == DriverUse::read_only));
  const auto before = python.inode(place);
  CHECK(python.place(use) == place);
  CHECK(python.inode(place) == before);
  CHECK(python.count_folders() == 1);
}

TEST_CASE("driver folder: whatever is done to it, it is made anew", "[emulator][driver]") {
  const DriverFixture python;
  const auto use = GENERATE(DriverUse::read_only, DriverUse::changeable);
  const auto place = python.place(use);
  const fs::path cache = place / "dbc_driver/__pycache__";
  SECTION("a file is gone") { fs::remove(place / "main.py"); }
  SECTION("all is gone") { fs::remove_all(place); }
  SECTION("a byte is another") { std::ofstream(place / "dbc_driver/channel.py", std::ios::in | std::ios::out) << "'"; }
  SECTION("a file is longer") { std::ofstream(place / "main.py", std::ios::app) << "\n"; }
  SECTION("a file is endless") { fs::resize_file(place / "main.py", std::uintmax_t{1} << 40U); }
  SECTION("a module is too many") { std::ofstream(place / "json.py") << ""; }
  SECTION("a compiled file is too many") {
    fs::create_directories(cache);
    std::ofstream(cache / "more.cpython-39.pyc") << "x";
  }
  SECTION("a compiled file is another") {
    fs::create_directories(cache);
    std::ofstream(cache / ("session.cpython-" + std::string(python.install.version).erase(1, 1) + ".pyc")) << "x";
  }
  SECTION("a file became a link to what it was") {
    fs::rename(place / "main.py", python.folder.path() / "main.py");
    fs::create_symlink(python.folder.path() / "main.py", place / "main.py");
  }
  SECTION("a file has another name as well") { fs::create_hard_link(place / "main.py", python.folder.path() / "x"); }
  SECTION("a file became a pipe") {
    fs::remove(place / "main.py");
    REQUIRE(::mkfifo((place / "main.py").c_str(), 0600) == 0);
  }
  SECTION("a folder became a link") {
    fs::rename(place / "dbc_driver", python.folder.path() / "aside");
    fs::create_directory_symlink(python.folder.path() / "aside", place / "dbc_driver");
    fs::rename(python.folder.path() / "aside", python.folder.path() / "moved.d");
    fs::remove(place / "dbc_driver");
    fs::create_directory_symlink(python.folder.path() / "moved.d", place / "dbc_driver");
  }
  SECTION("it became a link itself") {
    fs::rename(place, python.folder.path() / "aside.d");
    fs::create_directory_symlink(python.folder.path() / "aside.d", place);
  }
  CHECK(python.place(use) == place);
  CHECK(fs::symlink_status(place).type() == fs::file_type::directory);
  CHECK(fs::symlink_status(place / "main.py").type() == fs::file_type::regular);
  for (const DriverFile& file : driver_files()) CHECK(*read_file(place / file.path) == file.content);
  CHECK_FALSE(fs::exists(place / "json.py"));
  CHECK_FALSE(fs::exists(cache / "more.cpython-39.pyc"));
  const auto after = python.inode(place);
  CHECK(python.place(use) == place);
  CHECK(python.inode(place) == after);
}

TEST_CASE("driver folder: the list of compiled files vouches for nothing else", "[emulator][driver]") {
  const DriverFixture python;
  const auto place = python.place(DriverUse::read_only);
  std::ofstream(place / "compiled.json") << "{}";
  const auto before = python.inode(place);
  CHECK(python.place(DriverUse::read_only) == place);
  CHECK(*read_file(place / "compiled.json") != "{}");
  CHECK(python.inode(place) != before);
}
