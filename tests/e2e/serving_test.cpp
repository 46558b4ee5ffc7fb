#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>

#include "dbc/base/json.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"

using dbc::Json;
using dbc::test::BinaryFixture;
using dbc::test::HttpClient;
using dbc::test::ProcessResult;

namespace {

/// `dbc emulator start` in the background, on a free port.
class Served {
 public:
  explicit Served(const std::vector<std::string>& more) {
    std::vector<std::string> words{"emulator", "start",   "--port",      "0",       "--data-dir",
                                   data(),     "--token", "first-token", "--detach"};
    words.insert(words.end(), more.begin(), more.end());
    started = dbc.run(words);
    const auto status = dbc.run({"emulator", "status", "--data-dir", data(), "--output", "json"});
    if (const auto parsed = dbc::parse_json(status.out)) url = dbc::string_or(*parsed, "url", "");
  }
  ~Served() { (void)dbc.run({"emulator", "stop", "--data-dir", data()}); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  [[nodiscard]] std::string data() const { return (dbc.home() / "data").string(); }
  [[nodiscard]] std::string port() const { return url.substr(url.rfind(':') + 1); }

  /// Runs dbc as a client of `host`.
  [[nodiscard]] ProcessResult client(const std::string& host, const std::string& token,
                                     std::vector<std::string> words) const {
    dbc::test::ProcessOptions options = dbc.options;
    options.environment["DATABRICKS_HOST"] = host;
    options.environment["DATABRICKS_TOKEN"] = token;
    if (host.starts_with("https:")) options.environment["REQUESTS_CA_BUNDLE"] = data() + "/tls/ca.pem";
    words.insert(words.begin(), "dbc");
    return dbc::test::run_process(words, options);
  }

  BinaryFixture dbc;
  ProcessResult started;
  std::string url;
};

ProcessResult curl(const std::vector<std::string>& words) {
  std::vector<std::string> argv{"curl", "-sS", "--max-time", "10"};
  argv.insert(argv.end(), words.begin(), words.end());
  return dbc::test::run_process(argv, {.environment = {{"PATH", "/usr/bin:/bin"}}, .program = "/usr/bin/curl"});
}

std::string scopes(const Served& served, const std::string& host, const std::string& token) {
  const auto listed = served.client(host, token, {"secrets", "list-scopes", "--output", "JSON"});
  INFO(listed.err);
  CHECK(listed.exit_code == 0);
  return listed.out;
}

}  // namespace

TEST_CASE("emulator start --https: clients that trust its authority are served", "[e2e]") {
  const Served served({"--https"});
  INFO(served.started.err);
  REQUIRE(served.started.exit_code == 0);
  CHECK(served.url.starts_with("https://127.0.0.1:"));
  const std::string authority = served.data() + "/tls/ca.pem";
  CHECK(served.started.out.find(authority) != std::string::npos);
  CHECK(served.client(served.url, "first-token", {"clusters", "list"}).exit_code == 0);
  if (!std::filesystem::exists("/usr/bin/curl")) return;
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    const auto page = curl({"--cacert", authority, "https://" + host + ":" + served.port() + "/_internal/health"});
    INFO(page.err);
    CHECK(page.out == R"({"status":"ok"})");
  }
  CHECK(curl({"--cacert", authority, "-H", "Host: evil.example", served.url + "/"}).out.find("PERMISSION_DENIED") !=
        std::string::npos);
  CHECK(curl({"--cacert", "/dev/null", served.url + "/"}).exit_code != 0);
  CHECK(curl({"http://127.0.0.1:" + served.port() + "/"}).exit_code != 0);
}

