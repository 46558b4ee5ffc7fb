#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <random>
#include <regex>

#include "dbc/base/json.hpp"
#include "dbc/base/text.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"

using dbc::Json;
using dbc::test::BinaryFixture;
using dbc::test::HttpAnswer;
using dbc::test::HttpClient;

// Four processes write to one workspace, two through the embedded door and two over HTTP; the server is a fifth. One of
// the five is killed at a random moment. Each writer tells what was acknowledged to it, a line each: "KIND ID".

namespace {

constexpr int k_rounds = 20;
constexpr int k_writers = 4;
constexpr std::string_view k_token = "crash-token";
/// What every file holds; JSON, because the client of these tests sends nothing else.
constexpr std::string_view k_content = R"({"abc":1})";
constexpr std::string_view k_volume = "/api/2.0/fs/files/Volumes/main/default/files/";
constexpr std::string_view k_spec =
    R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1})";

/// One end of a pipe; closed with it.
class Pipe {
 public:
  Pipe() { REQUIRE(::pipe2(ends_.data(), O_CLOEXEC) == 0); }
  ~Pipe() {
    close_writer();
    ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() { ::close(std::exchange(ends_[1], -1)); }

  /// Appends what is there; false at the end. Waits no longer than ten seconds.
  [[nodiscard]] bool read_some(std::string& text) const {
    pollfd wanted{.fd = ends_[0], .events = POLLIN, .revents = 0};
    if (::poll(&wanted, 1, 10'000) <= 0) return false;
    std::array<char, 4096> part{};
    const ssize_t got = ::read(ends_[0], part.data(), part.size());
    if (got > 0) text.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

void tell(int report, const std::string& kind, const std::string& id) {
  const std::string line = kind + " " + id + "\n";
  (void)!::write(report, line.data(), line.size());
}

std::string member(const std::string& json, const std::string& key) {
  const auto parsed = dbc::parse_json(json);
  if (!parsed || !parsed->contains(key)) return "";
  return (*parsed)[key].is_string() ? (*parsed)[key].get<std::string>() : (*parsed)[key].dump();
}

HttpAnswer call(HttpClient& client, const std::string& method, const std::string& target, const Json& body) {
  const std::string bearer = "Authorization: Bearer " + std::string(k_token) + "\r\n";
  return client.request(method, target, bearer, body.is_null() ? "" : body.dump());
}

/// One write of each kind over HTTP; false where the server is gone.
void write_over_http(HttpClient& client, const std::string& name, int report) {
  const auto post = [&](const std::string& target, const Json& body, const std::string& kind, const std::string& id) {
    const auto answer = call(client, "POST", target, body);
    if (answer.status == 200) tell(report, kind, id.empty() ? member(answer.body, kind + "_id") : id);
  };
  post("/api/2.0/secrets/put", {{"scope", "crash"}, {"key", name}, {"string_value", "v"}}, "secret", name);
  post("/api/2.0/clusters/create", *dbc::parse_json(k_spec), "cluster", "");
  post("/api/2.0/dbfs/put", {{"path", "/crash/" + name}, {"contents", dbc::base64_encode(k_content)}}, "dbfs", name);
  post("/api/2.1/jobs/create", {{"name", name}}, "job", "");
  post("/api/2.0/workspace/import",
       {{"path", "/Shared/" + name}, {"content", dbc::base64_encode(k_content)}, {"language", "PYTHON"}}, "object",
       name);
  post("/api/2.0/workspace-files/import-file/Shared%2F" + name + ".txt", *dbc::parse_json(k_content), "file", name);
  if (call(client, "PUT", std::string(k_volume) + name, *dbc::parse_json(k_content)).status == 204)
    tell(report, "volume", name);
}

/// The same through the embedded door, a process each.
void write_by_commands(const BinaryFixture& dbc, const std::string& name, const std::string& file, int report) {
  const auto run = [&](std::vector<std::string> words, const std::string& kind, const std::string& id) {
    const auto done = dbc.run(std::move(words));
    if (done.exit_code == 0) tell(report, kind, id.empty() ? member(done.out, kind + "_id") : id);
  };
  run({"secrets", "put", "--scope", "crash", "--key", name, "--string-value", "v"}, "secret", name);
  run({"clusters", "create", "--json", std::string(k_spec)}, "cluster", "");
  run({"fs", "cp", file, "dbfs:/crash/" + name}, "dbfs", name);
  run({"jobs", "create", "--json", Json{{"name", name}}.dump()}, "job", "");
  run({"workspace", "import", file, "/Shared/" + name, "--language", "PYTHON"}, "object", name);
}

class Crash {
 public:
  Crash() {
    dbc_.options.environment["DBC_DATA_HOME"] = (dbc_.home() / "data").string();
    dbc_.options.environment["DATABRICKS_HOST"] = "local:crash";
    file_ = dbc_.write_file("file.py", std::string(k_content));
    REQUIRE(dbc_.run({"secrets", "create-scope", "--scope", "crash"}).exit_code == 0);
  }
  ~Crash() { stop_server(SIGTERM); }
  Crash(const Crash&) = delete;
  Crash& operator=(const Crash&) = delete;

  void start_server() {
    if (server_ > 0) return;
    Pipe announced;
    server_ = dbc::test::start_process(
        {"dbc", "emulator", "start", "--port", "0", "--data-dir", folder().string(), "--token", std::string(k_token)},
        dbc_.options, announced.writer());
    announced.close_writer();
    std::string text;
    std::smatch found;
    while (!std::regex_search(text, found, std::regex(" at http://127.0.0.1:([0-9]+)\n")))
      if (!announced.read_some(text)) FAIL("the emulator did not start: " << text);
    port_ = static_cast<std::uint16_t>(std::stoi(found[1].str()));
  }

  void stop_server(int signal) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    (void)dbc::test::wait_process(std::exchange(server_, 0));
  }

  /// Lets all write until they were acknowledged `count` times, kills one, and returns the lines of all.
  std::string write_and_kill(int round, std::size_t count, std::size_t victim) {
    Pipe report;
    Pipe stop;
    std::vector<pid_t> writers;
    for (int i = 0; i < k_writers; ++i) writers.push_back(fork_writer(round, i, report, stop));
    report.close_writer();
    std::string lines;
    while (static_cast<std::size_t>(std::ranges::count(lines, '\n')) < count && report.read_some(lines)) {
    }
    if (victim < writers.size())
      ::kill(-writers[victim], SIGKILL);
    else
      stop_server(SIGKILL);
    stop.close_writer();
    while (report.read_some(lines)) {
    }
    for (const pid_t writer : writers) ::waitpid(writer, nullptr, 0);
    return lines;
  }

  /// True where what was acknowledged is there with its content.
  [[nodiscard]] bool is_there(HttpClient& client, const std::string& kind, const std::string& id) {
    if (kind == "cluster") return holds(client, "2.0/clusters/get?cluster_id=" + id, R"("num_workers":1)");
    if (kind == "job") return holds(client, "2.1/jobs/get?job_id=" + id, R"("name":")");
    if (kind == "secret") return holds(client, "2.0/secrets/get?scope=crash&key=" + id, R"("value":"dg==")");
    if (kind == "dbfs") return holds(client, "2.0/dbfs/read?path=/crash/" + id, base64_content());
    if (kind == "volume") return holds(client, "2.0/fs/files/Volumes/main/default/files/" + id, k_content);
    if (kind == "file") return holds(client, "2.0/workspace-files/Shared%2F" + id + ".txt", k_content);
    return holds(client, "2.0/workspace/export?direct_download=true&path=/Shared/" + id, k_content);
  }

  [[nodiscard]] std::string integrity() const {
    sqlite3* database = nullptr;
    std::string answer;
    const auto keep = [](void* text, int, char** values, char**) {
      *static_cast<std::string*>(text) += values[0];
      return 0;
    };
    const std::string path = (folder() / "workspace.db").string();
    sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_busy_timeout(database, 10'000);
    sqlite3_exec(database, "PRAGMA integrity_check; PRAGMA foreign_key_check", keep, &answer, nullptr);
    sqlite3_close(database);
    return answer;
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return dbc_.home() / "data" / "crash"; }

  static bool holds(HttpClient& client, const std::string& target, std::string_view text) {
    const auto answer = call(client, "GET", "/api/" + target, nullptr);
    return answer.status == 200 && answer.body.find(text) != std::string::npos;
  }

  static std::string base64_content() { return "\"" + dbc::base64_encode(k_content) + "\""; }

  /// In a group of its own, so that a kill takes the command it runs, too.
  pid_t fork_writer(int round, int number, const Pipe& report, Pipe& stop) {
    const pid_t writer = ::fork();
    REQUIRE(writer >= 0);
    ::setpgid(writer, writer);
    if (writer != 0) return writer;
    ::setpgid(0, 0);
    stop.close_writer();
    try {
      write_until_told(std::to_string(round) + "-" + std::to_string(number), number % 2 == 0, report.writer(),
                       stop.reader());
    } catch (const std::exception&) {
      // The server was killed.
    }
    ::_exit(0);
  }

  void write_until_told(const std::string& prefix, bool is_http, int report, int stop) {
    std::unique_ptr<HttpClient> client;
    if (is_http) client = std::make_unique<HttpClient>(port_);
    pollfd end{.fd = stop, .events = POLLIN, .revents = 0};
    for (int i = 0; ::poll(&end, 1, 0) == 0; ++i) {
      const std::string name = prefix + "-" + std::to_string(i);
      if (is_http)
        write_over_http(*client, name, report);
      else
        write_by_commands(dbc_, name, file_, report);
    }
  }

  BinaryFixture dbc_;
  std::string file_;
  pid_t server_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("emulator: a kill of any of its processes loses nothing acknowledged", "[e2e][crash]") {
  Crash crash;
  std::mt19937 random{Catch::rngSeed()};
  std::map<std::string, int> acknowledged;
  for (int round = 0; round < k_rounds; ++round) {
    crash.start_server();
    // The server is the victim of half of the rounds, the writers of the others.
    const std::size_t victim = round % 2 == 0 ? k_writers : static_cast<std::size_t>(round / 2) % k_writers;
    const std::string lines = crash.write_and_kill(round, random() % 30, victim);
    INFO("round " << round << ", victim " << victim);
    CHECK(crash.integrity() == "ok");
    crash.start_server();
    HttpClient client(crash.port());
    for (const auto line : dbc::split(dbc::trim(lines), '\n')) {
      if (line.empty()) continue;
      const auto blank = line.find(' ');
      const std::string kind(line.substr(0, blank));
      const std::string id(line.substr(blank + 1));
      INFO(line);
      CHECK_FALSE(id.empty());
      CHECK(crash.is_there(client, kind, id));
      ++acknowledged[kind];
    }
  }
  for (const std::string kind : {"cluster", "job", "secret", "dbfs", "volume", "object", "file"})
    CHECK(acknowledged[kind] > 0);
}
