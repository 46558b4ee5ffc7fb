#include <catch2/catch.hpp>
#include <fstream>

#include "support/command_fixture.hpp"
#include "support/fake_dbfs.hpp"

namespace fs = std::filesystem;
using dbc::test::CommandFixture;
using dbc::test::FakeDbfs;
using dbc::test::refusal;

namespace {

/// The command line beside a DBFS in memory; local paths are below the home folder.
struct Copying : CommandFixture {
  FakeDbfs dbfs;
  dbc::test::FakeService& service = use_fake_service();

  Copying() {
    service.answer = std::ref(dbfs);
    dbfs.folders.insert("/dir");
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (home() / name).string(); }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((home() / name).parent_path());
    std::ofstream(home() / name, std::ios::binary) << content;
  }
  /// Names in a local folder.
  [[nodiscard]] std::size_t entries(const std::string& name) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(home() / name), fs::directory_iterator{}));
  }
  dbc::test::Outcome copy(std::vector<std::string> words) {
    words.insert(words.begin(), {"fs", "cp"});
    return run(words);
  }
};

std::string several_blocks() {
  std::string bytes((std::size_t{2} << 20U) + 12345, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 997) bytes[i] = static_cast<char>(i);
  return bytes;
}

}  // namespace

TEST_CASE("fs cp up: to a new name, over a file, into a folder", "[commands][fs]") {
  Copying cli;
  const auto bytes = several_blocks();
  cli.write("é b#%.bin", bytes);
  const auto done = cli.copy({cli.at("é b#%.bin"), "dbfs:/new"});
  CHECK(done.exit_code == 0);
  CHECK(done.out + done.err == "");
  CHECK(cli.dbfs.files["/new"] == bytes);
  CHECK(cli.service.requests[0].target == "/api/2.0/dbfs/get-status?path=dbfs%3A%2Fnew");
  CHECK(cli.copy({"-r", cli.at("é b#%.bin"), "dbfs:/dir"}).exit_code == 0);
  CHECK(cli.dbfs.files["/dir/é b#%.bin"] == bytes);
  cli.write("empty", "");
  CHECK(cli.copy({cli.at("empty"), "dbfs:/new"}).err.find("RESOURCE_ALREADY_EXISTS") != std::string::npos);
  CHECK(cli.dbfs.files["/new"] == bytes);
  CHECK(cli.copy({"--overwrite", cli.at("empty"), "dbfs:/new"}).exit_code == 0);
  CHECK(cli.dbfs.files["/new"].empty());
}

TEST_CASE("fs cp up: wrong sources are told before any request", "[commands][fs]") {
  Copying cli;
  cli.write("d/f", "1");
  CHECK(cli.copy({cli.at("none"), "dbfs:/a"}).err == "Error: The local file " + cli.at("none") + " does not exist.\n");
  CHECK(cli.copy({cli.at("d"), "dbfs:/a"}).err ==
        "Error: The local file " + cli.at("d") + " is a directory. You must provide --recursive\n");
  CHECK(cli.copy({cli.at("d/f"), cli.at("g")}).err.starts_with("Error: Both paths provided are from your local"));
  CHECK(cli.copy({cli.at("d/f"), "dbfs:g"}).exit_code == 1);
  CHECK(cli.copy({cli.at("d/f"), "dbfs://g"}).err.find("cannot start with dbfs://") != std::string::npos);
  CHECK(cli.copy({"-r", cli.at("d"), "dbfs:/a", "--concurrency", "0"}).exit_code == 2);
  CHECK(cli.service.requests.empty());
}

TEST_CASE("fs cp up: an error that is no JSON is told as it is", "[commands][fs]") {
  Copying cli;
  cli.write("f", "1");
  cli.service.answer = [](const auto&) { return dbc::net::Response{.status = 500, .body = "<html>oops</html>"}; };
  CHECK(cli.copy({cli.at("f"), "dbfs:/a"}).err.find("500") != std::string::npos);
  CHECK(cli.service.requests.size() == 1);
}

TEST_CASE("fs cp -r up: the content goes into the target, in the order of names", "[commands][fs]") {
  Copying cli;
  for (const auto* name : {"t/b", "t/a/z", "t/a/.h", "t/c d/é"}) cli.write(name, name);
  fs::create_directory(cli.home() / "t/empty");
  fs::create_symlink("nowhere", cli.home() / "t/broken");
  fs::create_symlink("b", cli.home() / "t/link");
  const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dst/"});
  const auto line = [&](const std::string& name) { return cli.at("t/" + name) + " -> dbfs:/dst/" + name + "\n"; };
  CHECK(done.exit_code == 0);
  CHECK(done.out == line("a/.h") + line("a/z") + line("b") + line("c d/é") + line("link"));
  CHECK(done.err == "5 copied, 0 skipped, 0 failed\n");
  CHECK(cli.dbfs.files["/dst/a/z"] == "t/a/z");
  CHECK(cli.dbfs.files["/dst/link"] == "t/b");
  CHECK(cli.dbfs.folders.contains("/dst/empty"));
}

