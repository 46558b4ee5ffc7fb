#include "dbc/base/incoming_file.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"

namespace fs = std::filesystem;
using dbc::IncomingFile;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("dbc-incoming-" + dbc::random_hex(8));
  Folder() { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator{}));
  }
};

/// Files of this process cannot grow beyond `bytes` while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_before_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_before_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*signal_before_)(int);
};

}  // namespace

TEST_CASE("IncomingFile: the name appears with the whole content", "[unit][base]") {
  const Folder folder;
  const auto target = folder.path / "a.txt";
  auto file = IncomingFile::create(target);
  REQUIRE(file);
  REQUIRE(file->write("one "));
  REQUIRE(file->write("two"));
  CHECK_FALSE(fs::exists(target));
  REQUIRE(file->commit());
  CHECK(dbc::read_file(target).value() == "one two");
  CHECK(folder.entries() == 1);
}

TEST_CASE("IncomingFile: given up, it leaves the old file and nothing else", "[unit][base]") {
  const Folder folder;
  const auto target = folder.path / "a.txt";
  REQUIRE(dbc::write_file_atomically(target, "old", 0600));
  {
    auto file = IncomingFile::create(target);
    REQUIRE(file);
    REQUIRE(file->write("new"));
  }
  CHECK(dbc::read_file(target).value() == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("IncomingFile: a replaced file keeps its permissions, a link stays a link", "[unit][base]") {
  const Folder folder;
  const auto target = folder.path / "real";
  const auto link = folder.path / "link";
  REQUIRE(dbc::write_file_atomically(target, "old", 0640));
  fs::create_symlink("real", link);
  auto file = IncomingFile::create(link);
  REQUIRE(file);
  REQUIRE(file->write("new"));
  REQUIRE(file->commit());
  CHECK(fs::is_symlink(link));
  CHECK(dbc::read_file(target).value() == "new");
  struct stat info {};
  REQUIRE(::stat(target.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0640U);
}

TEST_CASE("IncomingFile: a name as long as a name can be", "[unit][base]") {
  const Folder folder;
  auto file = IncomingFile::create(folder.path / std::string(255, 'x'));
  REQUIRE(file);
  REQUIRE(file->commit());
  CHECK(fs::exists(folder.path / std::string(255, 'x')));
}

TEST_CASE("IncomingFile: folders, missing folders and full devices are errors", "[unit][base]") {
  const Folder folder;
  CHECK(IncomingFile::create(folder.path).error().kind == dbc::ErrorKind::io);
  const auto missing = IncomingFile::create(folder.path / "no" / "a");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == dbc::ErrorKind::not_found);
  CHECK(missing.error().message.find("no/a") != std::string::npos);
  auto full = IncomingFile::create("/dev/full");
  REQUIRE(full);
  CHECK(full->write("x").error().message.find("No space left on device") != std::string::npos);
}

TEST_CASE("IncomingFile: a file that grows too large leaves nothing", "[unit][base]") {
  const Folder folder;
  const auto target = folder.path / "big";
  {
    auto file = IncomingFile::create(target);
    REQUIRE(file);
    const FileSizeLimit limit(1000);
    const auto written = file->write(std::string(5000, 'x'));
    REQUIRE_FALSE(written);
    CHECK(written.error().message.find("big") != std::string::npos);
  }
  CHECK(folder.entries() == 0);
}
