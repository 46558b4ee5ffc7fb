#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "support/api_case.hpp"
#include "support/reply_text.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::check_both_doors;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

const std::string k_api = "/api/2.0/dbfs/";

std::string put_body(const std::string& path, const std::string& content, bool overwrite = false) {
  return Json{{"path", path}, {"contents", base64_encode(content)}, {"overwrite", overwrite}}.dump();
}

/// Calls to DBFS, with the answers that they must have.
struct DbfsFixture : WorkspaceFixture {
  void put(const std::string& path, const std::string& content) {
    REQUIRE(call("POST", k_api + "put", put_body(path, content)).status == 200);
  }
  std::int64_t create(const std::string& path, bool overwrite = false) {
    return body_of(post("dbfs/create", {{"path", path}, {"overwrite", overwrite}})).at("handle");
  }
  emulator::Reply add(std::int64_t handle, const std::string& block) {
    return post("dbfs/add-block", {{"handle", handle}, {"data", base64_encode(block)}});
  }
  emulator::Reply close(std::int64_t handle) { return post("dbfs/close", {{"handle", handle}}); }
  Json read_block(const std::string& query) {
    const auto reply = get("dbfs/read?" + query);
    INFO(reply.body);
    REQUIRE(reply.status == 200);
    return *parse_json(test::reply_text(reply));
  }
  std::string read(const std::string& path) {
    return *base64_decode(read_block("path=" + path).at("data").get<std::string>());
  }
  std::vector<std::string> names(const std::string& path) {
    std::vector<std::string> found;
    const Json body = body_of(get("dbfs/list?path=" + path));
    if (body.contains("files"))
      for (const auto& file : body["files"]) found.push_back(file.at("path"));
    return found;
  }
  std::filesystem::path files() const { return folder.path() / "ws/files"; }
  std::size_t count_staged() const {
    const std::filesystem::directory_iterator entries(files() / "staging");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }
};

std::string code_of(const emulator::Reply& reply) {
  return std::to_string(reply.status) + " " + string_or(*parse_json(reply.body), "error_code", "");
}

}  // namespace

