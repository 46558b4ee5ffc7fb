#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"
#include "support/fake_dbfs.hpp"

using dbc::test::CommandFixture;
using dbc::test::refusal;

namespace {

constexpr auto k_listing =
    R"({"files":[{"path":"/a/dir","is_dir":true,"file_size":0,"modification_time":1700000000000},)"
    R"({"path":"/a/été 1%#.txt","is_dir":false,"file_size":12345,"modification_time":1700000000001}]})";

}  // namespace

TEST_CASE("fs ls: names, whole paths, and the long form", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, k_listing);
  CHECK(cli.run({"fs", "ls", "dbfs:/a b"}).out == "dir\nété 1%#.txt\n");
  CHECK(service.requests[0].target == "/api/2.0/dbfs/list?path=dbfs%3A%2Fa+b");
  CHECK(cli.run({"fs", "ls", "--absolute", "dbfs:/a"}).out == "dbfs:/a/dir\ndbfs:/a/été 1%#.txt\n");
  CHECK(cli.run({"fs", "ls", "-l", "dbfs:/a"}).out ==
        "dir       0  dir          1700000000000\nfile  12345  été 1%#.txt  1700000000001\n");
}

TEST_CASE("fs ls: the root by default, an empty line for an empty folder, no column of times nobody tells",
          "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  service.reply(200, R"({"files":[{"path":"/f","is_dir":false,"file_size":7}]})");
  CHECK(cli.run({"fs", "ls"}).out == "\n");
  CHECK(service.requests[0].target == "/api/2.0/dbfs/list?path=dbfs%3A%2F");
  CHECK(cli.run({"fs", "ls", "-l"}).out == "file  7  f\n");
}

TEST_CASE("fs ls: folders are cyan at a terminal, unless NO_COLOR is set", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 2; ++i) service.reply(200, k_listing);
  cli.show_output();
  CHECK(cli.run({"fs", "ls", "dbfs:/a"}).out.starts_with("\x1b[36mdir\x1b[0m\n"));
  cli.environment["NO_COLOR"] = "1";
  CHECK(cli.run({"fs", "ls", "dbfs:/a"}).out.starts_with("dir\n"));
}

TEST_CASE("fs ls -o json: the modern form", "[commands][fs]") {
  CommandFixture cli;
  cli.use_fake_service().reply(200, R"({"files":[{"path":"/b","is_dir":false,"file_size":1},)"
                                    R"({"path":"/a","is_dir":true,"file_size":0}]})");
  CHECK(cli.run({"fs", "ls", "dbfs:/", "-o", "json"}).out ==
        "[\n  {\n    \"is_directory\": true,\n    \"name\": \"a\",\n    \"size\": 0\n  },\n"
        "  {\n    \"is_directory\": false,\n    \"name\": \"b\",\n    \"size\": 1\n  }\n]\n");
}

TEST_CASE("fs: what is no path of DBFS fails before credentials and without usage text", "[commands][fs]") {
  CommandFixture cli;
  cli.environment.erase("DATABRICKS_HOST");
  for (const auto* command : {"ls", "mkdirs", "mkdir", "rm"}) {
    const auto done = cli.run({"fs", command, "/mnt"});
    CHECK(done.exit_code == 1);
    CHECK(done.err == "Error: The path /mnt must start with \"dbfs:/\". In DBFS it is `dbfs:/mnt`.\n");
  }
  CHECK(cli.run({"fs", "mv", "dbfs:/a", "dbfs://b"}).err ==
        "Error: The path dbfs://b cannot start with dbfs://. It must start with dbfs:/\n");
  CHECK(cli.run({"fs", "mv", "dbfs:/a"}).exit_code == 2);
  CHECK(cli.run({"fs", "mkdirs"}).exit_code == 2);
  CHECK(cli.run({"fs", "ls", "--long"}).exit_code == 2);
}

TEST_CASE("fs ls: one path at most", "[commands][fs]") {
  CommandFixture cli;
  const auto& service = cli.use_fake_service();
  const auto done = cli.run({"fs", "ls", "dbfs:/a", "dbfs:/b"});
  CHECK(done.exit_code == 1);
  CHECK(done.err == "Error: ls can take a maximum of one path.\n");
  CHECK(service.requests.empty());
}

TEST_CASE("fs mkdirs and mv: one request, no output", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, "{}");
  CHECK(cli.run({"fs", "mkdirs", "dbfs:/a/../é//"}).out.empty());
  CHECK(cli.run({"fs", "mkdir", "dbfs:/b"}).exit_code == 0);
  CHECK(cli.run({"fs", "mv", "dbfs:/a", "dbfs:/b"}).out.empty());
  CHECK(service.requests[0].body == R"({"path": "dbfs:/a/../\u00e9//"})");
  CHECK(service.requests[1].target == "/api/2.0/dbfs/mkdirs");
  CHECK(service.requests[2].body == R"({"source_path": "dbfs:/a", "destination_path": "dbfs:/b"})");
}

