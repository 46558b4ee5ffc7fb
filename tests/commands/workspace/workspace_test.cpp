#include <catch2/catch.hpp>
#include <fstream>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"
#include "support/fake_dbfs.hpp"

namespace fs = std::filesystem;
using dbc::test::CommandFixture;
using dbc::test::refusal;

namespace {

/// The command line, with local files below the home folder and a service that is scripted or a function.
struct Workspace : CommandFixture {
  dbc::test::FakeService& service = use_fake_service();

  [[nodiscard]] std::string at(const std::string& name) const { return (home() / name).string(); }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((home() / name).parent_path());
    std::ofstream(home() / name, std::ios::binary) << content;
  }
  dbc::test::Outcome ws(std::vector<std::string> words) {
    words.insert(words.begin(), "workspace");
    return run(words);
  }
  [[nodiscard]] std::vector<std::string> bodies(const std::string& operation) const {
    std::vector<std::string> found;
    for (const auto& request : service.requests)
      if (request.target.ends_with("/" + operation)) found.push_back(request.body);
    std::ranges::sort(found);
    return found;
  }
};

constexpr auto k_objects =
    R"({"objects":[{"object_type":"DIRECTORY","path":"/a/b c","object_id":1},)"
    R"({"object_type":"NOTEBOOK","path":"/a/é","language":"SCALA","object_id":22},)"
    R"({"object_type":"LIBRARY","path":"/a/l","object_id":333},{"object_type":"FILE","path":"/a/f"}]})";

/// A tree of /src with every kind of object; each notebook's content is its path.
dbc::net::Response tree(const dbc::net::Request& request) {
  const auto path = dbc::percent_decode(request.target.substr(request.target.find("path=") + 5), true).value();
  const auto answer = [](const std::string& body) { return dbc::net::Response{.status = 200, .body = body}; };
  if (request.target.find("get-status") != std::string::npos)
    return answer(R"({"object_type":"REPO","path":"/src","object_id":1})");
  if (request.target.find("export") != std::string::npos)
    return answer(R"({"content":")" + dbc::base64_encode(path.substr(0, path.find('&'))) + R"("})");
  if (path == "/src")
    return answer(R"({"objects":[{"object_type":"DIRECTORY","path":"/src/sub"},)"
                  R"({"object_type":"NOTEBOOK","path":"/src/p","language":"PYTHON"},)"
                  R"({"object_type":"LIBRARY","path":"/src/lib"},)"
                  R"({"object_type":"NOTEBOOK","path":"/src/s","language":"SQL"}]})");
  if (path == "/src/sub")
    return answer(R"({"objects":[{"object_type":"NOTEBOOK","path":"/src/sub/r","language":"R"},)"
                  R"({"object_type":"DIRECTORY","path":"/src/sub/empty"}]})");
  return answer("{}");
}

}  // namespace

TEST_CASE("workspace ls: names, types, languages and ids", "[commands][workspace]") {
  Workspace cli;
  for (int i = 0; i < 4; ++i) cli.service.reply(200, k_objects);
  CHECK(cli.ws({"ls", "/a x"}).out == "b c\né\nl\nf\n");
  CHECK(cli.service.requests[0].target == "/api/2.0/workspace/list?path=%2Fa+x");
  CHECK(cli.ws({"list", "/a", "--absolute"}).out == "/a/b c\n/a/é\n/a/l\n/a/f\n");
  CHECK(cli.ws({"ls", "-l", "/a"}).out == "DIRECTORY  b c\nNOTEBOOK   é    SCALA\nLIBRARY    l\nFILE       f\n");
  CHECK(cli.ws({"ls", "-li", "/a"}).out ==
        "DIRECTORY  b c         1\nNOTEBOOK   é    SCALA  22\nLIBRARY    l           333\nFILE       f\n");
}

