#include "dbc/base/files.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/server.hpp"
#include "emulator/services/files/byte_range.hpp"
#include "emulator/services/files/conditions.hpp"
#include "support/api_case.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::check_both_doors;
using dbc::test::HttpClient;
using dbc::test::WorkspaceFixture;

namespace {

const std::string k_volume = "/Volumes/main/default/files";
const std::string k_files = "/api/2.0/fs/files";
const std::string k_directories = "/api/2.0/fs/directories";
const std::string k_bearer = "Authorization: Bearer secret\r\n";

struct FilesFixture : WorkspaceFixture {
  FilesFixture() {
    REQUIRE(workspace->set_token("secret"));
    auto started = Server::start(*workspace, {});
    REQUIRE(started);
    server = std::move(*started);
  }
  void put(const std::string& path, const std::string& content) {
    REQUIRE(call("PUT", k_files + k_volume + path, content).status == 204);
  }
  [[nodiscard]] std::filesystem::path files() const { return folder.path() / "ws/files"; }
  std::unique_ptr<Server> server;
};

}  // namespace

TEST_CASE("files: requests and refusals are the same through both doors", "[emulator][files_api]") {
  const std::string file = k_files + k_volume + "/d/a.txt";
  const std::string directory = k_directories + k_volume;
  check_both_doors({
      {"list of an empty volume", "GET", directory, "", 200, {"{}"}},
      {"no catalog", "GET", k_files + "/x", "", 400, {"INVALID_PARAMETER_VALUE", "must begin with /Volumes"}},
      {"no volume",
       "GET",
       k_files + "/Volumes/main/default/none/a",
       "",
       404,
       {R"("NOT_FOUND","message":"Volume 'main.default.none' does not exist.")"}},
      {"no volume to write", "GET", k_directories + "/Volumes/none/default/files", "", 404, {"none.default.files"}},
      {"not in a volume", "DELETE", k_directories + "/Volumes/main", "", 400, {"INVALID_PARAMETER_VALUE"}},
      {"below /Workspace", "GET", k_files + "/Workspace/Shared/x", "", 501, {"NOT_IMPLEMENTED", "/Workspace"}},
      {"climbing", "GET", k_files + k_volume + "/..%2F..%2Fx", "", 400, {"Invalid request path"}},
      {"no file", "GET", file, "", 404, {"NOT_FOUND", "FILES_API_FILE_NOT_FOUND"}},
      {"no file to delete", "DELETE", file, "", 404, {"FILES_API_FILE_NOT_FOUND"}},
      {"no directory", "GET", directory + "/none", "", 404, {"FILES_API_DIRECTORY_IS_NOT_FOUND"}},
      {"no directory to delete", "DELETE", directory + "/none", "", 404, {"FILES_API_DIRECTORY_IS_NOT_FOUND"}},
      {"bad page size", "GET", directory + "?page_size=-1", "", 400, {"page_size"}},
      {"bad page token", "GET", directory + "?page_token=x", "", 400, {"Invalid page token: x"}},
      {"presigned download",
       "POST",
       "/api/2.0/fs/create-download-url?path=/Volumes/x",
       "",
       403,
       {"PERMISSION_DENIED", "Presigned URLs API is not enabled", "FILES_API_API_IS_NOT_ENABLED"}},
      {"presigned upload", "POST", file + "?action=complete-upload", "", 403, {"FILES_API_API_IS_NOT_ENABLED"}},
      {"overwrite of a wrong type", "PUT", file + "?overwrite=maybe", "x", 400, {"MALFORMED_REQUEST"}},
      {"upload to the volume itself", "PUT", k_files + k_volume, "x", 400, {"INVALID_PARAMETER_VALUE"}},
      {"directory outside a volume", "PUT", k_directories + "/Volumes/main/x", "", 400, {"INVALID_PARAMETER_VALUE"}},
  });
}

