#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "emulator/files/zip.hpp"
#include "support/api_case.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::check_both_doors;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

const std::string k_api = "/api/2.0/workspace/";
const std::string k_files = "/api/2.0/workspace-files/";

std::string import_body(const std::string& path, const std::string& content, const Json& more = Json::object()) {
  Json body{{"path", path}, {"content", base64_encode(content)}};
  body.update(more);
  return body.dump();
}

std::string code_of(const emulator::Reply& reply) {
  return std::to_string(reply.status) + " " + string_or(*parse_json(reply.body), "error_code", "");
}

struct ObjectsFixture : WorkspaceFixture {
  emulator::Reply import(const std::string& path, const std::string& content, const Json& more) {
    return call("POST", k_api + "import", import_body(path, content, more));
  }
  std::int64_t import_python(const std::string& path, const std::string& content, bool overwrite = false) {
    return body_of(import(path, content, {{"language", "PYTHON"}, {"overwrite", overwrite}})).at("object_id");
  }
  Json status(const std::string& path) { return body_of(get("workspace/get-status?path=" + percent_encode(path))); }
  std::string exported(const std::string& path, const std::string& format) {
    const Json body = body_of(get("workspace/export?path=" + percent_encode(path) + "&format=" + format));
    return *base64_decode(body.at("content").get<std::string>());
  }
  std::vector<std::string> names(const std::string& path) {
    std::vector<std::string> found;
    const Json body = body_of(get("workspace/list?path=" + percent_encode(path)));
    if (body.contains("objects"))
      for (const auto& object : body["objects"])
        found.push_back(object.at("object_type").get<std::string>() + " " + object.at("path").get<std::string>());
    return found;
  }
  void mkdirs(const std::string& path) { CHECK(post("workspace/mkdirs", {{"path", path}}).body == "{}"); }
  std::filesystem::path tree() const { return folder.path() / "ws/files/workspace"; }
};

const std::string k_header = "# Databricks notebook source\n";

}  // namespace

