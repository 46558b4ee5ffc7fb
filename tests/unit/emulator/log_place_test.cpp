#include "emulator/store/log_place.hpp"

#include <sys/xattr.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/store.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

constexpr const char* k_mark = "user.dbc.name-on-disk";

std::string make_file(const std::filesystem::path& path) {
  REQUIRE(write_file_atomically(path, "x", 0600));
  return path.string();
}

/// Not every file system keeps marks; without them names are synced each time.
bool keeps_marks(const std::string& file) { return ::lsetxattr(file.c_str(), "user.dbc.test", "1", 1, 0) == 0; }

}  // namespace

TEST_CASE("log place: a name is synced once for each file", "[emulator][store]") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path() / "log");
  const bool marks = keeps_marks(file);
  CHECK(sync_name_once(file.c_str()));
  CHECK(sync_name_once(file.c_str()) != marks);
  std::filesystem::remove(file);
  CHECK(sync_name_once(file.c_str()));
  make_file(file);
  CHECK(sync_name_once(file.c_str()));
}

TEST_CASE("log place: a copy that took the mark along is another file", "[emulator][store]") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path() / "log");
  const auto copy = make_file(folder.path() / "copy");
  if (!keeps_marks(file)) return;
  CHECK(sync_name_once(file.c_str()));
  char mark[64];
  const auto size = ::lgetxattr(file.c_str(), k_mark, mark, sizeof mark);
  REQUIRE(size > 0);
  REQUIRE(::lsetxattr(copy.c_str(), k_mark, mark, static_cast<std::size_t>(size), 0) == 0);
  CHECK(sync_name_once(copy.c_str()));
  CHECK_FALSE(sync_name_once(copy.c_str()));
}

TEST_CASE("log place: the first commit to a log settles it for all that follow", "[emulator][store]") {
  const TemporaryFolder folder;
  const auto log = database_file(folder.path()).string() + "-wal";
  auto store = Store::open(folder.path(), Log::left);
  REQUIRE(store);
  {
    auto transaction = (*store)->begin_write();
    REQUIRE(transaction);
    REQUIRE(transaction->prepare("UPDATE principals SET display_name = 'x'")->run());
    REQUIRE(transaction->commit());
  }
  CHECK(sync_name_once(log.c_str()) != keeps_marks(log));
}
