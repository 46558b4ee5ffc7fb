#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>

#include "emulator/files/descriptor.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

/// A workspace beside a repository of this machine.
class GitFixture : public RunsFixture {
 public:
  GitFixture() {
    std::filesystem::create_directories(remote());
    git("init -q -b main .");
    write("main.py", "import helper\nprint(helper.word)");
    write("helper.py", "word = 'first'");
    write("books/reader.py",
          "# Databricks notebook source\n# MAGIC %run ./words\n\n# COMMAND ----------\n\n"
          "import helper\ndbutils.notebook.exit(word + helper.word)");
    write("books/words.py", "# Databricks notebook source\nword = 'hello '");
    commit("first");
    git("tag v1");
    write("helper.py", "word = 'second'");
    commit("second");
  }
  [[nodiscard]] std::filesystem::path remote() const { return folder.path() / "remote"; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((remote() / name).parent_path());
    std::ofstream(remote() / name) << text << "\n";
  }
  void git(const std::string& words) const {
    const std::string command = "cd '" + remote().string() +
                                "' && HOME=/nonexistent GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_DATE='@1 +0000' "
                                "GIT_COMMITTER_DATE='@1 +0000' git -c user.name=a -c user.email=a@b " +
                                words + " >/dev/null 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);
  }
  void commit(const std::string& message) const {
    git("add -A");
    git("commit -q -m " + message);
  }
  [[nodiscard]] std::string head(const std::string& reference = "refs/heads/main") const {
    const auto text = read_file(remote() / ".git" / reference);
    return text ? std::string(trim(*text)) : "";
  }
  Json source(const Json& more) const {
    Json made{{"git_url", remote().string()}, {"git_provider", "gitHub"}};
    made.update(more);
    return {{"git_source", made}};
  }
  static Json git_script(const std::string& file) {
    return {{"task_key", "a"}, {"spark_python_task", {{"python_file", file}}}, {"new_cluster", cluster()}};
  }
  static Json git_notebook(const std::string& path) {
    return {{"task_key", "a"}, {"notebook_task", {{"notebook_path", path}}}, {"new_cluster", cluster()}};
  }
  std::string code_of(std::int64_t run_id) {
    const Json run = body_of(call("GET", "/api/2.2/jobs/runs/get?run_id=" + std::to_string(run_id)));
    return task_of(run, "a")["status"]["termination_details"]["code"];
  }
};

/// A remote that takes connections and says nothing.
class SilentRemote {
 public:
  SilentRemote() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_.get(), generic, size) == 0);
    REQUIRE(::listen(listener_.get(), 8) == 0);
    REQUIRE(::getsockname(listener_.get(), generic, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/x"; }

 private:
  emulator::Descriptor listener_;
  int port_ = 0;
};

}  // namespace

TEST_CASE("git: a cancelled run does not wait for its remote", "[execution][git]") {
  GitFixture ws;
  const SilentRemote remote;
  const auto id = ws.submit({ws.git_script("main.py")}, ws.source({{"git_branch", "main"}, {"git_url", remote.url()}}));
  ws.await([&] {
    for (const int process : ws.processes_of(id)) {
      const auto words = read_file("/proc/" + std::to_string(process) + "/cmdline");
      if (words && words->find("fetch") != std::string::npos) return true;
    }
    return false;
  });
  ws.cancel(id);
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "TERMINATED/CANCELED");
  CHECK(ws.processes_of(id).empty());
}

TEST_CASE("git: a task runs the file of a branch, a tag or a commit", "[execution][git]") {
  GitFixture ws;
  const auto [member, reference, word, length] = GENERATE(table<std::string, std::string, std::string, std::size_t>({
      {"git_branch", "refs/heads/main", "second", 0},
      {"git_tag", "refs/tags/v1", "first", 0},
      {"git_commit", "refs/tags/v1", "first", 40},
      {"git_commit", "refs/heads/main", "second", 10},
  }));
  const std::string commit = ws.head(reference);
  const std::string name = length == 0 ? reference.substr(reference.rfind('/') + 1) : commit.substr(0, length);
  const std::string scheme = GENERATE(as<std::string>{}, "", "file://");
  const Json source{{member, name}, {"git_url", scheme + ws.remote().string()}};
  const Json run = ws.finished(ws.submit({ws.git_script("main.py")}, ws.source(source)));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "a")["logs"] == word + "\n");
  CHECK(run["git_source"]["git_snapshot"]["used_commit"] == commit);
  ws.await([&] { return !std::filesystem::exists(ws.root() / "runs" / run["run_id"].dump() / "git"); });
}

TEST_CASE("git: a notebook finds what lies beside it and at the repository's root", "[execution][git]") {
  GitFixture ws;
  const std::string path = GENERATE(as<std::string>{}, "books/reader", "books/reader.py");
  const auto job = ws.create_job({ws.git_notebook(path)}, ws.source({{"git_branch", "main"}}));
  const Json run = ws.finished(ws.run_now(job));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "a")["notebook_output"]["result"] == "hello second");
}