TEST_CASE("workspace: requests and refusals are the same through both doors", "[emulator][workspace]") {
  const std::string python = R"("language":"PYTHON")";
  const std::string at_shared = R"({"path":"/Shared/n",)";
  const std::string cells = R"("content":"cHJpbnQoMSk=")";
  check_both_doors({
      {"no path", "GET", k_api + "get-status", "", 400, {"Missing required field: path"}},
      {"no slash", "GET", k_api + "get-status?path=Shared", "", 400, {"Path (Shared) doesn't start with '/'"}},
      {"climbing", "GET", k_api + "get-status?path=/Shared/../x", "", 400, {"INVALID_PARAMETER_VALUE"}},
      {"nothing",
       "GET",
       k_api + "get-status?path=/Shared/x",
       "",
       404,
       {R"("RESOURCE_DOES_NOT_EXIST","message":"Path (/Shared/x) doesn't exist.")"}},
      {"nothing, as asked", "GET", k_api + "list?path=/Workspace/Shared/x", "", 404, {"Path (/Workspace/Shared/x)"}},
      {"root",
       "GET",
       k_api + "get-status?path=/",
       "",
       200,
       {R"({"object_type":"DIRECTORY","path":"/","object_id":0,"resource_id":"0"})"}},
      {"home",
       "GET",
       k_api + "list?path=/Users/admin@localhost",
       "",
       200,
       {R"("path":"/Users/admin@localhost/Trash")"}},
      {"empty folder", "GET", k_api + "list?path=/Shared", "", 200, {"{}"}},
      {"import", "POST", k_api + "import", at_shared + python + "," + cells + "}", 200, {R"({"object_id":)"}},
      {"import again",
       "POST",
       k_api + "import",
       at_shared + python + "," + cells + "}",
       400,
       {R"("RESOURCE_ALREADY_EXISTS","message":"Path (/Shared/n) already exists.")"}},
      {"import over", "POST", k_api + "import", at_shared + python + R"(,"overwrite":true,)" + cells + "}", 200},
      {"import of another kind",
       "POST",
       k_api + "import",
       at_shared + R"("format":"RAW","overwrite":true,)" + cells + "}",
       400,
       {"INVALID_PARAMETER_VALUE", "Requested node type [FILE] is different from the existing node type [NOTEBOOK]"}},
      {"import over a folder",
       "POST",
       k_api + "import",
       R"({"path":"/Shared","overwrite":true,)" + python + "," + cells + "}",
       400,
       {"RESOURCE_ALREADY_EXISTS"}},
      {"import into nothing",
       "POST",
       k_api + "import",
       R"({"path":"/Shared/a/b",)" + python + "," + cells + "}",
       404,
       {R"("RESOURCE_DOES_NOT_EXIST","message":"The parent folder (/Shared/a) does not exist.")"}},
      {"import below a notebook", "POST", k_api + "import", R"({"path":"/Shared/n/b",)" + python + "," + cells + "}",
       404},
      {"import into /Repos",
       "POST",
       k_api + "import",
       R"({"path":"/Repos/n",)" + python + "," + cells + "}",
       400,
       {"/Repos"}},
      {"import without language",
       "POST",
       k_api + "import",
       R"({"path":"/Shared/m",)" + cells + "}",
       400,
       {"INVALID_PARAMETER_VALUE", "language is required"}},
      {"import without content",
       "POST",
       k_api + "import",
       at_shared + python + "}",
       400,
       {"Missing required field: content"}},
      {"import of no base64", "POST", k_api + "import", at_shared + R"("content":"*"})", 400, {"not base64"}},
      {"import of a wrong format",
       "POST",
       k_api + "import",
       at_shared + R"("format":"PDF",)" + cells + "}",
       400,
       {"MALFORMED_REQUEST", "'format'"}},
      {"import of a wrong language",
       "POST",
       k_api + "import",
       at_shared + R"("language":"Python",)" + cells + "}",
       400,
       {"MALFORMED_REQUEST", "'language'"}},
      {"import of no UTF-8", "POST", k_api + "import", at_shared + python + R"(,"content":"/w=="})", 400, {"UTF-8"}},
      {"import of no notebook",
       "POST",
       k_api + "import",
       at_shared + R"("format":"JUPYTER",)" + cells + "}",
       400,
       {"no Jupyter notebook"}},
      {"import of no page",
       "POST",
       k_api + "import",
       at_shared + R"("format":"HTML",)" + cells + "}",
       400,
       {"no exported notebook"}},
      {"import of no archive",
       "POST",
       k_api + "import",
       at_shared + R"("format":"DBC",)" + cells + "}",
       400,
       {"no archive"}},
      {"import of an archive over",
       "POST",
       k_api + "import",
       at_shared + R"("format":"DBC","overwrite":true,)" + cells + "}",
       400,
       {"cannot overwrite"}},
      {"export",
       "GET",
       k_api + "export?path=/Shared/n",
       "",
       200,
       {R"({"content":"IyBEYXRhYnJpY2tzIG5vdGVib29rIHNvdXJjZQpwcmludCgxKQ==","file_type":"py"})"}},
      {"export of nothing", "GET", k_api + "export?path=/Shared/x", "", 404, {"Path (/Shared/x) doesn't exist."}},
      {"export of a folder as a page",
       "GET",
       k_api + "export?path=/Shared&format=HTML",
       "",
       400,
       {"DBC, SOURCE, and AUTO"}},
      {"export of Python as R", "GET", k_api + "export?path=/Shared/n&format=R_MARKDOWN", "", 400, {"R Markdown"}},
      {"export of wrong outputs", "GET", k_api + "export?path=/Shared/n&outputs=SOME", "", 400, {"'outputs'"}},
      {"mkdirs", "POST", k_api + "mkdirs", R"({"path":"/Shared/d/e"})", 200, {"{}"}},
      {"mkdirs again", "POST", k_api + "mkdirs", R"({"path":"/Workspace/Shared/d/e/"})", 200, {"{}"}},
      {"mkdirs over a notebook", "POST", k_api + "mkdirs", R"({"path":"/Shared/n"})", 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"mkdirs in /Repos", "POST", k_api + "mkdirs", R"({"path":"/Repos/x"})", 200},
      {"mkdirs of a repo", "POST", k_api + "mkdirs", R"({"path":"/Repos/x/y"})", 400, {"INVALID_PARAMETER_VALUE"}},
      {"delete of a full folder",
       "POST",
       k_api + "delete",
       R"({"path":"/Shared/d"})",
       400,
       {R"("DIRECTORY_NOT_EMPTY","message":"Folder (/Shared/d) is not empty")"}},
      {"delete", "POST", k_api + "delete", R"({"path":"/Shared/d","recursive":true})", 200, {"{}"}},
      {"delete of nothing",
       "POST",
       k_api + "delete",
       R"({"path":"/Shared/d"})",
       404,
       {"Path (/Shared/d) doesn't exist."}},
      {"delete of a special folder",
       "POST",
       k_api + "delete",
       R"({"path":"/Shared","recursive":true})",
       400,
       {R"("DIRECTORY_PROTECTED","message":"Folder Shared is protected")"}},
      {"delete of a home",
       "POST",
       k_api + "delete",
       R"({"path":"/Workspace/Users/admin@localhost","recursive":true})",
       400,
       {"DIRECTORY_PROTECTED"}},
      {"delete of the root",
       "POST",
       k_api + "delete",
       R"({"path":"/","recursive":true})",
       400,
       {"Folder / is protected"}},
      {"file", "POST", k_files + "import-file/Shared%2Fa.txt?overwrite=false", "text", 200, {"{}"}},
      {"file again",
       "POST",
       k_files + "import-file/Shared%2Fa.txt?overwrite=false",
       "text",
       409,
       {"File already exists at (/Shared/a.txt)."}},
      {"file over", "POST", k_files + "import-file/Workspace/Shared/a.txt?overwrite=true", "more", 200},
      {"file in nothing",
       "POST",
       k_files + "import-file/Shared%2Fx%2Fa.txt",
       "text",
       404,
       {"The parent folder (/Shared/x)"}},
      {"read a file", "GET", k_files + "Shared/a.txt", "", 200, {"more"}},
      {"read nothing", "GET", k_files + "Shared/b.txt", "", 404, {"doesn't exist"}},
      {"read a folder", "GET", k_files + "Shared", "", 400, {"is a folder"}},
      {"notebook file",
       "POST",
       k_files + "import-file/Shared%2Fn.py?overwrite=false",
       "# Databricks notebook source\n",
       400,
       {"Path (/Shared/n) already exists."}},
      {"notebook file over a file",
       "POST",
       k_files + "import-file/Shared%2Fa.txt.py?overwrite=true",
       "# Databricks notebook source\n",
       400,
       {"Requested node type [NOTEBOOK]"}},
  });
}

TEST_CASE("workspace: a notebook keeps its id when it is overwritten, and gets a new one after a delete",
          "[emulator][workspace]") {
  ObjectsFixture ws;
  const auto id = ws.import_python("/Shared/n", "print(1)");
  CHECK_THAT(std::to_string(id), Catch::Matches("[0-9]{16}"));
  const Json before = ws.status("/Shared/n");
  CHECK(before["object_type"] == "NOTEBOOK");
  CHECK(before["language"] == "PYTHON");
  CHECK(before["object_id"] == id);
  CHECK(before["resource_id"] == std::to_string(id));
  CHECK(before["created_at"] == before["modified_at"]);
  ws.clock.advance(1s);
  CHECK(ws.body_of(ws.import("/Workspace/Shared/n", "x <- 1", {{"language", "R"}, {"overwrite", true}}))["object_id"] ==
        id);
  const Json after = ws.status("/Workspace/Shared/n");
  CHECK(after["path"] == "/Workspace/Shared/n");
  CHECK(after["language"] == "R");
  CHECK(after["created_at"] == before["created_at"]);
  CHECK(after["modified_at"] == before["modified_at"].get<std::int64_t>() + 1000);
  CHECK(ws.post("workspace/delete", {{"path", "/Shared/n"}}).status == 200);
  CHECK(ws.import_python("/Shared/n", "") != id);
}

TEST_CASE("workspace: nothing is modified before it is created", "[emulator][workspace]") {
  class HurryingClock final : public Clock {
   public:
    [[nodiscard]] TimePoint now() const override { return from_epoch_millis(++millis_); }

   private:
    mutable std::atomic<std::int64_t> millis_{1'795'244'462'000};
  };
  WorkspaceFixture ws;
  HurryingClock clock;
  auto opened = emulator::Workspace::open(
      {.folder = ws.folder.path() / "hurry", .clock = &clock, .launcher = &emulator::unexecuted_runs()});
  REQUIRE(opened);
  ws.workspace = std::move(*opened);
  REQUIRE(ws.post("workspace/import", {{"path", "/Shared/a"}, {"content", "MQ=="}, {"language", "PYTHON"}}).status ==
          200);
  const Json status = ws.body_of(ws.get("workspace/get-status?path=/Shared/a"));
  CHECK(status["created_at"] == status["modified_at"]);
}

TEST_CASE("workspace: the tree is the disk, and what jobs make there appears", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.import_python("/Shared/n", "print(1)");
  CHECK(*read_file(ws.tree() / "Shared/n") == k_header + "print(1)");
  REQUIRE(make_folders(ws.tree() / "Shared/out", 0700));
  REQUIRE(write_file_atomically(ws.tree() / "Shared/data.csv", "a,b", 0644));
  REQUIRE(write_file_atomically(ws.tree() / "Shared/copy", "// Databricks notebook source\n", 0644));
  CHECK(ws.names("/Shared") == std::vector<std::string>{"DIRECTORY /Shared/out", "NOTEBOOK /Shared/copy",
                                                        "FILE /Shared/data.csv", "NOTEBOOK /Shared/n"});
  CHECK(ws.status("/Shared/copy")["language"] == "SCALA");
  const Json data = ws.status("/Shared/data.csv");
  CHECK(data["size"] == 3);
  CHECK(ws.status("/Shared/data.csv")["object_id"] == data["object_id"]);
  // A name that changes its nature is another object.
  std::filesystem::remove(ws.tree() / "Shared/n");
  REQUIRE(make_folders(ws.tree() / "Shared/n", 0700));
  CHECK(ws.status("/Shared/n")["object_type"] == "DIRECTORY");
}

TEST_CASE("workspace: notebooks travel in every format", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string source = k_header + "# MAGIC %md\n# MAGIC hi\n\n# COMMAND ----------\n\nprint(1)";
  ws.import_python("/Shared/n", source);
  const auto format = GENERATE(as<std::string>{}, "SOURCE", "HTML", "JUPYTER", "DBC");
  const auto exported = ws.exported("/Shared/n", format);
  CHECK(code_of(ws.import("/Shared/again", exported, {{"format", format}, {"language", "PYTHON"}})) == "200 ");
  CHECK(ws.status("/Shared/again")["language"] == "PYTHON");
  CHECK(ws.exported("/Shared/again", "SOURCE") == source);
  CHECK(ws.exported("/Shared/again", format) == ws.exported("/Shared/again", format));
}

TEST_CASE("workspace: line ends, the last one and a byte order mark come back however a notebook goes in and out",
          "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.mkdirs("/Shared/p");
  const std::string mark = GENERATE(as<std::string>{}, "", "\xef\xbb\xbf");
  const std::string end = GENERATE(as<std::string>{}, "", "\r\n", "\r\n\r\n");
  const std::string source =
      mark + replace_all(k_header + "x = 1\n\n# COMMAND ----------\n\n# MAGIC %md hi", "\n", "\r\n") + end;
  ws.import_python("/Shared/p/json", source);
  const auto upload = [&](const std::string& path, const std::string& format) {
    return ws.post_form("workspace/import", {{"path", path}, {"format", format}, {"language", "PYTHON"}}, "content",
                        source);
  };
  CHECK(upload("/Shared/p/form", "SOURCE").status == 200);
  CHECK(upload("/Shared/p/auto.py", "AUTO").status == 200);
  CHECK(upload("/Shared/raw.py", "RAW").status == 200);
  CHECK(ws.call("POST", k_files + "import-file/Shared%2Fp%2Fsync.py", source).status == 200);
  for (const std::string format : {"HTML", "JUPYTER", "DBC"})
    CHECK(ws.import("/Shared/p/" + format, ws.exported("/Shared/p/json", format), {{"format", format}}).status == 200);
  for (const std::string format : {"SOURCE", "DBC"}) {
    const std::string folder = "/Shared/" + format;
    CHECK(ws.import(folder, ws.exported("/Shared/p", format), {{"format", format}}).status == 200);
    for (const std::string name : {"json", "form", "auto", "sync", "HTML", "JUPYTER", "DBC"}) {
      CHECK(ws.exported("/Shared/p/" + name, "SOURCE") == source);
      if (name != "JUPYTER") CHECK(ws.exported("/Shared/p/" + name, "AUTO") == source);
      CHECK(ws.exported(folder + "/" + name, "SOURCE") == source);
    }
  }
  CHECK(ws.exported("/Shared/raw.py", "RAW") == source);
  CHECK(ws.get("workspace/export?direct_download=true&path=/Shared/p/form").body == source);
}

TEST_CASE("workspace: a Jupyter notebook comes back as it was written", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string text =
      GENERATE(as<std::string>{}, "{\"cells\": [\r\n]}\r\n", "\xef\xbb\xbf{\"cells\":[]}", "\n {\"cells\":[ ] }\n\n");
  CHECK(ws.import("/Shared/j", text, {{"format", "JUPYTER"}}).status == 200);
  CHECK(ws.exported("/Shared/j", "JUPYTER") == text);
  CHECK(ws.exported("/Shared/j", "SOURCE") == k_header);
  CHECK(ws.import("/Shared/k.ipynb", text, {{"format", "AUTO"}}).status == 200);
  CHECK(ws.exported("/Shared/k", "AUTO") == text);
}

TEST_CASE("workspace: R Markdown becomes a notebook of R and comes back", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string text = "hello\n\n```{r}\nx <- 1\n```\n";
  CHECK(ws.import("/Shared/r", text, {{"format", "R_MARKDOWN"}}).status == 200);
  CHECK(ws.status("/Shared/r")["language"] == "R");
  CHECK(ws.exported("/Shared/r", "R_MARKDOWN") == text);
  CHECK(ws.exported("/Shared/r", "SOURCE") ==
        k_header + "# MAGIC %md\n# MAGIC hello\n\n# COMMAND ----------\n\nx <- 1");
}

TEST_CASE("workspace: a Jupyter notebook keeps its outputs, unless they are not wanted", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string text =
      R"({"cells":[{"cell_type":"code","execution_count":1,"outputs":[{"text":"1"}],"source":["1"]}],"nbformat":4})";
  CHECK(ws.import("/Shared/j.ipynb", text, {{"format", "AUTO"}}).status == 200);
  CHECK(ws.exported("/Shared/j", "JUPYTER") == text);
  CHECK(ws.exported("/Shared/j", "AUTO") == text);
  CHECK(ws.exported("/Shared/j", "JUPYTER&outputs=NONE").find("\"text\"") == std::string::npos);
  CHECK(ws.exported("/Shared/j", "SOURCE") == k_header + "1");
  CHECK(ws.body_of(ws.get("workspace/get-status?path=/Shared/j&return_export_info=true"))["repos_export_format"] ==
        "JUPYTER");
  CHECK_FALSE(ws.status("/Shared/j").contains("repos_export_format"));
}

TEST_CASE("workspace: a notebook in UTF-16 is refused by that name", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string format = GENERATE(as<std::string>{}, "SOURCE", "JUPYTER", "HTML", "R_MARKDOWN");
  const std::string mark = GENERATE(as<std::string>{}, "", "\xff\xfe");
  const auto reply =
      ws.import("/Shared/n", mark + std::string("{\0}\0", 4), {{"format", format}, {"language", "PYTHON"}});
  CHECK(code_of(reply) == "400 INVALID_PARAMETER_VALUE");
  CHECK(reply.body.find("this is UTF-16") != std::string::npos);
}

TEST_CASE("workspace: AUTO tells notebooks from files", "[emulator][workspace]") {
  ObjectsFixture ws;
  const auto [name, content, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"a.py", "# Databricks notebook source\n", "NOTEBOOK /Shared/a"},
      {"a.py", "print(1)", "FILE /Shared/a.py"},
      {"a.PY", "# Databricks notebook source\r\n", "NOTEBOOK /Shared/a"},
      {"a.sql", "-- Databricks notebook source\n", "NOTEBOOK /Shared/a"},
      {"a.sql", "# Databricks notebook source\n", "FILE /Shared/a.sql"},
      {"a.R", "# Databricks notebook source", "NOTEBOOK /Shared/a"},
      {"a", "# Databricks notebook source\n", "FILE /Shared/a"},
      {"a.ipynb", R"({"cells":[]})", "NOTEBOOK /Shared/a"},
      {"a.ipynb", "{}", "FILE /Shared/a.ipynb"},
      {"a.Rmd", "text", "NOTEBOOK /Shared/a"},
      {".py", "# Databricks notebook source\n", "FILE /Shared/.py"},
      {"a.bin", std::string("\0\xff", 2), "FILE /Shared/a.bin"},
  }));
  INFO(name << content);
  CHECK(ws.import("/Shared/" + name, content, {{"format", "AUTO"}}).status == 200);
  CHECK(ws.names("/Shared") == std::vector<std::string>{expected});
  ws.mkdirs("/Shared/z");
  CHECK(ws.call("POST", k_files + "import-file/Shared%2Fz%2F" + name, content).status == 200);
  CHECK(ws.names("/Shared/z") == std::vector<std::string>{replace_all(expected, "/Shared/", "/Shared/z/")});
}

