#include "dbc/base/incoming_file.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST_CASE("IncomingFile: parts of any length come one behind the other", "[unit][base]") {
  const Folder folder;
  auto file = IncomingFile::create(folder.path / "f");
  REQUIRE(file);
  std::string expected;
  for (const std::size_t size : {1U, 0U, 300'000U, 7U, 262'143U, 1U, 1U, 1'000'000U, 262'144U, 3U}) {
    const std::string part(size, static_cast<char>('a' + size % 23));
    REQUIRE(file->write(part));
    expected += part;
  }
  REQUIRE(file->commit());
  CHECK(dbc::read_file(folder.path / "f").value() == expected);
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
  const std::size_t size = GENERATE(5'000U, 500'000U);  // small parts are written together at the end
  {
    auto file = IncomingFile::create(target);
    REQUIRE(file);
    const FileSizeLimit limit(1000);
    auto written = file->write(std::string(size, 'x'));
    if (written) written = file->commit();
    REQUIRE_FALSE(written);
    CHECK(written.error().message.find("big") != std::string::npos);
  }
  CHECK(folder.entries() == 0);
}

namespace {

/// Runs `body` in a process of its own, which handles signals as programs usually do; returns the signal that ended it,
/// or 0.
template <class Body>
int signal_that_ended(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int usual : {SIGINT, SIGTERM, SIGHUP}) ::signal(usual, SIG_DFL);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void write_until(int signal, const fs::path& target) {
  auto file = IncomingFile::create(target);
  if (file && file->write("a part")) ::raise(signal);
}

/// A process that sees nothing but `folder`, so that no file without a name can be given one.
void write_in_bare_root_until(int signal, const fs::path& folder) {
  if (::chroot(folder.c_str()) == 0 && ::chdir("/") == 0) write_until(signal, "/target");
}

}  // namespace

TEST_CASE("IncomingFile: a process that a signal ends leaves nothing behind", "[unit][base]") {
  const Folder folder;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGKILL}) {
    CAPTURE(signal);
    CHECK(signal_that_ended([&] { write_until(signal, folder.path / "target"); }) == signal);
    CHECK(folder.entries() == 0);
  }
}

TEST_CASE("IncomingFile: where files need a name, a signal removes it, and else the next one does", "[unit][base]") {
  if (::geteuid() != 0) return;  // nobody else may change the root
  const Folder folder;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    CHECK(signal_that_ended([&] { write_in_bare_root_until(signal, folder.path); }) == signal);
    CHECK(folder.entries() == 0);
  }
  CHECK(signal_that_ended([&] { write_in_bare_root_until(SIGKILL, folder.path); }) == SIGKILL);
  REQUIRE(folder.entries() == 1);
  CHECK(dbc::is_partial_name(fs::directory_iterator(folder.path)->path().filename().string()));
  CHECK(signal_that_ended([&] { write_in_bare_root_until(SIGTERM, folder.path); }) == SIGTERM);
  CHECK(folder.entries() == 0);
}

TEST_CASE("IncomingFile: a signal that is ignored stays so", "[unit][base]") {
  const Folder folder;
  const auto write_on = [&] {
    ::signal(SIGHUP, SIG_IGN);
    auto file = IncomingFile::create(folder.path / "target");
    ::raise(SIGHUP);
    if (file && file->write("all")) (void)file->commit();
  };
  CHECK(signal_that_ended(write_on) == 0);
  CHECK(dbc::read_file(folder.path / "target").value() == "all");
}

TEST_CASE("files: one that is written in one step leaves nothing behind either", "[unit][base]") {
  const Folder folder;
  REQUIRE(dbc::write_file_atomically(folder.path / "a", "old", 0600));
  const FileSizeLimit limit(10);
  CHECK_FALSE(dbc::write_file_atomically(folder.path / "a", std::string(100, 'x'), 0600));
  CHECK(dbc::read_file(folder.path / "a").value() == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("lock: held by another is told apart from one that cannot be had", "[unit][base]") {
  const Folder folder;
  const auto held = dbc::FileLock::try_acquire(folder.path / "lock");
  REQUIRE(held);
  const auto second = dbc::FileLock::try_acquire(folder.path / "lock");
  REQUIRE_FALSE(second);
  CHECK(second.error().kind == dbc::ErrorKind::timeout);
  const auto missing = dbc::FileLock::try_acquire(folder.path / "no" / "lock");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == dbc::ErrorKind::not_found);
  const auto itself = dbc::FileLock::try_acquire(folder.path);  // a folder can be locked too
  CHECK(itself);
}