TEST_CASE("workspace ls: the root by default, every path that is given, an empty line for nothing",
          "[commands][workspace]") {
  Workspace cli;
  cli.service.reply(200, "{}");
  CHECK(cli.ws({"ls"}).out == "\n");
  CHECK(cli.service.requests[0].target == "/api/2.0/workspace/list?path=%2F");
  for (const auto* name : {"/x/1", "/y/2"})
    cli.service.reply(200, std::string(R"({"objects":[{"object_type":"DIRECTORY","path":")") + name + R"("}]})");
  CHECK(cli.ws({"ls", "/x", "/y"}).out == "1\n2\n");
  cli.service.replies.push_back(refusal(404, "RESOURCE_DOES_NOT_EXIST"));
  CHECK(cli.ws({"ls", "/none"}).exit_code == 1);
}

TEST_CASE("workspace ls: colours at a terminal, and the modern form", "[commands][workspace]") {
  Workspace cli;
  for (int i = 0; i < 2; ++i) cli.service.reply(200, k_objects);
  CHECK(cli.ws({"list", "/a", "-o", "text"}).out.starts_with("ID   Type       Language  Path\n1    DIRECTORY"));
  cli.show_output();
  CHECK(cli.ws({"ls", "/a"}).out == "\x1b[36mb c\x1b[0m\né\n\x1b[32ml\x1b[0m\nf\n");
}

TEST_CASE("workspace mkdirs and delete: one request, no output", "[commands][workspace]") {
  Workspace cli;
  for (int i = 0; i < 3; ++i) cli.service.reply(200, "{}");
  CHECK(cli.ws({"mkdirs", "/a b"}).out.empty());
  CHECK(cli.ws({"delete", "/a"}).out.empty());
  CHECK(cli.ws({"rm", "-r", "/a"}).out.empty());
  CHECK(cli.service.requests[0].body == R"({"path": "/a b"})");
  CHECK(cli.service.requests[1].body == R"({"path": "/a", "recursive": false})");
  CHECK(cli.service.requests[2].body == R"({"path": "/a", "recursive": true})");
  CHECK(cli.ws({"delete"}).exit_code == 2);
}

TEST_CASE("workspace import: the file's bytes, language and format as one would write them", "[commands][workspace]") {
  Workspace cli;
  cli.write("n", std::string("\xff\0x", 3));
  cli.service.reply(200, "{}");
  CHECK(cli.ws({"import", cli.at("n"), "/t.py", "-l", "python", "-f", "Dbc", "-o"}).out.empty());
  CHECK(cli.service.requests[0].body ==
        R"({"path": "/t.py", "format": "DBC", "language": "PYTHON", "content": "/wB4", "overwrite": true})");
  cli.service.replies.push_back(refusal(400, "RESOURCE_ALREADY_EXISTS"));
  CHECK(cli.ws({"import", cli.at("n"), "/t", "-lR"}).err.find("RESOURCE_ALREADY_EXISTS") != std::string::npos);
  CHECK(cli.ws({"import", cli.at("n"), "/t"})
            .err.ends_with("Missing option '--language' / '-l'. Choose from: SCALA, "
                           "PYTHON, SQL, R.\n"));
  const auto perl = cli.ws({"import", cli.at("n"), "/t", "-l", "perl"});
  CHECK(perl.exit_code == 2);
  CHECK(perl.err.find("Language must be one of: SCALA, PYTHON, SQL, R") != std::string::npos);
  CHECK(cli.ws({"import", cli.at("none"), "/t", "-l", "R"}).exit_code == 1);
  CHECK(cli.ws({"import", cli.home().string(), "/t", "-l", "R"}).exit_code == 1);
  CHECK(cli.service.requests.size() == 2);
}

TEST_CASE("workspace export: to a file, or into a folder under the notebook's name", "[commands][workspace]") {
  Workspace cli;
  fs::create_directory(cli.home() / "out");
  const auto notebook = R"({"object_type":"NOTEBOOK","path":"/a/é n","language":"SCALA"})";
  cli.service.reply(200, R"({"content":"/wB4"})");
  CHECK(cli.ws({"export", "/a/n", cli.at("x")}).out.empty());
  CHECK(cli.read("x") == std::string("\xff\0x", 3));
  CHECK(cli.service.requests[0].target == "/api/2.0/workspace/export?path=%2Fa%2Fn&format=SOURCE");
  for (const auto& [format, name] : {std::pair{"source", "out/é n.scala"}, std::pair{"HTML", "out/é n.html"},
                                     std::pair{"jupyter", "out/é n.ipynb"}, std::pair{"dbc", "out/é n.dbc"}}) {
    cli.service.reply(200, notebook);
    cli.service.reply(200, R"({"content":"eA=="})");
    CHECK(cli.ws({"export", "-f", format, "/a/n", cli.at("out")}).exit_code == 0);
    CHECK(cli.read(name) == "x");
  }
}

TEST_CASE("workspace export: what cannot be exported, and where it cannot go", "[commands][workspace]") {
  Workspace cli;
  cli.write("old", "old");
  CHECK(cli.ws({"export", "/n", cli.at("old")}).err.starts_with("Error: Target " + cli.at("old") + " already exists."));
  CHECK(cli.service.requests.empty());
  cli.service.reply(200, R"({"object_type":"DIRECTORY","path":"/n"})");
  CHECK(cli.ws({"export", "/n", cli.home().string()}).err == "Error: Export can only be called on a notebook.\n");
  cli.service.reply(200, R"({"content":"***"})");
  CHECK(cli.ws({"export", "-o", "/n", cli.at("old")}).exit_code == 1);
  CHECK(cli.read("old") == "old");
  cli.service.reply(200, R"({"content":"eA=="})");
  CHECK(cli.ws({"export", "/n", cli.at("no/x")}).exit_code == 1);
  cli.service.reply(200, R"({"content":"eA=="})");
  CHECK(cli.ws({"export", "-o", "/n", cli.at("old")}).exit_code == 0);
  CHECK(cli.read("old") == "x");
}

TEST_CASE("workspace export_dir: notebooks as sources, empty folders, the rest skipped", "[commands][workspace]") {
  for (const auto* name : {"export_dir", "export-dir"}) {
    Workspace cli;
    cli.service.answer = tree;
    const auto done = cli.ws({name, "/src", cli.at("new/out")});
    CHECK(done.exit_code == 0);
    CHECK(done.out == "/src/sub/r -> " + cli.at("new/out/sub/r.r") + "\n/src/p -> " + cli.at("new/out/p.py") +
                          "\n/src/lib is neither a dir or a notebook. Skip.\n/src/s -> " + cli.at("new/out/s.sql") +
                          "\n");
    CHECK(done.err == "3 exported, 1 skipped, 0 failed\n");
    CHECK(cli.read("new/out/sub/r.r") == "/src/sub/r");
    CHECK(fs::is_directory(cli.home() / "new/out/sub/empty"));
  }
}

TEST_CASE("workspace export_dir: skips files that exist, fails for a file in the way of a folder",
          "[commands][workspace]") {
  Workspace cli;
  cli.service.answer = tree;
  cli.write("out/p.py", "old");
  cli.write("out/sub", "a file");
  auto done = cli.ws({"export_dir", "/src", cli.at("out")});
  CHECK(done.exit_code == 1);
  CHECK(done.out.starts_with(cli.at("out/sub") +
                             " exists as a file. Skipping this subtree /src/sub\n/src/p already "
                             "exists locally as " +
                             cli.at("out/p.py") + ". Skip.\n"));
  CHECK(done.err.starts_with("1 exported, 2 skipped, 1 failed\n"));
  CHECK(cli.read("out/p.py") == "old");
  fs::remove(cli.home() / "out/sub");
  done = cli.ws({"export_dir", "-o", "/src", cli.at("out") + "/"});
  CHECK(done.exit_code == 0);
  CHECK(cli.read("out/p.py") == "/src/p");
}

TEST_CASE("workspace export_dir: a failure in the middle, a wrong source, a name that leaves the folder",
          "[commands][workspace]") {
  Workspace cli;
  cli.service.answer = [](const dbc::net::Request& request) {
    return request.target.find("export?path=%2Fsrc%2Fp") != std::string::npos ? refusal(400, "BAD") : tree(request);
  };
  auto done = cli.ws({"export_dir", "/src", cli.at("out")});
  CHECK(done.exit_code == 1);
  CHECK(done.out == "/src/sub/r -> " + cli.at("out/sub/r.r") + "\n");
  CHECK_FALSE(fs::exists(cli.home() / "out/p.py"));
  cli.service.answer = [](const dbc::net::Request& request) {
    return dbc::net::Response{.status = 200,
                              .body = request.target.find("get-status") != std::string::npos
                                          ? R"({"object_type":"DIRECTORY"})"
                                          : R"({"objects":[{"object_type":"DIRECTORY","path":"/src/.."}]})"};
  };
  CHECK(cli.ws({"export_dir", "/src", cli.at("other")}).err.find("would not stay in the target folder") !=
        std::string::npos);
  cli.service.answer = nullptr;
  cli.service.reply(200, R"({"object_type":"NOTEBOOK","path":"/n"})");
  CHECK(cli.ws({"export_dir", "/n", cli.at("out")}).err == "Error: The source path must be a directory. /n\n");
}

TEST_CASE("workspace export_dir: two objects that would become one file are named", "[commands][workspace]") {
  Workspace cli;
  cli.service.reply(200, R"({"object_type":"DIRECTORY","path":"/src","object_id":1})");
  cli.service.reply(200, R"({"objects":[{"object_type":"DIRECTORY","path":"/src/a.py"},)"
                         R"({"object_type":"FILE","path":"/src/a"},)"
                         R"({"object_type":"NOTEBOOK","path":"/src/a","language":"PYTHON"}]})");
  const auto done = cli.ws({"export_dir", "/src", cli.at("out")});
  CHECK(done.exit_code == 1);
  CHECK(done.err.find("/src/a.py and /src/a would both become " + cli.at("out/a.py")) != std::string::npos);
  CHECK(cli.service.requests.size() == 2);
}

TEST_CASE("workspace import_dir: every extension, folders before what is in them", "[commands][workspace]") {
  for (const auto* name : {"import_dir", "import-dir"}) {
    Workspace cli;
    cli.service.answer = [](const auto&) { return dbc::net::Response{.status = 200, .body = "{}"}; };
    for (const auto* file : {"s/a.py", "s/b.scala", "s/c.SQL", "s/d.R", "s/e.ipynb", "s/f.html", "s/g.dbc", "s/h.txt",
                             "s/.py", "s/I.PY", "s/sub/j.x.sql"})
      cli.write(file, "x");
    fs::create_directory(cli.home() / "s/empty");
    const auto done = cli.ws({name, cli.at("s"), "/dst//"});
    CHECK(done.exit_code == 0);
    const auto skip = [&](const std::string& file) {
      return cli.at("s/" + file) +
             " does not have a valid extension of .scala, .py, .sql, .SQL, .r, .R, .ipynb, "
             ".html, .dbc. Skip this file and continue.\n";
    };
    const auto line = [&](const std::string& file, const std::string& target) {
      return cli.at("s/" + file) + " -> /dst/" + target + "\n";
    };
    CHECK(done.out == skip(".py") + skip("I.PY") + line("a.py", "a") + line("b.scala", "b") + line("c.SQL", "c") +
                          line("d.R", "d") + line("e.ipynb", "e") + line("f.html", "f") + line("g.dbc", "g") +
                          skip("h.txt") + line("sub/j.x.sql", "sub/j.x"));
    CHECK(done.err == "8 imported, 3 skipped, 0 failed\n");
    CHECK(cli.bodies("mkdirs") ==
          std::vector<std::string>{R"({"path": "/dst//"})", R"({"path": "/dst/empty"})", R"({"path": "/dst/sub"})"});
    const auto imports = cli.bodies("import");
    CHECK(imports[0] ==
          R"({"path": "/dst/a", "format": "SOURCE", "language": "PYTHON", "content": "eA==", "overwrite": false})");
    CHECK(imports[4] ==
          R"({"path": "/dst/e", "format": "JUPYTER", "language": "PYTHON", "content": "eA==", "overwrite": false})");
    CHECK(imports[5] == R"({"path": "/dst/f", "format": "HTML", "content": "eA==", "overwrite": false})");
  }
}

TEST_CASE("workspace import_dir: hidden files, the root as target, a link back", "[commands][workspace]") {
  Workspace cli;
  cli.service.answer = [](const auto&) { return dbc::net::Response{.status = 200, .body = "{}"}; };
  cli.write("s/.git/c.py", "x");
  cli.write("s/.b.py", "x");
  cli.write("s/a.py", "x");
  fs::create_directory_symlink(".", cli.home() / "s/loop");
  const auto done = cli.ws({"import_dir", "-e", "-o", cli.at("s") + "/", "/"});
  CHECK(done.exit_code == 0);
  CHECK(done.out == cli.at("s/a.py") + " -> /a\n");
  CHECK(done.err.find("leads back to a folder above it") != std::string::npos);
  CHECK(cli.bodies("import").front().ends_with(R"("overwrite": true})"));
  CHECK(cli.ws({"import_dir", cli.at("s"), "/"}).err.starts_with("Warning: "));
  CHECK(cli.bodies("import").size() == 4);
}

TEST_CASE("workspace import_dir: the first notebook that exists ends it", "[commands][workspace]") {
  for (const auto* width : {"1", "8"}) {
    Workspace cli;
    for (char c = 'a'; c <= 'z'; ++c) cli.write(std::string("s/") + c + ".py", "x");
    cli.service.answer = [](const dbc::net::Request& request) {
      if (request.body.find("/dst/b\"") != std::string::npos) return refusal(400, "RESOURCE_ALREADY_EXISTS", "there");
      return dbc::net::Response{.status = 200, .body = "{}"};
    };
    const auto done = cli.ws({"import_dir", cli.at("s"), "/dst", "--concurrency", width});
    CHECK(done.exit_code == 1);
    CHECK(done.out == cli.at("s/a.py") + " -> /dst/a\n");
    CHECK(done.err.find("importing " + cli.at("s/b.py") + ": RESOURCE_ALREADY_EXISTS: there") != std::string::npos);
    if (width == std::string("1")) CHECK(cli.bodies("import").size() == 2);
  }
}

TEST_CASE("workspace import_dir: a wrong source sends nothing", "[commands][workspace]") {
  Workspace cli;
  cli.write("f.py", "x");
  CHECK(cli.ws({"import_dir", cli.at("none"), "/dst"}).err.find("No such file or directory") != std::string::npos);
  CHECK(cli.ws({"import_dir", cli.at("f.py"), "/dst"}).err.find("Not a directory") != std::string::npos);
  CHECK(cli.service.requests.empty());
}

TEST_CASE("workspace import_dir: two names that would become one are refused before anything is sent",
          "[commands][workspace]") {
  const auto [first, second] = GENERATE(table<std::string, std::string>({
      {"s/a.py", "s/a.sql"},
      {"s/x/y/a.SQL", "s/x/y/a.ipynb"},
      {"s/a.r", "s/a.scala"},
      {"s/a.b.R", "s/a.b.r"},
      {"s/a.dbc", "s/a.html"},
  }));
  for (const auto* name : {"import_dir", "import-dir"}) {
    Workspace cli;
    cli.write("s/0.py", "x");
    cli.write(first, "x");
    cli.write(second, "x");
    const auto done = cli.ws({name, cli.at("s"), "/dst", "-o"});
    CHECK(done.exit_code == 1);
    CHECK(done.out.empty());
    CHECK(done.err.find(cli.at(first) + " and " + cli.at(second) + " would both become a") != std::string::npos);
    CHECK(cli.service.requests.empty());
  }
}

TEST_CASE("workspace import_dir: a folder counts as well, and what does not come along does not",
          "[commands][workspace]") {
  Workspace cli;
  cli.service.answer = [](const auto&) { return dbc::net::Response{.status = 200, .body = "{}"}; };
  for (const auto* file : {"s/a.py", "s/a.txt", "s/A.py", "s/a", "s/a.PY", "s/.b.py", "s/.b.sql", "s/b/a.py"})
    cli.write(file, "x");
  CHECK(cli.ws({"import_dir", "-e", cli.at("s"), "/dst"}).exit_code == 0);
  const auto hidden = cli.ws({"import_dir", cli.at("s"), "/dst"});
  CHECK(hidden.err.find("s/.b.sql would both become .b") != std::string::npos);
  fs::remove(cli.home() / "s/.b.py");
  cli.write("s/b.py", "x");
  CHECK(cli.ws({"import_dir", "-e", cli.at("s"), "/dst"}).err.find("s/b and " + cli.at("s/b.py")) != std::string::npos);
}