TEST_CASE("fs cp -r up: existing files are skipped, and that is no failure", "[commands][fs]") {
  Copying cli;
  cli.write("t/a", "new");
  cli.write("t/b", "new");
  cli.dbfs.files["/dir/a"] = "old";
  const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dir"});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "dbfs:/dir/a already exists. Skip.\n" + cli.at("t/b") + " -> dbfs:/dir/b\n");
  CHECK(done.err == "1 copied, 1 skipped, 0 failed\n");
  CHECK(cli.dbfs.files["/dir/a"] == "old");
  CHECK(cli.copy({"-r", "--overwrite", cli.at("t"), "dbfs:/dir"}).err == "2 copied, 0 skipped, 0 failed\n");
  CHECK(cli.dbfs.files["/dir/a"] == "new");
}

TEST_CASE("fs cp -r up: a file in the way of a folder leaves that subtree out and fails at the end", "[commands][fs]") {
  Copying cli;
  cli.write("t/a/x", "1");
  cli.write("t/b", "2");
  cli.dbfs.files["/dir/a"] = "a file";
  const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dir"});
  CHECK(done.exit_code == 1);
  CHECK(done.out ==
        "{'error_code': 'RESOURCE_ALREADY_EXISTS', 'message': '/dir/a'}\n" + cli.at("t/b") + " -> dbfs:/dir/b\n");
  CHECK(done.err == "1 copied, 0 skipped, 1 failed\nError: 1 could not be copied\n");
}

TEST_CASE("fs cp -r up: a failure in the middle ends it at any width", "[commands][fs]") {
  for (const auto* width : {"1", "8"}) {
    Copying cli;
    for (char c = 'a'; c <= 'z'; ++c) cli.write(std::string("t/") + c, "1");
    cli.dbfs.disturb = [](const std::string& operation, const std::string& path) -> std::optional<dbc::net::Response> {
      if (operation == "put" && path == "/dst/c") return refusal(400, "MAX_BLOCK_SIZE_EXCEEDED");
      return std::nullopt;
    };
    const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dst", "--concurrency", width});
    CHECK(done.exit_code == 1);
    CHECK(done.out == cli.at("t/a") + " -> dbfs:/dst/a\n" + cli.at("t/b") + " -> dbfs:/dst/b\n");
    CHECK(done.err.find("1 failed") != std::string::npos);
    CHECK(done.err.find("MAX_BLOCK_SIZE_EXCEEDED") != std::string::npos);
    CHECK(cli.dbfs.files.contains("/dst/b"));
    if (width == std::string("1")) CHECK_FALSE(cli.dbfs.files.contains("/dst/d"));
  }
}

TEST_CASE("fs cp -r up: an error of mkdirs is not passed over", "[commands][fs]") {
  Copying cli;
  cli.write("t/a", "1");
  cli.dbfs.disturb = [](const auto&, const auto&) { return refusal(403, "PERMISSION_DENIED"); };
  const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dst"});
  CHECK(done.exit_code == 1);
  CHECK(cli.service.requests.size() == 1);
}

TEST_CASE("fs cp -r up: a link back to a folder above is noticed", "[commands][fs]") {
  Copying cli;
  cli.write("t/a/f", "1");
  fs::create_directory_symlink("..", cli.home() / "t/a/up");
  fs::create_directory_symlink("a", cli.home() / "t/twice");
  const auto done = cli.copy({"-r", cli.at("t"), "dbfs:/dst"});
  CHECK(done.exit_code == 0);
  CHECK(cli.dbfs.files.contains("/dst/a/f"));
  CHECK(cli.dbfs.files.contains("/dst/twice/f"));
  CHECK(done.err == "Warning: " + cli.at("t/a/up") +
                        " leads back to a folder above it. Skipped.\nWarning: " + cli.at("t/twice/up") +
                        " leads back to a folder above it. Skipped.\n" + "2 copied, 2 skipped, 0 failed\n");
}

TEST_CASE("fs cp down: to a new name, and into a folder", "[commands][fs]") {
  Copying cli;
  const auto bytes = several_blocks();
  cli.dbfs.files["/dir/é b"] = bytes;
  cli.dbfs.files["/empty"] = "";
  fs::create_directory(cli.home() / "d");
  const auto done = cli.copy({"dbfs:/dir/é b", cli.at("new")});
  CHECK(done.exit_code == 0);
  CHECK(done.out + done.err == "");
  CHECK(cli.read("new") == bytes);
  CHECK(cli.copy({"-r", "dbfs:/dir/é b", cli.at("d")}).out.empty());
  CHECK(cli.read("d/é b") == bytes);
  CHECK(cli.copy({"dbfs:/empty", cli.at("empty")}).exit_code == 0);
  CHECK(cli.read("empty").empty());
}

