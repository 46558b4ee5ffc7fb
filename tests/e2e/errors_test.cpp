#include <unistd.h>

#include <catch2/catch.hpp>

#include "support/process.hpp"
#include "support/scripted_server.hpp"

using dbc::test::BinaryFixture;

namespace {

constexpr auto k_token = "dapi0123456789abcdef0123456789abcdef";

/// One line that says what and what next, exit 1, nothing on stdout, no token.
void check_one_line(const dbc::test::ProcessResult& result, const std::string& fragment) {
  CHECK(result.exit_code == 1);
  CHECK(result.out.empty());
  CHECK(result.err.starts_with("Error: "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(result.err.find(k_token) == std::string::npos);
  INFO(result.err);
  CHECK(result.err.find(fragment) != std::string::npos);
}

}  // namespace

TEST_CASE("errors: a fresh home is told how to configure", "[e2e]") {
  BinaryFixture dbc;
  check_one_line(dbc.run({"clusters", "list"}), "configure");
  check_one_line(dbc.run({"clusters", "list", "--profile", "nope"}), "nope");
}

TEST_CASE("errors: a bad file, a missing file and a refused connection", "[e2e]") {
  BinaryFixture dbc;
  dbc.options.environment["DATABRICKS_HOST"] = "http://127.0.0.1:1";
  dbc.options.environment["DATABRICKS_TOKEN"] = k_token;
  const auto bad = dbc.write_file("bad.json", "{\"a\": }");
  check_one_line(dbc.run({"clusters", "create", "--json-file", bad}), bad);
  check_one_line(dbc.run({"clusters", "create", "--json-file", "/no/such.json"}), "/no/such.json");
}

TEST_CASE("errors: a wrong token at the emulator, also with --debug", "[e2e]") {
  BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  REQUIRE(dbc.run({"emulator", "start", "--port", "0", "--data-dir", data, "--detach"}).exit_code == 0);
  const auto status = dbc.run({"emulator", "status", "--data-dir", data});
  const auto at = status.out.find("http://");
  dbc.options.environment["DATABRICKS_HOST"] = status.out.substr(at, status.out.find(' ', at) - at);
  dbc.options.environment["DATABRICKS_TOKEN"] = k_token;
  check_one_line(dbc.run({"clusters", "list"}), "HTTP 403");
  const auto debug = dbc.run({"clusters", "list", "--debug"});
  CHECK(debug.err.find("/api/2.0/clusters/list") != std::string::npos);
  CHECK(debug.err.find(k_token) == std::string::npos);
  CHECK(dbc.run({"emulator", "start", "--port", "0", "--data-dir", data}).err.find("already") != std::string::npos);
  CHECK(dbc.run({"emulator", "stop", "--data-dir", data}).exit_code == 0);
}

TEST_CASE("output: a closed pipe ends the command silently", "[e2e]") {
  BinaryFixture dbc;
  dbc.options.close_output = true;
  const auto result = dbc.run({"--help"});
  CHECK(result.exit_code == 1);
  CHECK(result.err.empty());
}

TEST_CASE("program name: databricks and dbfs through a link", "[e2e]") {
  BinaryFixture dbc;
  const auto named = dbc::test::run_process({"/opt/bin/databricks", "--version"}, dbc.options);
  CHECK(named.out == "Version 0.18.0\n");
  CHECK(dbc::test::run_process({"databricks", "clusters", "list", "x"}, dbc.options)
            .err.starts_with("Usage: databricks clusters list"));
}

TEST_CASE("emulator start: a wrong address, port or folder is told before anything is made", "[e2e]") {
  BinaryFixture dbc;
  CHECK(dbc.run({"emulator", "start", "--port", "99999"}).exit_code == 2);
  CHECK(dbc.run({"emulator", "start", "--host", "0.0.0.0", "--port", "0"}).exit_code == 2);
  const auto file = dbc.write_file("file", "");
  const auto bad = dbc.run({"emulator", "start", "--port", "0", "--data-dir", file, "--detach"});
  CHECK(bad.exit_code == 1);
  CHECK(bad.err.find(file) != std::string::npos);
}

TEST_CASE("errors: what a server refuses is one line with its own words", "[e2e]") {
  struct Case {
    int status;
    std::string body;
    std::vector<std::string> says;
  };
  const auto c = GENERATE(values<Case>({
      {401, R"({"error_code":401,"message":"Credential was not sent"})", {"Credential was not sent", "configure"}},
      {403, R"({"error_code":"PERMISSION_DENIED","message":"no rights"})", {"PERMISSION_DENIED", "no rights"}},
      {500, "<html><head><title>Oops</title></head><body>\n<p>trace</p></body></html>", {"HTTP 500", "Oops"}},
      {404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"nothing here"})", {"nothing here"}},
  }));
  dbc::test::ScriptedServer server({dbc::test::reply(c.status, c.body), dbc::test::reply(c.status, c.body)});
  BinaryFixture dbc;
  dbc.options.environment["DATABRICKS_HOST"] = server.url();
  dbc.options.environment["DATABRICKS_TOKEN"] = k_token;
  const auto result = dbc.run({"clusters", "list"});
  for (const auto& fragment : c.says) check_one_line(result, fragment);
  CHECK(result.err.find("<html>") == std::string::npos);
}

TEST_CASE("errors: an expired certificate is one line, and the token is not sent", "[e2e]") {
  const auto authority = dbc::test::make_tls_identity({.name = "Test Authority", .is_authority = true});
  auto expired = std::make_shared<const dbc::test::TlsIdentity>(
      dbc::test::make_tls_identity({.valid_from = -7200, .valid_until = -3600, .issuer = &authority}));
  dbc::test::ScriptedServer server({dbc::test::reply(200, "{}")}, expired);
  BinaryFixture dbc;
  dbc.options.environment["SSL_CERT_FILE"] = dbc.write_file("authority.pem", authority.pem());
  dbc.options.environment["DATABRICKS_HOST"] = server.url();
  dbc.options.environment["DATABRICKS_TOKEN"] = k_token;
  check_one_line(dbc.run({"clusters", "list"}), "has expired");
  CHECK(server.requests().empty());
}