TEST_CASE("dbfs: requests and refusals are the same through both doors", "[emulator][dbfs]") {
  const std::string mega = base64_encode(std::string((1 << 20) + 1, 'x'));
  check_both_doors({
      {"put", "POST", k_api + "put", put_body("/d/a", "hello"), 200, {"{}"}},
      {"put again",
       "POST",
       k_api + "put",
       put_body("dbfs:/d/a", "other"),
       400,
       {R"("RESOURCE_ALREADY_EXISTS","message":"A file or directory already exists at the input path dbfs:/d/a.")"}},
      {"overwrite", "POST", k_api + "put", put_body("/d/a", "Hello!", true), 200},
      {"put over a folder", "POST", k_api + "put", put_body("/d", "x", true), 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"put over the root", "POST", k_api + "put", put_body("/", "x", true), 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"put below a file", "POST", k_api + "put", put_body("/d/a/b/c", "x"), 400, {"input path dbfs:/d/a."}},
      {"put without path", "POST", k_api + "put", "{}", 400, {"Missing required field: path"}},
      {"put of a relative path", "POST", k_api + "put", put_body("d/a", "x"), 400, {"Path must be absolute: d/a"}},
      {"put outside", "POST", k_api + "put", put_body("/d/../../a", "x"), 400, {"INVALID_PARAMETER_VALUE", "'..'"}},
      {"put with NUL", "POST", k_api + "put", R"({"path":"/a\u0000b"})", 400, {"INVALID_PARAMETER_VALUE"}},
      {"put of no base64", "POST", k_api + "put", R"({"path":"/x","contents":"?"})", 400, {"is not base64"}},
      {"put of lines", "POST", k_api + "put", R"({"path":"/lines","contents":"aGVs\nbG8\r\n"})", 200},
      {"put of nothing", "POST", k_api + "put", R"({"path":"/empty"})", 200},
      {"put too large",
       "POST",
       k_api + "put",
       R"({"path":"/x","contents":")" + mega + "\"}",
       400,
       {"MAX_BLOCK_SIZE_EXCEEDED"}},
      {"put as a form",
       "POST",
       k_api + "put",
       "--B\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/form\r\n"
       "--B\r\nContent-Disposition: form-data; name=\"overwrite\"\r\n\r\nTrue\r\n"
       "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\nbytes\r\n--B--\r\n",
       200,
       {"{}"},
       {},
       "multipart/form-data; boundary=B"},
      {"put as a form of base64",
       "POST",
       k_api + "put",
       "--B\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/form64\r\n"
       "--B\r\nContent-Disposition: form-data; name=\"contents\"\r\n\r\naGk=\r\n--B--\r\n",
       200,
       {"{}"},
       {},
       "multipart/form-data; boundary=B"},
      {"put as a broken form",
       "POST",
       k_api + "put",
       "--B\r\n",
       400,
       {"MALFORMED_REQUEST"},
       {},
       "multipart/form-data; boundary=B"},
      {"read", "GET", k_api + "read?path=/d/a", "", 200, {R"({"bytes_read":6,"data":"SGVsbG8h"})"}},
      {"read of a form", "GET", k_api + "read?path=/form", "", 200, {R"("data":"Ynl0ZXM=")"}},
      {"read of a form of base64", "GET", k_api + "read?path=/form64", "", 200, {R"("data":"aGk=")"}},
      {"read of lines", "GET", k_api + "read?path=dbfs:/lines", "", 200, {R"("data":"aGVsbG8=")"}},
      {"read a part",
       "GET",
       k_api + "read?path=/d/a&offset=4&length=1",
       "",
       200,
       {R"({"bytes_read":1,"data":"bw=="})"}},
      {"read to the end", "GET", k_api + "read?path=/d/a&offset=4&length=9", "", 200, {R"("bytes_read":2)"}},
      {"read beyond", "GET", k_api + "read?path=/d/a&offset=99", "", 200, {R"({"bytes_read":0,"data":""})"}},
      {"read far beyond",
       "GET",
       k_api + "read?path=/d/a&offset=9223372036854775807&length=1048576",
       "",
       200,
       {R"("bytes_read":0)"}},
      {"read a negative part", "GET", k_api + "read?path=/d/a&offset=-1", "", 400, {"offset"}},
      {"read a negative length", "GET", k_api + "read?path=/d/a&length=-1", "", 400, {"length"}},
      {"read too much", "GET", k_api + "read?path=/d/a&length=1048577", "", 400, {"MAX_READ_SIZE_EXCEEDED"}},
      {"read a folder", "GET", k_api + "read?path=/d", "", 400, {"INVALID_PARAMETER_VALUE", "is a directory"}},
      {"read nothing",
       "GET",
       k_api + "read?path=/none",
       "",
       404,
       {R"("RESOURCE_DOES_NOT_EXIST","message":"No file or directory exists on path dbfs:/none.")"}},
      {"status",
       "GET",
       k_api + "get-status?path=dbfs:/d//a/",
       "",
       200,
       {R"({"path":"/d/a","is_dir":false,"file_size":6,"modification_time":1795244462000})"}},
      {"status of nothing", "GET", k_api + "get-status?path=/d/a/b", "", 404, {"path dbfs:/d/a/b."}},
      {"list of a file", "GET", k_api + "list?path=/d/a", "", 200, {R"({"files":[{"path":"/d/a",)"}},
      {"list of an empty folder", "GET", k_api + "list?path=/tmp", "", 200, {"{}"}},
      {"list of nothing", "GET", k_api + "list?path=/none", "", 404, {"RESOURCE_DOES_NOT_EXIST"}},
      {"a volume is not written",
       "POST",
       k_api + "create",
       R"({"path":"dbfs:/Volumes/main/default/files/x"})",
       403,
       {R"("PERMISSION_DENIED","message":"No operations allowed on this path.")"}},
      {"mkdirs", "POST", k_api + "mkdirs", R"({"path":"/m/n"})", 200, {"{}"}},
      {"mkdirs again", "POST", k_api + "mkdirs", R"({"path":"/m/n"})", 200, {"{}"}},
      {"mkdirs over a file", "POST", k_api + "mkdirs", R"({"path":"/d/a"})", 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"mkdirs below a file", "POST", k_api + "mkdirs", R"({"path":"/d/a/b"})", 400, {"input path dbfs:/d/a."}},
      {"move into itself",
       "POST",
       k_api + "move",
       R"({"source_path":"/m","destination_path":"/m/n/o"})",
       400,
       {"INVALID_PARAMETER_VALUE"}},
      {"move the root", "POST", k_api + "move", R"({"source_path":"/","destination_path":"/x"})", 400},
      {"move over a file",
       "POST",
       k_api + "move",
       R"({"source_path":"/m","destination_path":"/d/a"})",
       400,
       {"RESOURCE_ALREADY_EXISTS"}},
      {"move over a folder",
       "POST",
       k_api + "move",
       R"({"source_path":"/d/a","destination_path":"/m"})",
       400,
       {"RESOURCE_ALREADY_EXISTS"}},
      {"move of nothing", "POST", k_api + "move", R"({"source_path":"/none","destination_path":"/y"})", 404},
      {"move", "POST", k_api + "move", R"({"source_path":"/d","destination_path":"/moved/to"})", 200, {"{}"}},
      {"moved", "GET", k_api + "read?path=/moved/to/a", "", 200, {R"("data":"SGVsbG8h")"}},
      {"delete a full folder",
       "POST",
       k_api + "delete",
       R"({"path":"/moved"})",
       400,
       {R"("IO_ERROR","message":"Directory is not empty. Use recursive delete or remove contents first.")"}},
      {"delete all", "POST", k_api + "delete", R"({"path":"/moved","recursive":true})", 200, {"{}"}},
      {"delete what is gone", "POST", k_api + "delete", R"({"path":"/moved","recursive":true})", 200, {"{}"}},
      {"delete a file", "POST", k_api + "delete", R"({"path":"/form"})", 200, {"{}"}},
      {"delete the root", "POST", k_api + "delete", R"({"path":"/","recursive":true})", 400, {"root"}},
      {"create over a file", "POST", k_api + "create", R"({"path":"/lines"})", 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"create over a folder", "POST", k_api + "create", R"({"path":"/m","overwrite":true})", 400},
      {"block without handle", "POST", k_api + "add-block", R"({"data":""})", 400, {"Missing required field: handle"}},
      {"block without data", "POST", k_api + "add-block", R"({"handle":1})", 400, {"Missing required field: data"}},
      {"block for no handle",
       "POST",
       k_api + "add-block",
       R"({"handle":1,"data":"eA=="})",
       404,
       {"RESOURCE_DOES_NOT_EXIST", "No file handle with id 1 exists"}},
      {"block too large",
       "POST",
       k_api + "add-block",
       R"({"handle":1,"data":")" + mega + "\"}",
       400,
       {"MAX_BLOCK_SIZE_EXCEEDED"}},
      {"close of no handle", "POST", k_api + "close", R"({"handle":"1"})", 404, {"No file handle with id 1 exists"}},
  });
}