TEST_CASE("workspace: folders travel as archives", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.mkdirs("/Shared/p/sub");
  ws.import_python("/Shared/p/n", "print(1)");
  CHECK(ws.import("/Shared/p/sub/q", "SELECT 1", {{"language", "SQL"}}).status == 200);
  CHECK(ws.import("/Shared/p/data.txt", "data", {{"format", "AUTO"}}).status == 200);
  const std::vector<std::string> notebooks{"DIRECTORY /Shared/x/sub", "NOTEBOOK /Shared/x/n"};
  for (const std::string format : {"SOURCE", "DBC"}) {
    CHECK(ws.import("/Shared/x", ws.exported("/Shared/p", format), {{"format", format}}).status == 200);
    CHECK(ws.names("/Shared/x") == notebooks);
    CHECK(ws.exported("/Shared/x/sub/q", "SOURCE") == "-- Databricks notebook source\nSELECT 1");
    CHECK(code_of(ws.import("/Shared/x", ws.exported("/Shared/p", format), {{"format", format}})) ==
          "400 RESOURCE_ALREADY_EXISTS");
    CHECK(ws.post("workspace/delete", {{"path", "/Shared/x"}, {"recursive", true}}).status == 200);
  }
  const auto all = emulator::read_zip(ws.exported("/Shared/p", "AUTO"), {.entries = 10, .bytes = 1000});
  REQUIRE(all);
  CHECK(all->size() == 5);
  const auto escaping = emulator::write_zip({{.name = "a/../../../../x.py", .content = ""}});
  CHECK(code_of(ws.import("/Shared/y", *escaping, {{"format", "SOURCE"}})) == "400 INVALID_PARAMETER_VALUE");
  const auto foreign = emulator::write_zip({{.name = "a.exe", .content = ""}});
  CHECK(code_of(ws.import("/Shared/y", *foreign, {{"format", "DBC"}})) == "400 INVALID_PARAMETER_VALUE");
}