TEST_CASE("fs cp down: an existing file is replaced only with --overwrite, and only by a whole one", "[commands][fs]") {
  Copying cli;
  cli.dbfs.files["/f"] = several_blocks();
  cli.write("d/f", "old");
  CHECK(cli.copy({"dbfs:/f", cli.at("d")}).err.starts_with("Error: " + cli.at("d/f") + " exists already."));
  CHECK(cli.service.requests.empty());
  int reads = 0;
  cli.dbfs.disturb = [&](const std::string& operation, const auto&) -> std::optional<dbc::net::Response> {
    if (operation != "read" || ++reads < 2) return std::nullopt;
    return dbc::net::Response{.status = 200, .body = R"({"bytes_read":0,"data":""})"};
  };
  const auto done = cli.copy({"dbfs:/f", cli.at("d"), "--overwrite"});
  CHECK(done.exit_code == 1);
  CHECK(done.err.find("ended after 1048576 bytes") != std::string::npos);
  CHECK(cli.read("d/f") == "old");
  CHECK(cli.entries("d") == 1);
}

TEST_CASE("fs cp down: what cannot be fetched, and where it cannot go", "[commands][fs]") {
  Copying cli;
  cli.dbfs.files["/f"] = "1";
  CHECK(cli.copy({"dbfs:/dir", cli.at("x")}).err == "Error: The dbfs file dbfs:/dir is a directory.\n");
  CHECK(cli.copy({"dbfs:/none", cli.at("x")}).err.find("RESOURCE_DOES_NOT_EXIST") != std::string::npos);
  CHECK(cli.copy({"dbfs:/f", cli.at("no/x")}).err.find("No such file or directory") != std::string::npos);
  CHECK(cli.copy({"dbfs:/f", "/dev/full", "--overwrite"}).err.find("No space left on device") != std::string::npos);
  CHECK_FALSE(fs::exists(cli.home() / "x"));
}

TEST_CASE("fs cp -r down: the tree with its empty folders, in the service's order", "[commands][fs]") {
  Copying cli;
  cli.dbfs.folders.insert({"/src", "/src/a", "/src/a/none"});
  cli.dbfs.files = {{"/src/a/x", "1"}, {"/src/b", several_blocks()}, {"/src/c", ""}};
  const auto done = cli.copy({"-r", "dbfs:/src", cli.at("new/deep")});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "dbfs:/src/a/x -> " + cli.at("new/deep/a/x") + "\ndbfs:/src/b -> " + cli.at("new/deep/b") +
                        "\ndbfs:/src/c -> " + cli.at("new/deep/c") + "\n");
  CHECK(done.err == "3 copied, 0 skipped, 0 failed\n");
  CHECK(cli.read("new/deep/b") == several_blocks());
  CHECK(fs::is_directory(cli.home() / "new/deep/a/none"));
}

TEST_CASE("fs cp -r down: skips files that exist, fails for a file in the way of a folder", "[commands][fs]") {
  Copying cli;
  cli.dbfs.folders.insert({"/src", "/src/d"});
  cli.dbfs.files = {{"/src/a", "new"}, {"/src/d/x", "new"}};
  cli.write("out/a", "old");
  auto done = cli.copy({"-r", "dbfs:/src", cli.at("out")});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "dbfs:/src/d/x -> " + cli.at("out/d/x") + "\ndbfs:/src/a already exists locally as " +
                        cli.at("out/a") + ". Skip. To overwrite, you should provide the --overwrite flag.\n");
  CHECK(cli.read("out/a") == "old");
  CHECK(cli.copy({"-r", "--overwrite", "dbfs:/src", cli.at("out")}).exit_code == 0);
  CHECK(cli.read("out/a") == "new");
  cli.write("other/d", "a file");
  done = cli.copy({"-r", "dbfs:/src", cli.at("other")});
  CHECK(done.exit_code == 1);
  CHECK(done.out.starts_with(cli.at("other/d") + " exists as a file. Skipping this subtree dbfs:/src/d\n"));
  CHECK(cli.read("other/a") == "new");
}

