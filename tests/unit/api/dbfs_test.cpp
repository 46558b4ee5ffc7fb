#include "dbc/api/dbfs.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "support/fake_dbfs.hpp"

using namespace dbc;
using api::Dbfs;
using test::refusal;

namespace {

/// Hands requests to a DBFS in memory and counts them.
class Wire final : public net::Transport {
 public:
  struct State {
    test::FakeDbfs dbfs;
    std::vector<std::string> targets;
    std::size_t part = 16'384;  ///< bytes of a reply that arrive together
  };
  explicit Wire(State& state) : state_(&state) {}
  Result<net::Response> send(const net::Request& request) override {
    net::Request whole = request;
    char buffer[1000];
    while (request.body_source) {
      DBC_TRY(const std::size_t got, request.body_source->read(buffer, sizeof buffer));
      if (got == 0) break;
      whole.body.append(buffer, got);
    }
    state_->targets.push_back(request.target);
    auto response = state_->dbfs(whole);
    if (!request.sink || response.status / 100 != 2) return response;
    for (std::size_t at = 0; at < response.body.size(); at += state_->part)
      DBC_CHECK(request.sink(std::string_view(response.body).substr(at, state_->part)));
    response.body.clear();
    return response;
  }

 private:
  State* state_;
};

struct Fixture {
  Wire::State state;
  api::Client client{std::make_unique<Wire>(state), ""};
  Dbfs dbfs{client};

  Result<std::string> content(const std::string& path, std::uint64_t size) {
    std::string all;
    DBC_CHECK(dbfs.read(path, size, [&](std::string_view part) -> Result<void> {
      all += part;
      return {};
    }));
    return all;
  }
};

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

}  // namespace

TEST_CASE("Dbfs::put: below the limit one request, from it on blocks", "[unit][api]") {
  Fixture f;
  const auto bytes = pattern(2 * Dbfs::k_block_size + 5);
  REQUIRE(f.dbfs.put(api::upload_of("a", bytes), "dbfs:/a", false));
  CHECK(f.state.targets == std::vector<std::string>{"/api/2.0/dbfs/put"});
  CHECK(f.state.dbfs.files["/a"] == bytes);
  f.state.targets.clear();
  Dbfs small_limit(f.client, bytes.size());
  REQUIRE(small_limit.put(api::upload_of("b", bytes), "dbfs:/b", false));
  CHECK(f.state.targets.size() == 5);  // create, three blocks, close
  CHECK(f.state.targets.back() == "/api/2.0/dbfs/close");
  CHECK(f.state.dbfs.files["/b"] == bytes);
}

TEST_CASE("Dbfs::put: content of unknown size goes in blocks, also when there is none", "[unit][api]") {
  Fixture f;
  auto upload = api::upload_of("a", "");
  upload.content.size.reset();
  REQUIRE(f.dbfs.put(std::move(upload), "dbfs:/a", false));
  CHECK(f.state.targets == std::vector<std::string>{"/api/2.0/dbfs/create", "/api/2.0/dbfs/close"});
  CHECK(f.state.dbfs.files.at("/a").empty());
}

TEST_CASE("Dbfs::put: blocks that fail leave neither handle nor half a file", "[unit][api]") {
  Fixture f;
  int blocks = 0;
  f.state.dbfs.disturb = [&](const std::string& operation, const std::string&) -> std::optional<net::Response> {
    if (operation != "add-block" || ++blocks < 2) return std::nullopt;
    return refusal(500, "INTERNAL_ERROR");
  };
  Dbfs small_limit(f.client, 1);
  const auto stored = small_limit.put(api::upload_of("a", pattern(3 * Dbfs::k_block_size)), "dbfs:/a", false);
  REQUIRE_FALSE(stored);
  CHECK(api::has_error_code(stored.error(), "INTERNAL_ERROR"));
  CHECK(f.state.targets[f.state.targets.size() - 2] == "/api/2.0/dbfs/close");
  CHECK(f.state.targets.back() == "/api/2.0/dbfs/delete");
  CHECK_FALSE(f.state.dbfs.files.contains("/a"));
}

TEST_CASE("Dbfs::put: a target that may not be replaced is left alone", "[unit][api]") {
  Fixture f;
  f.state.dbfs.files["/a"] = "old";
  for (const std::uint64_t limit : {std::uint64_t{1}, Dbfs::k_multipart_limit}) {
    const auto stored = Dbfs(f.client, limit).put(api::upload_of("a", "new"), "dbfs:/a", false);
    REQUIRE_FALSE(stored);
    CHECK(api::has_error_code(stored.error(), api::k_already_exists));
    CHECK(f.state.dbfs.files["/a"] == "old");
  }
}

TEST_CASE("Dbfs::read: whole blocks, and no request for an empty file", "[unit][api]") {
  Fixture f;
  const auto bytes = pattern(2 * Dbfs::k_block_size + 1);
  f.state.dbfs.files["/a"] = bytes;
  CHECK(f.content("/a", bytes.size()).value() == bytes);
  CHECK(f.state.targets.size() == 3);
  CHECK(f.content("/a", 0).value().empty());
  CHECK(f.state.targets.size() == 3);
}