TEST_CASE("workspace: an archive in which two files would be one notebook is refused as a whole",
          "[emulator][workspace]") {
  ObjectsFixture ws;
  const auto sources = emulator::write_zip({{.name = "f/b.py", .content = "1"},
                                            {.name = "f/a.py", .content = "1"},
                                            {.name = "f/a.sql", .content = "SELECT 1"}});
  const auto reply = ws.import("/Shared/x", *sources, {{"format", "SOURCE"}});
  CHECK(code_of(reply) == "400 INVALID_PARAMETER_VALUE");
  CHECK(reply.body.find("/a.py and /a.sql, which would both become /a") != std::string::npos);
  const std::string model = R"({"language":"python","commands":[]})";
  const auto notebooks = emulator::write_zip(
      {{.name = "f/", .content = ""}, {.name = "f/a.python", .content = model}, {.name = "f/a.py", .content = model}});
  CHECK(code_of(ws.import("/Shared/x", *notebooks, {{"format", "DBC"}})) == "400 INVALID_PARAMETER_VALUE");
  CHECK(ws.names("/Shared").empty());
}

TEST_CASE("workspace: a notebook and a file do not share the notebook's full name, whichever comes first",
          "[emulator][workspace]") {
  const auto [name, content, more] = GENERATE(table<std::string, std::string, Json>({
      {"x.py", "print(1)", {{"language", "PYTHON"}}},
      {"x.sql", "SELECT 1", {{"language", "SQL"}}},
      {"x.scala", "1", {{"language", "SCALA"}}},
      {"x.r", "1", {{"language", "R"}}},
      {"x.ipynb", R"({"cells":[]})", {{"format", "JUPYTER"}}},
  }));
  ObjectsFixture ws;
  const std::string taken = "400 RESOURCE_ALREADY_EXISTS";
  CHECK(ws.import("/Shared/" + name, "text", {{"format", "RAW"}}).status == 200);
  CHECK(code_of(ws.import("/Shared/x", content, more)) == taken);
  CHECK(code_of(ws.call("POST", k_files + "import-file/Shared%2F" + name, "text")) == "409 ALREADY_EXISTS");
  CHECK(ws.call("POST", k_files + "import-file/Shared%2F" + name + "?overwrite=true", "text").status == 200);
  CHECK(ws.names("/Shared") == std::vector<std::string>{"FILE /Shared/" + name});
  ws.mkdirs("/Shared/z");
  CHECK(ws.import("/Shared/z/x", content, more).status == 200);
  for (const std::string overwrite : {"false", "true"}) {
    const auto reply =
        ws.call("POST", k_files + "import-file/Shared%2Fz%2F" + name + "?overwrite=" + overwrite, "text");
    CHECK(code_of(reply) == taken);
    CHECK(reply.body.find("Path (/Shared/z/x) already exists.") != std::string::npos);
  }
  CHECK(code_of(ws.import("/Shared/z/" + name, "text", {{"format", "AUTO"}})) == taken);
  CHECK(code_of(ws.import("/Shared/z/" + name, "text", {{"format", "RAW"}, {"overwrite", true}})) == taken);
  Json again = more;
  again["overwrite"] = true;
  CHECK(ws.import("/Shared/z/x", content, again).status == 200);
}