TEST_CASE("fs cp -r down: a name from the service stays in the target folder", "[commands][fs]") {
  for (const auto* path : {"/src/..", "/src/.", "/"}) {
    Copying cli;
    cli.service.answer = [path](const dbc::net::Request& request) {
      const bool is_list = request.target.find("/list?") != std::string::npos;
      const std::string entry = std::string(R"({"path":")") + path + R"(","is_dir":false,"file_size":1})";
      return dbc::net::Response{
          .status = 200,
          .body = is_list ? R"({"files":[)" + entry + "]}" : R"({"path":"/src","is_dir":true,"file_size":0})"};
    };
    const auto done = cli.copy({"-r", "dbfs:/src", cli.at("out")});
    CHECK(done.exit_code == 1);
    CHECK(done.err.find("would not stay in the target folder") != std::string::npos);
    CHECK(cli.entries("out") == 0);
  }
}

TEST_CASE("fs cp within DBFS: keeps the name, in the target or in a folder", "[commands][fs]") {
  Copying cli;
  const auto bytes = several_blocks();
  cli.dbfs.files["/a"] = bytes;
  CHECK(cli.copy({"dbfs:/a", "dbfs:/dir"}).exit_code == 0);
  CHECK(cli.dbfs.files["/dir/a"] == bytes);
  CHECK(cli.copy({"-r", "dbfs:/a", "dbfs:/b"}).out.empty());
  CHECK(cli.dbfs.files["/b"] == bytes);
  CHECK(cli.copy({"dbfs:/a", "dbfs:/b"}).err.find("RESOURCE_ALREADY_EXISTS") != std::string::npos);
  CHECK(cli.copy({"dbfs:/dir", "dbfs:/c"}).err == "Error: The dbfs file dbfs:/dir is a directory.\n");
}

TEST_CASE("fs cp -r within DBFS: the lines show both sides", "[commands][fs]") {
  Copying cli;
  cli.dbfs.folders.insert({"/src", "/src/d"});
  cli.dbfs.files = {{"/src/d/x", several_blocks()}, {"/src/e", ""}, {"/dst/e", "old"}};
  const auto done = cli.copy({"-r", "dbfs:/src", "dbfs:/dst"});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "dbfs:/src/d/x -> dbfs:/dst/d/x\ndbfs:/dst/e already exists. Skip.\n");
  CHECK(cli.dbfs.files["/dst/d/x"] == several_blocks());
}

TEST_CASE("fs cp within DBFS: nothing is copied into itself", "[commands][fs]") {
  Copying cli;
  cli.dbfs.files["/dir/a"] = "1";
  CHECK(cli.copy({"-r", "dbfs:/dir", "dbfs:/dir/sub"}).err ==
        "Error: dbfs:/dir cannot be copied into itself, dbfs:/dir/sub\n");
  CHECK(cli.copy({"-r", "dbfs:/dir/", "dbfs:/x/../dir"}).exit_code == 1);
  CHECK(cli.copy({"--overwrite", "dbfs:/dir/a", "dbfs:/dir"}).exit_code == 1);
  CHECK(cli.dbfs.files["/dir/a"] == "1");
  CHECK(cli.copy({"-r", "dbfs:/dir", "dbfs:/dir2"}).exit_code == 0);
}

TEST_CASE("fs cp -r: many files at once give what one at a time gives", "[commands][fs]") {
  Copying cli;
  for (int i = 0; i < 300; ++i)
    cli.write("t/" + std::to_string(i % 7) + "/" + std::to_string(i), std::to_string(i * i));
  const auto alone = cli.copy({"-r", cli.at("t"), "dbfs:/one", "--concurrency", "1"});
  const auto many = cli.copy({"-r", cli.at("t"), "dbfs:/two"});
  CHECK(many.err == "300 copied, 0 skipped, 0 failed\n");
  CHECK(many.err == alone.err);
  const auto back = cli.copy({"-r", "dbfs:/two", cli.at("back"), "--concurrency", "64"});
  CHECK(back.err == alone.err);
  CHECK(cli.read("back/3/241") == std::to_string(241 * 241));
  CHECK(std::ranges::count(many.out, '\n') == 300);
}

TEST_CASE("fs cp: a target that ends in a slash is a folder", "[commands][fs]") {
  Copying cli;
  cli.write("f", "1");
  cli.dbfs.files["/file"] = "old";
  CHECK(cli.copy({cli.at("f"), "dbfs:/new/dir/"}).exit_code == 0);
  CHECK(cli.dbfs.files["/new/dir/f"] == "1");
  CHECK(cli.copy({"dbfs:/new/dir/f", "dbfs:/other/"}).exit_code == 0);
  CHECK(cli.dbfs.files["/other/f"] == "1");
  CHECK(cli.copy({"dbfs:/new/dir/f", cli.at("in/here/")}).exit_code == 0);
  CHECK(cli.read("in/here/f") == "1");
  const auto refused = cli.copy({"--overwrite", cli.at("f"), "dbfs:/file/"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("dbfs:/file/ is a file") != std::string::npos);
  CHECK(cli.dbfs.files["/file"] == "old");
  CHECK(cli.copy({"dbfs:/file", cli.at("f") + "/"}).exit_code == 1);
  CHECK(cli.read("f") == "1");
}