TEST_CASE("files: upload, read, list and delete", "[emulator][files_api]") {
  FilesFixture ws;
  ws.put("/d/a.txt", "hello");
  CHECK(*read_file(ws.files() / "volumes/main/default/files/d/a.txt") == "hello");
  CHECK(ws.call("PUT", k_files + "/Volumes/MAIN/Default/files/d/a.txt?overwrite=false", "x").status == 409);
  CHECK(ws.call("PUT", k_files + k_volume + "/d/a.txt?overwrite=true", "Hello").status == 204);
  CHECK(ws.call("PUT", k_files + k_volume + "/d", "x").status == 409);
  const std::string session = k_files + k_volume + "/d/a.txt?action=initiate-upload&overwrite=";
  CHECK(ws.body_of(ws.call("POST", session + "true"))["multipart_upload"].contains("session_token"));
  CHECK(ws.call("POST", session + "false").status == 409);
  CHECK(ws.call("PUT", k_files + k_volume + "/d/a.txt/b", "x").status == 400);
  CHECK(ws.call("PUT", k_directories + k_volume + "/d/a.txt").status == 409);
  CHECK(ws.call("PUT", k_directories + k_volume + "/d/a.txt/b").status == 400);
  CHECK(ws.call("PUT", k_directories + k_volume + "/d/e/f").status == 204);
  CHECK(ws.call("PUT", k_directories + k_volume + "/d/e/f").status == 204);
  const Json listing = ws.body_of(ws.call("GET", k_directories + k_volume + "/d"));
  REQUIRE(listing["contents"].size() == 2);
  CHECK(listing["contents"][0].dump() ==
        R"({"path":"/Volumes/main/default/files/d/a.txt","is_directory":false,"file_size":5,)"
        R"("last_modified":1795244462000,"name":"a.txt"})");
  CHECK(listing["contents"][1]["is_directory"] == true);
  CHECK_FALSE(listing["contents"][1].contains("file_size"));
  const auto full = ws.call("DELETE", k_directories + k_volume + "/d");
  CHECK(full.status == 400);
  CHECK(full.body.find("FILES_API_DIRECTORY_IS_NOT_EMPTY") != std::string::npos);
  CHECK(ws.call("DELETE", k_directories + k_volume + "/d/a.txt").status == 400);
  CHECK(ws.call("GET", k_directories + k_volume + "/d/a.txt").status == 400);
  CHECK(ws.call("HEAD", k_directories + k_volume + "/d/a.txt").status == 404);
  CHECK(ws.call("HEAD", k_directories + k_volume + "/d").status == 200);
  CHECK(ws.call("HEAD", k_files + k_volume + "/d").status == 404);
  CHECK(ws.call("DELETE", k_directories + k_volume + "/d/e/f").status == 204);
  CHECK(ws.call("DELETE", k_files + k_volume + "/d/e").status == 404);
  CHECK(ws.call("DELETE", k_files + k_volume + "/d/a.txt").status == 204);
  CHECK(ws.call("DELETE", k_directories + k_volume + "/d/e").status == 204);
}

TEST_CASE("files: a file in the way of a directory is named", "[emulator][files_api]") {
  FilesFixture ws;
  ws.put("/d/f", "x");
  const std::string told = "Path: " + k_volume + "/d/f\"";
  for (const std::string below : {"/d/f", "/d/f/a", "/d/f/a/b"})
    CHECK(ws.call("PUT", k_directories + k_volume + below, "").body.find(told) != std::string::npos);
  CHECK(ws.call("PUT", k_files + k_volume + "/d/f/a/b.txt", "y").body.find(told) != std::string::npos);
}

TEST_CASE("files: a directory is listed page by page", "[emulator][files_api]") {
  FilesFixture ws;
  for (const std::string name : {"c", "a", "b"}) ws.put("/" + name, name);
  const std::string target = k_directories + k_volume + "?page_size=2";
  const Json first = ws.body_of(ws.call("GET", target));
  REQUIRE(first["contents"].size() == 2);
  const auto token = first.at("next_page_token").get<std::string>();
  const Json second = ws.body_of(ws.call("GET", target + "&page_token=" + token));
  REQUIRE(second["contents"].size() == 1);
  CHECK(second["contents"][0]["name"] == "c");
  CHECK_FALSE(second.contains("next_page_token"));
  CHECK(ws.body_of(ws.call("GET", k_directories + k_volume + "?page_size=0"))["contents"].size() == 3);
}

