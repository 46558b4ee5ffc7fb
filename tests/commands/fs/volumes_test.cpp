#include <catch2/catch.hpp>
#include <fstream>

#include "support/command_fixture.hpp"

namespace fs = std::filesystem;
using dbc::test::CommandFixture;
using dbc::test::Outcome;

namespace {

const std::string k_volume = "dbfs:/Volumes/main/default/files";

/// The embedded workspace, whose volumes are there.
struct Volumes : CommandFixture {
  Volumes() {
    environment.erase("DATABRICKS_HOST");
    REQUIRE(run({"configure", "--local", "demo"}).exit_code == 0);
    REQUIRE(run({"fs", "ls"}).exit_code == 0);  // makes it
    REQUIRE(run({"emulator", "reset", "demo", "--yes", "--seed", "starter"}).exit_code == 0);
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (home() / name).string(); }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((home() / name).parent_path());
    std::ofstream(home() / name, std::ios::binary) << content;
  }
  /// What a command of the group writes, which must succeed.
  std::string done(std::vector<std::string> words) {
    words.insert(words.begin(), "fs");
    const Outcome outcome = run(words);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    return outcome.out;
  }
};

std::string several_parts() {
  std::string bytes((std::size_t{3} << 20U) + 77, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 991) bytes[i] = static_cast<char>(i);
  return bytes;
}

}  // namespace

TEST_CASE("fs volumes: a file there and back, byte for byte", "[commands][fs]") {
  Volumes cli;
  const auto bytes = several_parts();
  cli.write("a b#%é.bin", bytes);
  CHECK(cli.done({"mkdirs", k_volume + "/x"}).empty());
  CHECK(cli.done({"cp", cli.at("a b#%é.bin"), k_volume + "/x/"}).empty());
  CHECK(cli.done({"ls", k_volume + "/x"}).find("a b#%é.bin") != std::string::npos);
  const bool is_same = cli.done({"cat", k_volume + "/x/a b#%é.bin"}) == bytes;  // nobody wants to see them
  CHECK(is_same);
  CHECK(cli.done({"cp", k_volume + "/x/a b#%é.bin", cli.at("back")}).empty());
  const bool is_back = cli.read("back") == bytes;
  CHECK(is_back);
  CHECK(cli.done({"ls", "-l", k_volume + "/x/a b#%é.bin"}).find(std::to_string(bytes.size())) != std::string::npos);
}

