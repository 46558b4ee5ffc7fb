#include "dbc/emulator/journal.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "dbc/base/files.hpp"
#include "dbc/emulator/http/server.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::HttpClient;
using dbc::test::TemporaryFolder;
using dbc::test::WorkspaceFixture;

namespace {

std::unique_ptr<Journal> open_journal(const std::filesystem::path& folder) {
  auto opened = Journal::open(folder);
  if (!opened) FAIL(opened.error().message);
  return std::move(*opened);
}

/// What the workspace wrote since it was made.
std::vector<JournalEntry> entries_of(const WorkspaceFixture& ws) {
  return open_journal(ws.folder.path() / "ws")->after(0, Journal::k_capacity);
}

JournalEntry last_entry(const WorkspaceFixture& ws) {
  const auto entries = entries_of(ws);
  REQUIRE_FALSE(entries.empty());
  return entries.back();
}

/// Every text of an entry.
std::string texts(const JournalEntry& e) { return e.who + e.method + e.path + e.route + e.error_code + e.message; }

}  // namespace

TEST_CASE("journal: an entry comes back as it was written", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = open_journal(folder.path());
  CHECK(journal->newest() == 0);
  CHECK(journal->after(0, 10).empty());
  const JournalEntry entry{.at = from_epoch_millis(1'795'244'462'123),
                           .duration = std::chrono::microseconds{1234},
                           .status = 404,
                           .is_embedded = true,
                           .who = "ada@example.com",
                           .method = "GET",
                           .path = "/api/2.0/clusters/get",
                           .route = "GET /api/2.0/clusters/get",
                           .error_code = "RESOURCE_DOES_NOT_EXIST",
                           .message = "Cluster x does not exist"};
  journal->add(entry);
  const auto read = open_journal(folder.path())->after(0, 10);
  REQUIRE(read.size() == 1);
  CHECK(read[0].number == 1);
  CHECK(read[0].at == entry.at);
  CHECK(read[0].duration == entry.duration);
  CHECK(read[0].status == 404);
  CHECK(read[0].is_embedded);
  CHECK(texts(read[0]) == texts(entry));
}

TEST_CASE("journal: long texts are cut between characters, the end of the message first", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = open_journal(folder.path());
  std::string umlauts;
  while (umlauts.size() < 2000) umlauts += "ü";
  journal->add({.who = umlauts, .method = "GET", .path = umlauts, .error_code = "CODE", .message = umlauts});
  const auto entry = journal->after(0, 1).at(0);
  CHECK(entry.method == "GET");
  CHECK(entry.error_code == "CODE");
  for (const auto& text : {entry.who, entry.path, entry.message}) {
    CHECK_FALSE(text.empty());
    CHECK(text.size() % 2 == 0);
    CHECK(umlauts.starts_with(text));
  }
}

TEST_CASE("journal: control characters and tokens do not get in", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = open_journal(folder.path());
  journal->add(
      {.path = std::string("/a\n\x1b[31m\0b", 10), .message = "sent dapi0123456789abcdef0123456789abcdef-2 here"});
  const auto entry = journal->after(0, 1).at(0);
  CHECK(entry.path == "/a  [31m b");
  CHECK(entry.message == "sent dapi... here");
}

TEST_CASE("journal: the ring keeps the last entries and no more disk", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = open_journal(folder.path());
  const auto file = folder.path() / "requests.ring";
  const auto size = std::filesystem::file_size(file);
  for (std::uint64_t i = 1; i <= Journal::k_capacity + 10; ++i) journal->add({.path = std::to_string(i)});
  CHECK(std::filesystem::file_size(file) == size);
  const auto all = journal->after(0, 2 * Journal::k_capacity);
  REQUIRE(all.size() == Journal::k_capacity);
  CHECK(all.front().path == "11");
  CHECK(all.back().number == Journal::k_capacity + 10);
  const auto some = journal->after(Journal::k_capacity + 7, 2);
  REQUIRE(some.size() == 2);
  CHECK(some[0].number == Journal::k_capacity + 9);
}

TEST_CASE("journal: threads and processes write at once and nothing is lost or mixed", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = open_journal(folder.path());
  constexpr int k_each = 500;
  const auto write = [&](Journal& target, const std::string& name) {
    for (int i = 0; i < k_each; ++i) target.add({.who = name, .path = name, .message = name});
  };
  const pid_t child = ::fork();
  if (child == 0) {
    const auto other = Journal::open(folder.path());
    if (other) write(**other, "child");
    ::_exit(other ? 0 : 1);
  }
  std::thread thread([&] { write(*journal, "thread"); });
  write(*journal, "main");
  thread.join();
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  const auto all = journal->after(0, Journal::k_capacity);
  CHECK(all.size() == 3 * k_each);
  for (const auto& entry : all) CHECK((entry.who == entry.path && entry.path == entry.message));
}