TEST_CASE("Dbfs::read: a file that is shorter or longer than told is an error", "[unit][api]") {
  Fixture f;
  f.state.dbfs.files["/a"] = "12345";
  CHECK(f.content("/a", 6).error().message.find("ended after 5 bytes") != std::string::npos);
  CHECK(f.content("/a", 4).error().message.find("larger than the 4 bytes") != std::string::npos);
}

TEST_CASE("Dbfs::read: a damaged answer is an error", "[unit][api]") {
  Fixture f;
  f.state.dbfs.files["/a"] = "x";
  for (const auto* body : {R"({"bytes_read":2,"data":"eA=="})", R"({"bytes_read":1,"data":"*"})", R"({"data":"eA=="})",
                           R"({"bytes_read":-1,"data":"eA=="})", R"([])"}) {
    f.state.dbfs.disturb = [body](const auto&, const auto&) { return net::Response{.status = 200, .body = body}; };
    CHECK_FALSE(f.content("/a", 1));
  }
}

TEST_CASE("Dbfs::open_upload: one DBFS file as the source of another", "[unit][api]") {
  Fixture f;
  const auto bytes = pattern(Dbfs::k_block_size + 77);
  f.state.dbfs.files["/a/b"] = bytes;
  api::Client other(std::make_unique<Wire>(f.state), "");
  auto upload = f.dbfs.open_upload("dbfs:/a/b", bytes.size());
  CHECK(upload.file_name == "b");
  char first[3];
  REQUIRE(upload.content.read(first, sizeof first));
  REQUIRE(upload.content.rewind());
  REQUIRE(Dbfs(other).put(std::move(upload), "dbfs:/c", false));
  CHECK(f.state.dbfs.files["/c"] == bytes);
}

TEST_CASE("Dbfs::remove: tells an unfinished deletion from a failed one", "[unit][api]") {
  Fixture f;
  net::Response answer;
  f.state.dbfs.disturb = [&](const auto&, const auto&) { return answer; };
  answer = refusal(503, "PARTIAL_DELETE", "The operation has deleted 42 files. Try again");
  auto partial = f.dbfs.remove("dbfs:/a", true);
  REQUIRE(partial);
  CHECK_FALSE(partial->finished);
  CHECK(partial->deleted == 42U);
  answer = refusal(503, "PARTIAL_DELETE", "operation has deleted many files");
  CHECK_FALSE(f.dbfs.remove("dbfs:/a", true)->deleted);
  answer = {.status = 503, .body = "<html>busy</html>"};
  CHECK(f.dbfs.remove("dbfs:/a", true).error().http->status == 503);
  answer = refusal(500, "PARTIAL_DELETE");
  CHECK_FALSE(f.dbfs.remove("dbfs:/a", true));
  answer = {.status = 200, .body = ""};
  CHECK(f.dbfs.remove("dbfs:/a", true)->finished);
}

TEST_CASE("Dbfs: replies that lack what is expected", "[unit][api]") {
  Fixture f;
  f.state.dbfs.disturb = [](const auto&, const auto&) { return net::Response{.status = 200, .body = "{}"}; };
  CHECK(f.dbfs.list("dbfs:/a")->empty());
  CHECK_FALSE(f.dbfs.get_status("dbfs:/a"));
  CHECK_FALSE(Dbfs(f.client, 1).put(api::upload_of("a", "xx"), "dbfs:/a", false));
}

TEST_CASE("Dbfs: a status or a listing with members of another type is an error", "[unit][api]") {
  Fixture f;
  const auto* entry = GENERATE(R"({"path":"/a","is_dir":false})", R"({"path":"/a","is_dir":false,"file_size":-1})",
                               R"({"path":"/a","is_dir":false,"file_size":"9"})", R"({"path":7,"is_dir":true})",
                               R"({"path":"/a","is_dir":"no","file_size":1})");
  f.state.dbfs.disturb = [&](const std::string& operation, const auto&) {
    const std::string body = operation == "list" ? "{\"files\":[" + std::string(entry) + "]}" : entry;
    return net::Response{.status = 200, .body = body};
  };
  INFO(entry);
  CHECK_FALSE(f.dbfs.get_status("dbfs:/a"));
  CHECK_FALSE(f.dbfs.list("dbfs:/a"));
}

TEST_CASE("Dbfs: a file that comes in bits of a byte has an end", "[unit][api]") {
  Fixture f;
  int blocks = 0;
  f.state.dbfs.disturb = [&](const auto&, const auto&) {
    ++blocks;
    return net::Response{.status = 200, .body = R"({"bytes_read":1,"data":"eA=="})"};
  };
  const auto read = f.dbfs.read("dbfs:/a", 1'000'000, [](std::string_view) -> Result<void> { return {}; });
  REQUIRE_FALSE(read);
  CHECK(blocks < 2000);
}