TEST_CASE("files: parts, conditions and HEAD over a socket", "[emulator][files_api][server]") {
  FilesFixture ws;
  ws.put("/a", "0123456789");
  HttpClient client(ws.server->port());
  const std::string target = k_files + k_volume + "/a";
  const auto head = client.request("HEAD", target, k_bearer, "");
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "10");
  CHECK(head.headers.at("content-type") == "application/octet-stream");
  CHECK(head.headers.at("accept-ranges") == "bytes");
  const std::string modified = head.headers.at("last-modified");
  const std::string etag = head.headers.at("etag");
  CHECK(modified == "Sat, 21 Nov 2026 07:01:02 GMT");
  const auto [fields, status, body, range] = GENERATE_COPY(table<std::string, int, std::string, std::string>({
      {"", 200, "0123456789", ""},
      {"Range: bytes=2-4\r\n", 206, "234", "bytes 2-4/10"},
      {"Range: bytes=7-\r\n", 206, "789", "bytes 7-9/10"},
      {"Range: bytes=7-99\r\n", 206, "789", "bytes 7-9/10"},
      {"Range: bytes=-3\r\n", 206, "789", "bytes 7-9/10"},
      {"Range: bytes=10-\r\n", 416, "", "bytes */10"},
      {"Range: bytes=0-1,3-4\r\n", 200, "0123456789", ""},
      {"Range: lines=0-1\r\n", 200, "0123456789", ""},
      {"If-Unmodified-Since: " + modified + "\r\nRange: bytes=0-0\r\n", 206, "0", "bytes 0-0/10"},
      {"If-Unmodified-Since: Sat, 21 Nov 2026 07:01:01 GMT\r\n", 412, "", ""},
      {"If-Unmodified-Since: tomorrow\r\n", 200, "0123456789", ""},
      {"If-Modified-Since: " + modified + "\r\n", 304, "", ""},
      {"If-Match: ETAG\r\n", 200, "0123456789", ""},
      {"If-Match: \"x\"\r\n", 412, "", ""},
      {"If-None-Match: \"x\", ETAG\r\n", 304, "", ""},
      {"If-None-Match: *\r\n", 304, "", ""},
      {"If-Range: ETAG\r\nRange: bytes=0-0\r\n", 206, "0", "bytes 0-0/10"},
      {"If-Range: " + modified + "\r\nRange: bytes=0-0\r\n", 206, "0", "bytes 0-0/10"},
      {"If-Range: \"x\"\r\nRange: bytes=0-0\r\n", 200, "0123456789", ""},
      {"If-Range: W/ETAG\r\nRange: bytes=0-0\r\n", 200, "0123456789", ""},
      {"If-Range: Sat, 21 Nov 2026 07:01:01 GMT\r\nRange: bytes=0-0\r\n", 200, "0123456789", ""},
      {"If-Range: yesterday\r\nRange: bytes=99-\r\n", 200, "0123456789", ""},
  }));
  INFO(fields);
  const auto answer = client.request("GET", target, k_bearer + replace_all(fields, "ETAG", etag), "");
  CHECK(answer.status == status);
  if (status < 300) CHECK(answer.body == body);
  CHECK((answer.headers.contains("content-range") ? answer.headers.at("content-range") : "") == range);
  // The connection serves on.
  CHECK(client.request("GET", target, k_bearer, "").body == "0123456789");
}

