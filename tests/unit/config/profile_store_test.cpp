#include "dbc/config/profile_store.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>

#include "dbc/base/files.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::config;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

/// What a process does that writes `count` keys of its own; its exit code says whether all went well.
[[noreturn]] void write_keys(const std::filesystem::path& file, const std::string& who, int count) {
  bool good = true;
  for (int i = 0; i < count; ++i) good = good && update_profile(file, who, {{"k" + std::to_string(i), who}});
  ::_exit(good ? 0 : 1);
}

}  // namespace

TEST_CASE("store: makes the file and its folder for this user alone", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "new" / "cfg";
  REQUIRE(update_profile(file, "DEFAULT", {{"host", "https://h"}, {"token", "50%"}, {"username", std::nullopt}}));
  CHECK(*read_file(file) == "[DEFAULT]\nhost = https://h\ntoken = 50%%\n\n");
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(folder.path() / "new") == 0700);
  const std::filesystem::directory_iterator entries(file.parent_path());
  CHECK(std::distance(begin(entries), end(entries)) == 1);  // nothing lies beside it
}

TEST_CASE("store: narrows the mode and keeps what it does not know", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  std::ofstream(file) << "# mine\n[a]\nx = 1\ntoken = t\n";
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  REQUIRE(update_profile(file, "a", {{"token", std::nullopt}, {"host", "h"}}));
  CHECK(*read_file(file) == "# mine\n[a]\nx = 1\nhost = h\n");
  CHECK(mode_of(file) == 0600);
}

TEST_CASE("store: writes through a symbolic link, even one that leads nowhere yet", "[config][store]") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "real");
  const auto link = folder.path() / "cfg";
  std::filesystem::create_symlink("real/file", link);
  for (const char* host : {"first", "second"}) {
    REQUIRE(update_profile(link, "DEFAULT", {{"host", host}}));
    CHECK(std::filesystem::is_symlink(link));
    CHECK(*read_file(folder.path() / "real" / "file") == "[DEFAULT]\nhost = " + std::string(host) + "\n\n");
  }
}

TEST_CASE("store: refuses what the file cannot hold, and leaves the file alone", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  const auto value = update_profile(file, "a", {{"token", "hush\n[evil]"}});
  REQUIRE_FALSE(value);
  CHECK(value.error().kind == ErrorKind::input);
  CHECK(value.error().message.find("hush") == std::string::npos);
  CHECK_FALSE(update_profile(file, "a]b", {}));
  CHECK_FALSE(update_profile(file, "a", {{"k=", "v"}}));
  CHECK_FALSE(update_profile("", "a", {{"k", "v"}}));
  CHECK_FALSE(std::filesystem::exists(file));

  std::ofstream(file) << "no section\n";
  CHECK_FALSE(update_profile(file, "a", {{"k", "v"}}));
  CHECK(*read_file(file) == "no section\n");
}

TEST_CASE("store: a missing file reads as an empty one", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto document = load_profiles(folder.path() / "absent");
  REQUIRE(document);
  CHECK(document->sections().empty());
}

TEST_CASE("store: processes that write at once lose nothing", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  constexpr int k_keys = 40;
  const std::array<std::string, 3> writers = {"a", "b", "c"};
  std::vector<pid_t> children;
  for (const auto& who : writers) {
    const pid_t child = ::fork();
    if (child == 0) write_keys(file, who, k_keys);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  const auto document = load_profiles(file);
  REQUIRE(document);
  for (const auto& who : writers) {
    for (int i = 0; i < k_keys; ++i) CHECK((*document->get(who, "k" + std::to_string(i)))->text == who);
  }
}

TEST_CASE("store: backups are private, exact, numbered, and no more than five", "[config][store]") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "real");
  const auto link = folder.path() / "cfg";
  std::filesystem::create_symlink("real/file", link);
  const std::string text = "# mine\r\n[DEFAULT]\r\nhost = https://a\r\ntoken: t%%\r\n; end";
  std::ofstream(folder.path() / "real/file") << text;
  std::ofstream(folder.path() / "real/file.backup-2") << "older";
  std::ofstream(folder.path() / "real/file.backup-x") << "no backup of ours";
  const auto document = load_profiles(link);
  REQUIRE(document);
  for (const auto* name : {"file.backup-3", "file.backup-4", "file.backup-5", "file.backup-6", "file.backup-7"}) {
    const auto backup = keep_backup(link, *document);
    REQUIRE(backup);
    CHECK(*backup == folder.path() / "real" / name);
    CHECK(*read_file(*backup) == text);
    CHECK(mode_of(*backup) == 0600);
  }
  CHECK_FALSE(std::filesystem::exists(folder.path() / "real/file.backup-2"));
  CHECK(std::filesystem::exists(folder.path() / "real/file.backup-3"));
  CHECK(std::filesystem::exists(folder.path() / "real/file.backup-x"));
}

TEST_CASE("store: a change keeps line ends, comments, unknown keys, other sections and DEFAULT", "[config][store]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  const std::string before =
      "; first\r\n[DEFAULT]\r\nbase = x\r\n\r\n[dev]\r\nHost : https://old\r\ncluster_id = 1\r\n# in the middle\r\n";
  std::ofstream(file) << before << "token = a\r\n  b\r\n\r\n[other]\r\ntoken = %(base)s\r\n";
  REQUIRE(update_profile(file, "dev", {{"host", "https://new"}, {"token", "fresh"}}));
  std::string after = before;
  after.replace(after.find("https://old"), 11, "https://new");
  CHECK(*read_file(file) == after + "token = fresh\r\n\r\n[other]\r\ntoken = %(base)s\r\n");
}

TEST_CASE("store: a file that may not be written is left alone", "[config][store]") {
  if (::geteuid() == 0) return;  // nothing is forbidden to root
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  std::ofstream(file) << "[a]\nk = 1\n";
  std::filesystem::permissions(file, std::filesystem::perms(0400));
  CHECK_FALSE(update_profile(file, "a", {{"k", "2"}}));
  CHECK(*read_file(file) == "[a]\nk = 1\n");
}

TEST_CASE("store: a file that root writes stays its owner's", "[config][store]") {
  if (::geteuid() != 0) return;  // nobody else can give a file away
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  std::ofstream(file) << "[a]\nk = 1\n";
  if (::chown(file.c_str(), 1234, 4321) != 0) return;  // a namespace that knows no other user
  REQUIRE(update_profile(file, "a", {{"k", "2"}}));
  const auto backup = keep_backup(file, *load_profiles(file));
  REQUIRE(backup);
  for (const auto& each : {file, *backup}) {
    struct stat info {};
    REQUIRE(::stat(each.c_str(), &info) == 0);
    CHECK(info.st_uid == 1234);
    CHECK(info.st_gid == 4321);
    CHECK((info.st_mode & 0777U) == 0600);
  }
}
