#include "dbc/emulator/http/certificate.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "emulator/tls/x509.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

constexpr TimePoint k_now{std::chrono::days(20'000)};
const CertificateNames k_names{.hosts = {"localhost"}, .addresses = {"127.0.0.1", "::1"}};

CertificateFiles prepare(const TemporaryFolder& folder, const CertificateNames& names, TimePoint now) {
  auto files = prepare_certificate(folder.path() / "tls", names, now);
  if (!files) FAIL(files.error().message);
  return *files;
}

std::string text_of(const std::filesystem::path& file) {
  const auto content = read_file(file);
  REQUIRE(content);
  return *content;
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

}  // namespace

TEST_CASE("certificate: it is signed by its authority, for the names that were asked for", "[emulator][tls]") {
  const TemporaryFolder folder;
  const auto files = prepare(folder, k_names, k_now);
  const auto authority = load(files.authority, folder.path() / "tls" / "ca.key");
  const auto server = load(files.certificate, files.key);
  REQUIRE(authority);
  REQUIRE(server);
  CHECK(is_signed_by(server->certificate, *authority));
  CHECK(is_valid_at(server->certificate, k_now));
  CHECK_FALSE(is_valid_at(server->certificate, k_now + std::chrono::days(398)));
  CHECK(covers(server->certificate, k_names));
  CHECK_FALSE(covers(server->certificate, {.hosts = {"other"}}));
  CHECK_FALSE(covers(server->certificate, {.addresses = {"127.0.0.2"}}));
}

TEST_CASE("certificate: folder and files are private", "[emulator][tls]") {
  const TemporaryFolder folder;
  const auto files = prepare(folder, k_names, k_now);
  CHECK(mode_of(folder.path() / "tls") == 0700);
  for (const auto& file : {files.authority, files.certificate, files.key, folder.path() / "tls" / "ca.key"})
    CHECK(mode_of(file) == 0600);
}

TEST_CASE("certificate: it is kept while it serves, and its authority longer", "[emulator][tls]") {
  const TemporaryFolder folder;
  const auto files = prepare(folder, k_names, k_now);
  const std::string authority = text_of(files.authority);
  const std::string certificate = text_of(files.certificate);
  prepare(folder, {.hosts = {"localhost"}}, k_now + std::chrono::days(300));
  CHECK(text_of(files.certificate) == certificate);
  SECTION("a new name") {
    prepare(folder, {.hosts = {"localhost", "other"}}, k_now);
    CHECK(text_of(files.certificate) != certificate);
    CHECK(text_of(files.authority) == authority);
  }
  SECTION("soon to expire") {
    prepare(folder, k_names, k_now + std::chrono::days(380));
    CHECK(text_of(files.certificate) != certificate);
    CHECK(text_of(files.authority) == authority);
  }
  SECTION("a damaged certificate") {
    REQUIRE(write_file_atomically(files.certificate, "nothing", 0600));
    prepare(folder, k_names, k_now);
    CHECK(load(files.certificate, files.key));
    CHECK(text_of(files.authority) == authority);
  }
  SECTION("an authority that is about to expire") {
    prepare(folder, k_names, k_now + std::chrono::days(3600));
    CHECK(text_of(files.authority) != authority);
    const auto anew = load(files.authority, folder.path() / "tls" / "ca.key");
    const auto server = load(files.certificate, files.key);
    REQUIRE(anew);
    REQUIRE(server);
    CHECK(is_signed_by(server->certificate, *anew));
  }
}

TEST_CASE("certificate: a name that is none is an error", "[emulator][tls]") {
  const TemporaryFolder folder;
  CHECK_FALSE(prepare_certificate(folder.path(), {.addresses = {"no-address"}}, k_now));
}