TEST_CASE("fs volumes: what is there is replaced only when told so", "[commands][fs]") {
  Volumes cli;
  cli.write("one", "1");
  cli.write("two", "2");
  CHECK(cli.done({"cp", cli.at("one"), k_volume + "/f"}).empty());
  const auto refused = cli.run({"fs", "cp", cli.at("two"), k_volume + "/f"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("ALREADY_EXISTS") != std::string::npos);
  CHECK(cli.done({"cat", k_volume + "/f"}) == "1");
  CHECK(cli.done({"cp", "--overwrite", cli.at("two"), k_volume + "/f"}).empty());
  CHECK(cli.done({"cat", k_volume + "/f"}) == "2");
}

TEST_CASE("fs volumes: trees, and between volumes and DBFS", "[commands][fs]") {
  Volumes cli;
  cli.write("tree/a.txt", "a");
  cli.write("tree/in/b.txt", "b");
  CHECK(cli.done({"cp", "-r", cli.at("tree"), k_volume + "/tree"}).find("b.txt") != std::string::npos);
  CHECK(cli.done({"cp", "-r", k_volume + "/tree", "dbfs:/copy"}).find("b.txt") != std::string::npos);
  CHECK(cli.done({"cat", "dbfs:/copy/in/b.txt"}) == "b");
  CHECK(cli.done({"cp", "-r", "dbfs:/copy", k_volume + "/again"}).find("a.txt") != std::string::npos);
  CHECK(cli.done({"cp", "-r", k_volume + "/again", cli.at("down")}).find("a.txt") != std::string::npos);
  CHECK(cli.read("down/in/b.txt") == "b");
  CHECK(cli.run({"fs", "rm", k_volume + "/tree"}).exit_code == 1);
  CHECK(cli.done({"cat", k_volume + "/tree/in/b.txt"}) == "b");
  CHECK(cli.done({"rm", "-r", k_volume + "/tree"}).find("Delete finished successfully.") != std::string::npos);
  CHECK(cli.run({"fs", "ls", k_volume + "/tree"}).exit_code == 1);
}

TEST_CASE("fs volumes: folders, and what is not there", "[commands][fs]") {
  Volumes cli;
  CHECK(cli.done({"mkdirs", k_volume + "/p/q"}).empty());
  CHECK(cli.done({"ls", k_volume + "/p"}) == "q\n");
  CHECK(cli.done({"rm", k_volume + "/p/q"}).find("successfully") != std::string::npos);
  for (const std::string command : {"ls", "cat", "rm"}) {
    const auto missing = cli.run({"fs", command, k_volume + "/none"});
    CHECK(missing.exit_code == 1);
    CHECK_THAT(missing.err, Catch::Contains("NOT_EXIST") || Catch::Contains("NOT_FOUND"));
  }
  const auto no_volume = cli.run({"fs", "mkdirs", "dbfs:/Volumes/main/default/nope/x"});
  CHECK(no_volume.exit_code == 1);
  CHECK_FALSE(no_volume.err.empty());
}

TEST_CASE("fs volumes: long listings come in pages", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"contents":[{"path":"/Volumes/a/b/c/x","is_directory":false,"file_size":1}],)"
                     R"("next_page_token":"t=1"})");
  service.reply(200, R"({"contents":[{"path":"/Volumes/a/b/c/y","is_directory":true}]})");
  CHECK(cli.run({"fs", "ls", "dbfs:/Volumes/a/b/c"}).out == "x\ny\n");
  REQUIRE(service.requests.size() == 2);
  CHECK(service.requests[0].target == "/api/2.0/fs/directories/Volumes/a/b/c");
  CHECK(service.requests[1].target == "/api/2.0/fs/directories/Volumes/a/b/c?page_token=t%3D1");
}

TEST_CASE("fs volumes: only what lies below /Volumes goes there", "[commands][fs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"files":[]})");
  CHECK(cli.run({"fs", "ls", "dbfs:/VolumesOfMine/x"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/dbfs/list?path=dbfs%3A%2FVolumesOfMine%2Fx");
}

TEST_CASE("fs volumes: a slash at the end, and a volume's root, mean a folder", "[commands][fs]") {
  Volumes cli;
  cli.write("f", "1");
  CHECK(cli.done({"cp", cli.at("f"), k_volume + "/nodir/"}).empty());
  CHECK(cli.done({"cat", k_volume + "/nodir/f"}) == "1");
  CHECK(cli.done({"cp", k_volume + "/nodir/f", k_volume + "/a/b/"}).empty());
  CHECK(cli.done({"cat", k_volume + "/a/b/f"}) == "1");
  CHECK(cli.done({"cp", k_volume + "/nodir/f", "dbfs:/new/dir/"}).empty());
  CHECK(cli.done({"cat", "dbfs:/new/dir/f"}) == "1");
  CHECK(cli.done({"cp", k_volume + "/nodir/f", cli.at("x/y/")}).empty());
  CHECK(cli.read("x/y/f") == "1");
  CHECK(cli.done({"cp", cli.at("f"), k_volume}).empty());
  CHECK(cli.done({"cat", k_volume + "/f"}) == "1");
  for (const auto* folder : {"dbfs:/Volumes/main/default/none", "dbfs:/Volumes/main", "dbfs:/Volumes"})
    CHECK(cli.run({"fs", "cp", cli.at("f"), folder}).exit_code == 1);
  const auto into_file = cli.run({"fs", "cp", "--overwrite", cli.at("f"), k_volume + "/f/"});
  CHECK(into_file.exit_code == 1);
  CHECK(into_file.err.find("The target " + k_volume + "/f/ is a file") != std::string::npos);
}