TEST_CASE("dbfs: the root shows its folders and the volumes, by name", "[emulator][dbfs]") {
  DbfsFixture ws;
  CHECK(ws.names("/") == std::vector<std::string>{"/FileStore", "/Volumes", "/databricks-datasets",
                                                  "/databricks-results", "/mnt", "/tmp", "/user"});
  for (const std::string path : {"/", "/user/hive", "/Volumes", "/Volumes/main"}) {
    const Json status = ws.body_of(ws.get("dbfs/get-status?path=" + path));
    CHECK(status.at("path") == path);
    CHECK(status.at("is_dir") == true);
    CHECK(status.at("file_size") == 0);
  }
  CHECK(ws.names("/Volumes/main/default") == std::vector<std::string>{"/Volumes/main/default/files"});
}

TEST_CASE("dbfs: a file in blocks appears when it is closed, with all of them", "[emulator][dbfs]") {
  DbfsFixture ws;
  const auto handle = ws.create("/in/blocks");
  CHECK(ws.add(handle, "one ").body == "{}");
  CHECK(ws.add(handle, "").body == "{}");
  CHECK(ws.get("dbfs/get-status?path=/in/blocks").status == 404);
  CHECK(ws.add(handle, "two").body == "{}");
  CHECK(ws.close(handle).body == "{}");
  CHECK(ws.read("/in/blocks") == "one two");
  CHECK(code_of(ws.close(handle)) == "404 RESOURCE_DOES_NOT_EXIST");
  CHECK(code_of(ws.add(handle, "x")) == "404 RESOURCE_DOES_NOT_EXIST");
  CHECK(ws.count_staged() == 0);
  const auto empty = ws.create("/in/blocks", true);
  CHECK(ws.read("/in/blocks") == "one two");
  CHECK(ws.close(empty).status == 200);
  CHECK(ws.read("/in/blocks").empty());
}

