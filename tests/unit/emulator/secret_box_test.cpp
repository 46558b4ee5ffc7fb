#include "emulator/store/secret_box.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

TEST_CASE("secret box: what is sealed opens at its place only", "[emulator][secrets]") {
  const TemporaryFolder folder;
  const auto box = SecretBox::open(folder.path(), true);
  REQUIRE(box);
  const auto sealed = box->seal("value", "scope/key");
  REQUIRE(sealed);
  CHECK(*box->unseal(*sealed, "scope/key") == "value");
  CHECK_FALSE(box->unseal(*sealed, "scope/other"));
  CHECK(*box->seal("value", "scope/key") != *sealed);
  const auto again = SecretBox::open(folder.path(), false);
  REQUIRE(again);
  CHECK(*again->unseal(*sealed, "scope/key") == "value");
}

TEST_CASE("secret box: every changed byte is noticed", "[emulator][secrets]") {
  const TemporaryFolder folder;
  const auto box = SecretBox::open(folder.path(), true);
  REQUIRE(box);
  const std::string sealed = *base64_decode(*box->seal("v", "p"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(box->unseal(base64_encode(changed), "p"));
  }
  CHECK_FALSE(box->unseal("", "p"));
  CHECK_FALSE(box->unseal("!", "p"));
  CHECK_FALSE(box->unseal(base64_encode(sealed.substr(1)), "p"));
}

TEST_CASE("secret box: without a key nothing opens", "[emulator][secrets]") {
  const TemporaryFolder folder;
  const auto box = SecretBox::open(folder.path(), false);
  REQUIRE_FALSE(box);
  CHECK(box.error().kind == ErrorKind::io);
  CHECK_FALSE(std::filesystem::exists(secret_key_file(folder.path())));
}

TEST_CASE("secret box: processes that make the key at once get the same", "[emulator][secrets]") {
  const TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const auto box = SecretBox::open(folder.path(), true);
      const auto sealed = box ? box->seal("v", "p") : Result<std::string>(Error{});
      const auto file = folder.path() / ("sealed-" + std::to_string(i));
      ::_exit(sealed && write_file_atomically(file, *sealed, 0600) ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  const auto box = SecretBox::open(folder.path(), false);
  REQUIRE(box);
  for (int i = 0; i < 6; ++i) {
    const auto sealed = read_file(folder.path() / ("sealed-" + std::to_string(i)));
    REQUIRE(sealed);
    CHECK(*box->unseal(*sealed, "p") == "v");
  }
}