TEST_CASE("workspace: full names differ by language, form and folder, and old pairs stay", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.import_python("/Shared/x", "1");
  for (const std::string name : {"x.sql", "x.ipynb", "x.py.txt", "X.py", "y.py", ".py", "x."})
    CHECK(ws.import("/Shared/" + name, "text", {{"format", "RAW"}}).status == 200);
  CHECK(code_of(ws.import("/Shared/x", "SELECT 1", {{"language", "SQL"}, {"overwrite", true}})) ==
        "400 RESOURCE_ALREADY_EXISTS");
  CHECK(code_of(ws.import("/Shared/x", R"({"cells":[]})", {{"format", "JUPYTER"}, {"overwrite", true}})) ==
        "400 RESOURCE_ALREADY_EXISTS");
  ws.mkdirs("/Shared/y");
  ws.import_python("/Shared/y/y", "1");
  // What a job writes is not asked for its name.
  REQUIRE(write_file_atomically(ws.tree() / "Shared/x.py", "text", 0644));
  ws.import_python("/Shared/x", "2", true);
  CHECK(ws.import("/Shared/x.py", "text", {{"format", "RAW"}, {"overwrite", true}}).status == 200);
}

TEST_CASE("workspace: nobody gets a home", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string refused = "400 DIRECTORY_PROTECTED";
  const std::string prefix = GENERATE(as<std::string>{}, "", "/Workspace");
  for (const std::string path : {"/Users/nobody@x.org", "/Users/nobody@x.org/a/b", "/Users/Admin@localhost"})
    CHECK(code_of(ws.post("workspace/mkdirs", {{"path", prefix + path}})) == refused);
  const auto archive = emulator::write_zip({{.name = "f/a.py", .content = "1"}});
  CHECK(code_of(ws.import(prefix + "/Users/f", *archive, {{"format", "SOURCE"}})) == refused);
  CHECK(code_of(ws.import(prefix + "/Users/n", "1", {{"language", "PYTHON"}})) == refused);
  CHECK(code_of(ws.import(prefix + "/Users/f.txt", "1", {{"format", "RAW"}})) == refused);
  CHECK(code_of(ws.call("POST", k_files + "import-file" + prefix + "/Users/f.txt", "1")) == refused);
  CHECK(ws.names("/Users") == std::vector<std::string>{"DIRECTORY /Users/admin@localhost"});
  CHECK(ws.post("preview/scim/v2/Users", {{"userName", "ann@x.org"}}).status == 201);
  std::filesystem::remove_all(ws.tree() / "Users/ann@x.org");
  CHECK(ws.post("workspace/mkdirs", {{"path", prefix + "/Users/ann@x.org/a"}}).status == 200);
  CHECK(ws.names("/Users/ann@x.org") ==
        std::vector<std::string>{"DIRECTORY /Users/ann@x.org/Trash", "DIRECTORY /Users/ann@x.org/a"});
  CHECK(ws.post("workspace/mkdirs", {{"path", prefix + "/Users"}}).status == 200);
}