TEST_CASE("files: If-None-Match makes an upload of a new file only", "[emulator][files_api]") {
  FilesFixture ws;
  const auto put = [&](const std::string& content, const std::string& condition) {
    return ws.workspace->handle({.method = "PUT",
                                 .target = k_files + k_volume + "/new",
                                 .headers = {{"If-None-Match", condition}},
                                 .body = content},
                                Door::embedded);
  };
  CHECK(put("first", "*").status == 204);
  const auto refused = put("second", "*");
  CHECK(refused.status == 409);
  CHECK(refused.body.find("FILES_API_FILE_ALREADY_EXISTS") != std::string::npos);
  CHECK(put("third", "\"x\"").status == 204);
}

TEST_CASE("files: a large body passes both ways without being held in memory", "[emulator][files_api][server]") {
  FilesFixture ws;
  HttpClient client(ws.server->port());
  std::string large;
  for (int i = 0; large.size() < (24U << 20U); ++i) large += "line " + std::to_string(i) + "\n";
  const std::string target = k_files + k_volume + "/large";
  CHECK(client.request("PUT", target, k_bearer, large).status == 204);
  const auto answer = client.request("GET", target, k_bearer, "");
  CHECK((answer.body == large));
  const auto part = client.request("GET", target, k_bearer + "Range: bytes=-100000\r\n", "");
  CHECK((part.body == large.substr(large.size() - 100'000)));
  CHECK(std::filesystem::is_empty(ws.files() / "staging"));
}

TEST_CASE("files: nobody fills the disk without a credential, or beyond the limit", "[emulator][files_api][server]") {
  FilesFixture ws;
  const std::string target = k_files + k_volume + "/a";
  {
    HttpClient client(ws.server->port());
    client.send("PUT " + target +
                " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n");
    CHECK(client.receive().status == 401);
    CHECK(client.is_closed_by_peer());
  }
  {
    HttpClient client(ws.server->port());
    client.send("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\n" + k_bearer + "Content-Length: 5368709121\r\n\r\n");
    CHECK(client.receive().status == 413);
  }
  HttpClient client(ws.server->port());
  CHECK(client.request("PUT", target, "", "small").status == 401);
  CHECK(client.request("PUT", target, k_bearer, "small").status == 204);
  {
    HttpClient broken(ws.server->port());
    broken.send("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\n" + k_bearer + "Content-Length: 100\r\n\r\nhalf");
  }
  CHECK(client.request("GET", target, k_bearer, "").body == "small");
}

TEST_CASE("files: ranges are read strictly", "[emulator][files_api]") {
  const auto [header, offset, length] = GENERATE(table<std::string, int, int>({
      {"bytes=0-0", 0, 1},
      {" bytes=1-2 ", 1, 2},
      {"bytes=-99", 0, 10},
      {"bytes=9-18446744073709551615", 9, 1},
  }));
  const auto range = parse_byte_range(header, 10);
  REQUIRE(range);
  CHECK(range->offset == static_cast<std::uint64_t>(offset));
  CHECK(range->length == static_cast<std::uint64_t>(length));
  for (const std::string bad : {"", "bytes", "bytes=", "bytes=-", "bytes=2-1", "bytes=a-b", "bytes=1-x",
                                "bytes=99999999999999999999-", "bytes=+1-2", "bytes=--1"})
    CHECK_FALSE(parse_byte_range(bad, 10));
  CHECK_FALSE(parse_byte_range("bytes=0-", 0)->is_satisfiable);
  CHECK_FALSE(parse_byte_range("bytes=-0", 10)->is_satisfiable);
}

TEST_CASE("files: dates of the wire are written and read", "[emulator][files_api]") {
  CHECK(http_date(from_epoch_millis(1'795'244'462'999)) == "Sat, 21 Nov 2026 07:01:02 GMT");
  CHECK(parse_http_date("Sat, 21 Nov 2026 07:01:02 GMT") == from_epoch_millis(1'795'244'462'000));
  for (const std::string bad : {"", "now", "21 Nov 2026", "Sat, 21 Nov 2026 07:01:02 GMT+1"})
    CHECK_FALSE(parse_http_date(bad));
}