TEST_CASE("git: a sparse checkout has the folders that were asked for", "[execution][git]") {
  GitFixture ws;
  ws.write("books/seen.py", "import os\nprint(sorted(os.listdir(os.path.dirname(os.path.dirname(__file__)))))");
  ws.write("other/hidden.txt", "x");
  ws.commit("more");
  const Json sparse{{"patterns", {"books"}}};
  const Json run = ws.finished(
      ws.submit({ws.git_script("books/seen.py")}, ws.source({{"git_branch", "main"}, {"sparse_checkout", sparse}})));
  CHECK(ws.output_of(run, "a")["logs"] == "['books', 'helper.py', 'main.py']\n");
}

TEST_CASE("git: what cannot be checked out is told, with no secret", "[execution][git]") {
  GitFixture ws;
  auto [source, message] = GENERATE(table<Json, std::string>({
      {Json{{"git_branch", "nosuch"}}, "Failed to checkout Git repository: couldn't find remote ref refs/heads/nosuch"},
      {Json{{"git_commit", "0123456789abcdef0123456789abcdef01234567"}}, "Failed to checkout Git repository: "},
      {Json{{"git_branch", "main"}, {"git_url", "/nonexistent/repository"}}, "Failed to checkout Git repository: "},
      {Json{{"git_branch", "main"}, {"git_url", "ext::touch% /tmp/x"}}, "reaches remotes by https://"},
      {Json{{"git_branch", "main"}, {"git_url", "git@host:a/b.git"}}, "reaches remotes by https://"},
      {Json{{"git_branch", "main"}, {"git_url", "http://ann:hunter2@127.0.0.1:1/x"}},
       "Failed to checkout Git repository: "},
      {Json{{"git_branch", "main"}, {"git_url", "WORKSPACE"}}, "the folder of the workspace itself is no remote"},
      {Json{{"git_branch", "main:refs/heads/x"}}, "is no name of a branch or tag"},
      {Json{{"git_commit", "--upload-pack=x"}}, "is no name of a commit"},
  }));
  if (source.value("git_url", "") == "WORKSPACE") source["git_url"] = (ws.root() / "files/workspace/x").string();
  const auto id = ws.submit({ws.git_script("main.py")}, ws.source(source));
  const Json run = ws.finished(id);
  const std::string text = ws.task_of(run, "a")["state"]["state_message"];
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(text, Catch::Contains(message));
  CHECK_THAT(text, !Catch::Contains("hunter2"));
  CHECK(ws.code_of(id) == "REPOSITORY_CHECKOUT_FAILED");
}

TEST_CASE("git: a path leads nowhere out of the checkout", "[execution][git]") {
  GitFixture ws;
  std::filesystem::create_symlink("/etc/hostname", ws.remote() / "link.py");
  ws.commit("link");
  const std::string file = GENERATE(as<std::string>{}, "../../lock", "link.py", "nosuch.py", "books", "/etc/hostname");
  const Json run = ws.finished(ws.submit({ws.git_script(file)}, ws.source({{"git_branch", "main"}})));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
}

TEST_CASE("git: hooks and settings of the remote's owner are nothing to a run", "[execution][git]") {
  GitFixture ws;
  const auto mark = ws.folder.path() / "mark";
  for (const char* hook : {"post-checkout", "post-merge", "reference-transaction"}) {
    const auto file = ws.remote() / ".git/hooks" / hook;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\ntouch '" << mark.string() << "'\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }
  const Json run = ws.finished(ws.submit({ws.git_script("main.py")}, ws.source({{"git_branch", "main"}})));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK_FALSE(std::filesystem::exists(mark));
}

TEST_CASE("git: a task without a git_source says that it has none", "[execution][git]") {
  GitFixture ws;
  Json task = ws.git_script("main.py");
  task["spark_python_task"]["source"] = "GIT";
  const Json run = ws.finished(ws.submit({task}));
  CHECK_THAT(ws.task_of(run, "a")["state"]["state_message"].get<std::string>(),
             Catch::Contains("the job has no git_source"));
}

TEST_CASE("git: tasks of one run share its checkout", "[execution][git]") {
  GitFixture ws;
  Json one = ws.git_script("main.py");
  Json two = one;
  two["task_key"] = "b";
  Json three = ws.script("c", "print('workspace')");
  three["spark_python_task"]["source"] = "WORKSPACE";
  const Json run = ws.finished(ws.submit({one, two, three}, ws.source({{"git_branch", "main"}})));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "b")["logs"] == "second\n");
  CHECK(ws.output_of(run, "c")["logs"] == "workspace\n");
}