TEST_CASE("emulator start --https: its keys are private, and kept for the next start", "[e2e]") {
  const Served served({"--https"});
  REQUIRE(served.started.exit_code == 0);
  const auto folder = std::filesystem::path(served.data()) / "tls";
  for (const auto& file : std::filesystem::directory_iterator(folder))
    CHECK(file.status().permissions() == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  const auto made = std::filesystem::last_write_time(folder / "server.pem");
  REQUIRE(served.dbc.run({"emulator", "stop", "--data-dir", served.data()}).exit_code == 0);
  REQUIRE(served.dbc.run({"emulator", "start", "--port", "0", "--https", "--data-dir", served.data(), "--detach"})
              .exit_code == 0);
  CHECK(std::filesystem::last_write_time(folder / "server.pem") == made);
}

TEST_CASE("emulator start --add-workspace: each workspace answers its own token", "[e2e]") {
  const Served served({"--add-workspace", "blue=blue-token", "--add-workspace", "red"});
  INFO(served.started.err);
  REQUIRE(served.started.exit_code == 0);
  std::smatch found;
  REQUIRE(std::regex_search(served.started.out, found, std::regex("Token of red .*: (dapi[0-9a-f]{32})\n")));
  const std::string red_token = found[1].str();
  const std::vector<std::string> tokens{"first-token", "blue-token", red_token};
  for (const auto& token : tokens)
    CHECK(served.client(served.url, token, {"secrets", "create-scope", "--scope", "of-" + token}).exit_code == 0);
  for (const auto& token : tokens)
    for (const auto& other : tokens)
      CHECK((scopes(served, served.url, token).find("of-" + other) != std::string::npos) == (token == other));
  CHECK(served.client(served.url, "wrong", {"secrets", "list-scopes"}).exit_code != 0);
  CHECK(std::filesystem::exists(served.data() + "/workspaces/blue/workspace.db"));
}

TEST_CASE("emulator start --add-workspace: the other commands know who serves it", "[e2e]") {
  const Served served({"--add-workspace", "blue=blue-token"});
  REQUIRE(served.started.exit_code == 0);
  const std::string blue = served.data() + "/workspaces/blue";
  const auto on_blue = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "emulator");
    words.insert(words.end(), {"--data-dir", blue});
    return served.dbc.run(std::move(words));
  };
  const auto status = on_blue({"status"});
  CHECK(status.exit_code == 0);
  CHECK(status.out.find("Serving " + blue + " at http://blue.localhost:" + served.port()) == 0);
  const std::string stop = "`dbc emulator stop --data-dir " + served.data() + "` ends it";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"stop"}, {"reset", "--yes"}, {"snapshot", "load", "kept"}}) {
    if (words.front() == "snapshot") CHECK(on_blue({"snapshot", "save", "kept"}).exit_code == 0);
    const auto refused = on_blue(words);
    INFO(words.front() << refused.err);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find(stop) != std::string::npos);
  }
  CHECK(on_blue({"clock", "advance", "1h"}).exit_code == 0);
  CHECK(on_blue({"clock", "show"}).out.find("1h ahead") != std::string::npos);
  CHECK(served.dbc.run({"emulator", "clock", "show", "--data-dir", served.data()}).out.find("1h ahead") ==
        std::string::npos);

  // Nothing is left of a server that ended, not even for one that does not serve the folder.
  REQUIRE(served.dbc.run({"emulator", "stop", "--data-dir", served.data()}).exit_code == 0);
  CHECK(on_blue({"status"}).exit_code == 1);
  CHECK(on_blue({"reset", "--yes"}).exit_code == 0);
}

TEST_CASE("emulator start --add-workspace: a token made through the API leads to its workspace", "[e2e]") {
  const Served served({"--add-workspace", "blue=blue-token"});
  REQUIRE(served.started.exit_code == 0);
  REQUIRE(served.client(served.url, "blue-token", {"secrets", "create-scope", "--scope", "in-blue"}).exit_code == 0);
  const auto made = served.client(served.url, "blue-token", {"tokens", "create", "--comment", "x"});
  const auto parsed = dbc::parse_json(made.out);
  REQUIRE(parsed);
  CHECK(scopes(served, served.url, dbc::string_or(*parsed, "token_value", "")).find("in-blue") != std::string::npos);
}

TEST_CASE("emulator start --add-workspace: a host name decides before the token", "[e2e]") {
  const Served served({"--add-workspace", "blue=blue-token", "--host-name", "emulator.test"});
  REQUIRE(served.started.exit_code == 0);
  HttpClient client(static_cast<std::uint16_t>(std::stoi(served.port())));
  const auto get = [&](const std::string& host, const std::string& target, const std::string& token) {
    client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" +
                (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n");
    return client.receive();
  };
  const std::string probe = "/.well-known/databricks-config";
  const std::string first = get("localhost", probe, "").body;
  const std::string blue = get("blue.localhost", probe, "").body;
  CHECK(first != blue);
  CHECK(get("localhost", probe, "blue-token").body == blue);
  CHECK(get("blue.emulator.test", probe, "").body == blue);
  CHECK(get("emulator.test", probe, "").body == first);
  CHECK(get("http-proxy.example", probe, "").status == 403);
}

TEST_CASE("emulator start: options of the server that make no sense are refused", "[e2e]") {
  const auto [words, text] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"--host-name", "http://x"}, "'http://x' is not a host name"},
      {{"--host-name", ""}, "is not a host name"},
      {{"--add-workspace", "a/b"}, "'a/b' is not a name of letters"},
      {{"--add-workspace", "a="}, "'a=' has an empty token"},
      {{"--add-workspace", "a", "--add-workspace", "A"}, "'A' is given twice"},
      {{"--host", "0.0.0.0"}, "is not a loopback address"},
  }));
  const Served served(words);
  CHECK(served.started.exit_code == 2);
  CHECK(served.started.err.find(text) != std::string::npos);
}