TEST_CASE("fs rm: repeats partial deletions and adds them up", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto before = cli.time.now();
  service.replies.push_back(refusal(503, "PARTIAL_DELETE", "The operation has deleted 300 files. There are more"));
  service.replies.push_back(refusal(503, "PARTIAL_DELETE", "Not yet"));
  service.replies.push_back(refusal(503, "PARTIAL_DELETE", "The operation has deleted 24 files. There are more"));
  service.reply(200, "{}");
  const auto done = cli.run({"fs", "rm", "-r", "dbfs:/big"});
  CHECK(done.exit_code == 0);
  CHECK(done.out ==
        "\rDeleted 300 files. Delete in progress...\rDelete in progress..."
        "\rDeleted 324 files. Delete in progress...\rDelete finished successfully.\n");
  CHECK(service.requests.front().body == R"({"path": "dbfs:/big", "recursive": true})");
  CHECK(cli.time.now() > before);
}

TEST_CASE("fs rm: gives up on a service that gets nowhere", "[commands][fs]") {
  CommandFixture cli;
  cli.use_fake_service().answer = [](const auto&) { return refusal(503, "PARTIAL_DELETE", "Not yet"); };
  const auto done = cli.run({"fs", "rm", "-r", "dbfs:/big"});
  CHECK(done.exit_code == 1);
  CHECK(done.err.find("no progress in deleting dbfs:/big") != std::string::npos);
}

TEST_CASE("fs rm: a failure says how far it came", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.replies.push_back(refusal(503, "PARTIAL_DELETE", "operation has deleted 3 files."));
  service.reply(503, "<html>busy</html>");
  const auto done = cli.run({"fs", "rm", "dbfs:/a"});
  CHECK(done.exit_code == 1);
  CHECK(done.out.ends_with("\rDeleted at least 3 files but interrupted by error.\n"));
  CHECK(done.err.find("503") != std::string::npos);
}

TEST_CASE("fs rm: at a terminal the rest of the line is erased", "[commands][fs]") {
  CommandFixture cli;
  cli.use_fake_service().reply(200, "{}");
  cli.show_output();
  CHECK(cli.run({"fs", "rm", "dbfs:/a"}).out == "\rDelete finished successfully.\x1b[K\n");
}

TEST_CASE("fs cat: bytes as they are", "[commands][fs]") {
  CommandFixture cli;
  dbc::test::FakeDbfs dbfs;
  const std::string bytes("a\r\nb\r\x1b[31m\0\xff", 13);
  dbfs.files["/a"] = bytes;
  dbfs.files["/empty"] = "";
  cli.use_fake_service().answer = std::ref(dbfs);
  CHECK(cli.run({"fs", "cat", "dbfs:/a"}).out == bytes);
  CHECK(cli.run({"fs", "cat", "dbfs:/empty"}).out.empty());
  CHECK(cli.run({"fs", "cat", "dbfs:/"}).err == "Error: The dbfs file dbfs:/ is a directory.\n");
  CHECK(cli.run({"fs", "cat", "dbfs:/none"}).exit_code == 1);
  CHECK(cli.run({"fs", "cat", "none"}).err.starts_with("Error: Both paths provided are from your local filesystem."));
  CHECK(cli.run({"fs", "cat", "dbfs://a"}).err.find("cannot start with dbfs://") != std::string::npos);
  CHECK(cli.run({"fs", "cat", "dbfs:/a", "dbfs:/b"}).exit_code == 2);
  CHECK(cli.run({"fs", "cat", "dbfs:/a", "-o", "json"}).exit_code == 1);
}

TEST_CASE("dbfs: the legacy executable has the commands of fs at top level", "[commands][fs]") {
  CommandFixture cli;
  cli.use_fake_service().reply(200, R"({"files":[{"path":"/f","is_dir":false,"file_size":7}]})");
  CHECK(cli.run({"ls"}, "dbfs").out == "f\n");
  CHECK(cli.run({"--version"}, "dbfs").out == "Version 0.18.0\n");
  CHECK(cli.run({"clusters", "list"}, "dbfs").exit_code == 2);
  CHECK(cli.run({"rm"}, "dbfs").err.starts_with("Usage: dbfs rm"));
}

TEST_CASE("configure: also under fs and in dbfs", "[commands][fs]") {
  CommandFixture cli;
  cli.type({"dapi1"});
  CHECK(cli.run({"configure", "--host", "https://h", "--token"}, "dbfs").exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = dapi1") != std::string::npos);
  cli.type({"dapi2"});
  CHECK(cli.run({"fs", "configure", "--host", "https://h", "--token"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = dapi2") != std::string::npos);
}