TEST_CASE("journal: without room on disk there is none, and requests go on", "[emulator][journal]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "ws/requests.ring");  // nothing that can be written
  const auto workspace = Workspace::open({.folder = folder.path() / "ws"});
  REQUIRE(workspace);
  CHECK((*workspace)->handle({.method = "GET", .target = "/_internal/health"}, Door::embedded).status == 200);
}

TEST_CASE("journal: a file of another version is refused", "[emulator][journal]") {
  const TemporaryFolder folder;
  REQUIRE(write_file_atomically(folder.path() / "requests.ring", std::string(3 << 20, 'x'), 0600));
  const auto journal = Journal::open(folder.path());
  REQUIRE_FALSE(journal);
  CHECK(journal.error().kind == ErrorKind::config);
}

TEST_CASE("journal: looking does not make a file", "[emulator][journal]") {
  const TemporaryFolder folder;
  const auto journal = Journal::open_existing(folder.path());
  REQUIRE_FALSE(journal);
  CHECK(journal.error().kind == ErrorKind::not_found);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("journal: each request tells its route, or why it was refused", "[emulator][journal]") {
  WorkspaceFixture ws;
  (void)ws.get("clusters/list?secret=hidden");
  auto entry = last_entry(ws);
  CHECK(entry.status == 200);
  CHECK(entry.method == "GET");
  CHECK(entry.path == "/api/2.0/clusters/list");
  CHECK(entry.route == "GET /api/2.0/clusters/list");
  CHECK(entry.who == "admin@localhost");
  CHECK(entry.is_embedded);
  CHECK(entry.error_code.empty());
  CHECK(entry.at == ws.clock.now());
  (void)ws.get("clusters/get?cluster_id=no-such");
  entry = last_entry(ws);
  CHECK(entry.status == 400);
  CHECK_FALSE(entry.error_code.empty());
  CHECK(entry.message.find("no-such") != std::string::npos);
  (void)ws.call("GET", "/api/2.0/sql/warehouses");
  entry = last_entry(ws);
  CHECK(entry.status == 501);
  CHECK(entry.error_code == "NOT_IMPLEMENTED");
  CHECK(entry.message.find("arehouses") != std::string::npos);
  CHECK(entry.route.empty());
  (void)ws.get("preview/scim/v2/Users/1");
  CHECK_FALSE(last_entry(ws).message.empty());
  (void)ws.call("GET", "/api/2.0/%zz?token=abc");
  entry = last_entry(ws);
  CHECK(entry.status == 400);
  CHECK(entry.path == "/api/2.0/%zz");
}

TEST_CASE("journal: neither token nor secret nor body is in the file", "[emulator][journal]") {
  WorkspaceFixture ws;
  const std::string secret = "s3cr3t-value-of-mine";
  const std::string token = "dapi99999999999999999999999999999999";
  REQUIRE(ws.workspace->set_token(token));
  auto server = Server::start(*ws.workspace, {});
  REQUIRE(server);
  HttpClient client((*server)->port());
  const auto send = [&](const std::string& target, const std::string& body, const std::string& with) {
    return client.request("POST", target, "Authorization: Bearer " + with + "\r\n", body);
  };
  CHECK(send("/api/2.0/secrets/scopes/create", R"({"scope":"s"})", token).status == 200);
  const std::string put = R"({"scope":"s","key":"k","string_value":")" + secret + "\"}";
  CHECK(send("/api/2.0/secrets/put", put, token).status == 200);
  CHECK(send("/api/2.0/secrets/put", R"({"scope":"none","key":"k","string_value":")" + secret + "\"}", token).status >=
        400);
  CHECK(send("/api/2.0/secrets/put?string_value=" + secret, "{" + secret, token).status >= 400);
  CHECK(send("/api/2.0/token/create", R"({"comment":"c"})", token).status == 200);
  CHECK(send("/api/2.0/clusters/create", put, secret + token).status == 403);
  (*server)->stop();
  const auto entries = entries_of(ws);
  REQUIRE(entries.size() == 6);
  CHECK(entries[0].who == "admin@localhost");
  CHECK_FALSE(entries[0].is_embedded);
  CHECK(entries[5].who.empty());
  const auto file = read_file(ws.folder.path() / "ws/requests.ring");
  REQUIRE(file);
  CHECK(file->find("secrets/put") != std::string::npos);
  CHECK(file->find(secret) == std::string::npos);
  CHECK(file->find(token) == std::string::npos);
  CHECK(file->find(token.substr(4)) == std::string::npos);
}

TEST_CASE("journal: what is no HTTP request is told too", "[emulator][journal]") {
  WorkspaceFixture ws;
  auto server = Server::start(*ws.workspace, {});
  REQUIRE(server);
  HttpClient client((*server)->port());
  client.send("no http at all\r\n\r\n");
  CHECK(client.receive().status == 400);
  (*server)->stop();
  const auto entry = last_entry(ws);
  CHECK(entry.status == 400);
  CHECK(entry.path.empty());
  CHECK(entry.error_code == "MALFORMED_REQUEST");
}