TEST_CASE("workspace: a folder that cannot be made says what is in its way", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.import_python("/Shared/n", "1");
  const std::string prefix = GENERATE(as<std::string>{}, "", "/Workspace");
  const auto reply = ws.post("workspace/mkdirs", {{"path", prefix + "/Shared/n/a/b"}});
  CHECK(code_of(reply) == "400 RESOURCE_ALREADY_EXISTS");
  CHECK(reply.body.find("Path (" + prefix + "/Shared/n) already exists and is no folder, so that " + prefix +
                        "/Shared/n/a/b cannot be made.") != std::string::npos);
  CHECK(ws.post("workspace/mkdirs", {{"path", prefix + "/Shared/n"}})
            .body.find("Path (" + prefix + "/Shared/n) already exists.\"") != std::string::npos);
}

TEST_CASE("workspace: a form uploads, and a direct download is the file itself", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string content("raw\0bytes", 9);
  CHECK(ws.post_form("workspace/import", {{"path", "/Shared/a \"b\".bin"}, {"format", "AUTO"}, {"overwrite", "true"}},
                     "content", content)
            .status == 200);
  const auto reply =
      ws.get("workspace/export?direct_download=true&format=AUTO&path=/Shared/" + percent_encode("a \"b\".bin"));
  CHECK((reply.body == content));
  CHECK(reply.content_type == "application/octet-stream");
  CHECK(emulator::header(reply.headers, "Content-Disposition") == "attachment; filename=\"a _b_.bin\"");
}