TEST_CASE("dbfs: of two writers of a new file the second to close is refused", "[emulator][dbfs]") {
  DbfsFixture ws;
  const auto first = ws.create("/f");
  const auto second = ws.create("/f");
  CHECK(ws.add(first, "1").status == 200);
  CHECK(ws.close(first).status == 200);
  CHECK(code_of(ws.close(second)) == "400 RESOURCE_ALREADY_EXISTS");
  CHECK(code_of(ws.close(second)) == "404 RESOURCE_DOES_NOT_EXIST");
  CHECK(ws.read("/f") == "1");
  CHECK(ws.count_staged() == 0);
}

TEST_CASE("dbfs: a handle ends ten minutes after its last use", "[emulator][dbfs]") {
  DbfsFixture ws;
  const auto handle = ws.create("/f");
  ws.clock.advance(9min);
  CHECK(ws.add(handle, "1").status == 200);
  ws.clock.advance(10min);
  CHECK(ws.add(handle, "2").status == 200);
  ws.clock.advance(10min + 1ms);
  CHECK(code_of(ws.add(handle, "3")) == "404 RESOURCE_DOES_NOT_EXIST");
  CHECK(code_of(ws.close(handle)) == "404 RESOURCE_DOES_NOT_EXIST");
  CHECK(ws.count_staged() == 1);
  const auto other = ws.create("/g");
  CHECK(ws.count_staged() == 1);
  CHECK(ws.close(other).status == 200);
}

TEST_CASE("dbfs: a handle serves every process, and what was not acknowledged does not count", "[emulator][dbfs]") {
  DbfsFixture ws;
  const auto handle = ws.create("/f");
  CHECK(ws.add(handle, "1").status == 200);
  for (const auto& entry : std::filesystem::directory_iterator(ws.files() / "staging")) {
    auto torn = read_file(entry.path());
    REQUIRE(torn);
    REQUIRE(write_file_atomically(entry.path(), *torn + "half a block", 0600));
  }
  auto other = emulator::Workspace::open({.folder = ws.folder.path() / "ws", .clock = &ws.clock});
  REQUIRE(other);
  std::swap(ws.workspace, *other);
  CHECK(ws.add(handle, "2").status == 200);
  CHECK(ws.close(handle).status == 200);
  CHECK(ws.read("/f") == "12");
}

TEST_CASE("dbfs: jobs and the API see each other's files", "[emulator][dbfs]") {
  DbfsFixture ws;
  ws.put("/tmp/from api", "a");
  CHECK(*read_file(ws.files() / "dbfs/tmp/from api") == "a");
  REQUIRE(make_folders(ws.files() / "dbfs/tmp/out", 0700));
  REQUIRE(write_file_atomically(ws.files() / "dbfs/tmp/out/part-0", "b", 0644));
  CHECK(ws.read("/tmp/out/part-0") == "b");
  CHECK(ws.post("dbfs/delete", {{"path", "/tmp"}, {"recursive", true}}).status == 200);
  CHECK_FALSE(std::filesystem::exists(ws.files() / "dbfs/tmp"));
  CHECK(std::filesystem::is_empty(ws.files() / "trash"));
}

TEST_CASE("dbfs: odd names come back as they went in", "[emulator][dbfs]") {
  DbfsFixture ws;
  const auto name = GENERATE(as<std::string>{}, "a b", "a\nb", "\"q\"", "%2F", "\xc3\xa4", ".hidden", "...", "a:b",
                             "-r", std::string(255, 'n'));
  ws.put("/odd/" + name, "x");
  CHECK(ws.names("/odd") == std::vector<std::string>{"/odd/" + name});
  CHECK(ws.read("/odd/" + percent_encode(name)) == "x");
  CHECK(code_of(ws.post("dbfs/mkdirs", {{"path", "/odd/" + std::string(256, 'n')}})) == "400 INVALID_PARAMETER_VALUE");
}

TEST_CASE("dbfs: a form may carry more than a JSON request", "[emulator][dbfs]") {
  DbfsFixture ws;
  std::string large(12 << 20, 'x');
  large += "end";
  const auto reply = ws.post_form("dbfs/put", {{"path", "/large"}, {"overwrite", "False"}}, "contents", large);
  CHECK(reply.body == "{}");
  CHECK(ws.body_of(ws.get("dbfs/get-status?path=/large")).at("file_size") == large.size());
  CHECK(ws.read_block("path=/large&offset=" + std::to_string(large.size() - 3)).at("data") == "ZW5k");
  CHECK(code_of(ws.call("POST", k_api + "put", std::string(11 << 20, ' '))) == "413 MAX_REQUEST_SIZE_EXCEEDED");
  CHECK(ws.count_staged() == 0);
}