TEST_CASE("workspace: what is too large has its own refusal", "[emulator][workspace]") {
  ObjectsFixture ws;
  const std::string large((10U << 20U) + 1, 'x');
  CHECK(code_of(ws.import("/Shared/l", large, {{"format", "RAW"}})) == "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
  CHECK(ws.import("/Shared/l", large.substr(1), {{"format", "RAW"}}).status == 200);
  CHECK(ws.call("POST", k_files + "import-file/Shared%2Fbig", large).status == 200);
  CHECK(code_of(ws.get("workspace/export?path=/Shared/big")) == "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
  const auto whole = ws.call("GET", k_files + "Shared/big");
  REQUIRE(whole.file);
  CHECK(whole.file->length() == large.size());
}

TEST_CASE("workspace: repos and what jobs clone into /Repos", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.mkdirs("/Repos/me");
  REQUIRE(make_folders(ws.tree() / "Repos/me/project/src", 0700));
  CHECK(ws.names("/Repos/me") == std::vector<std::string>{"REPO /Repos/me/project"});
  ws.mkdirs("/Repos/me/project/new");
  ws.import_python("/Repos/me/project/n", "1");
  CHECK(ws.names("/Repos/me/project").size() == 3);
}

TEST_CASE("workspace: only one of many takes a lock file", "[emulator][workspace]") {
  ObjectsFixture ws;
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto reply =
          ws.call("POST", k_files + "import-file/Shared%2Fdeploy.lock?overwrite=false", std::to_string(i));
      if (reply.status == 200) ++won;
      if (reply.status == 409) ++lost;
    });
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(lost == 7);
}

TEST_CASE("workspace: listings can leave out what is old", "[emulator][workspace]") {
  ObjectsFixture ws;
  ws.import_python("/Shared/old", "");
  CHECK(ws.import("/Shared/file", "", {{"format", "RAW"}}).status == 200);
  ws.clock.advance(1s);
  ws.import_python("/Shared/young", "");
  const auto horizon = ws.status("/Shared/old")["modified_at"].get<std::int64_t>();
  const Json body =
      ws.body_of(ws.get("workspace/list?path=/Shared&notebooks_modified_after=" + std::to_string(horizon)));
  CHECK(body["objects"].size() == 2);
}
