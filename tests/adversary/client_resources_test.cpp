#include <catch2/catch.hpp>
#include <fstream>

#include "support/hostile_server.hpp"
#include "support/process.hpp"

using namespace dbc::test;

namespace {

constexpr const char* k_no_threads = "ulimit -s 1125899906842624";  // stacks that no address space holds

/// Runs the program under a limit of the shell's.
ProcessResult run_limited(const BinaryFixture& dbc, const std::string& limit, const std::vector<std::string>& words) {
  std::vector<std::string> argv{"sh", "-c", limit + " && exec \"$@\"", "sh", binary_path()};
  argv.insert(argv.end(), words.begin(), words.end());
  ProcessOptions options = dbc.options;
  options.program = "/bin/sh";
  return run_process(argv, options);
}

BinaryFixture& pointed_at(BinaryFixture& dbc, const HostileServer& server) {
  dbc.options.environment["DATABRICKS_HOST"] = server.url();
  dbc.options.environment["DATABRICKS_TOKEN"] = "dapi0123";
  return dbc;
}

}  // namespace

TEST_CASE("resources: a copy of many files goes on without a single thread", "[adversary][resources]") {
  HostileServer server([](int) { return HostileAnswer{.bytes = http_answer(200, "{}")}; });
  BinaryFixture dbc;
  const auto tree = dbc.home() / "tree";
  std::filesystem::create_directories(tree / "below");
  for (int i = 0; i < 20; ++i) std::ofstream(tree / ("f" + std::to_string(i))) << i;
  std::ofstream(tree / "below/last") << "x";
  const auto result = run_limited(pointed_at(dbc, server), k_no_threads, {"fs", "cp", "-r", tree.string(), "dbfs:/x"});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.err == "21 copied, 0 skipped, 0 failed\n");
}

TEST_CASE("resources: a local workspace without threads works or says why not", "[adversary][resources]") {
  BinaryFixture dbc;
  dbc.options.environment["DATABRICKS_HOST"] = "local:here";
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"clusters", "list"}, {"secrets", "create-scope", "--scope", "s"}, {"emulator", "start", "--port", "0"}}) {
    const auto result = run_limited(dbc, k_no_threads, words);
    INFO(words.at(0) + ": " + result.err);
    CHECK(result.exit_code <= 1);
    if (result.exit_code == 1) CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    if (result.exit_code == 1) CHECK(result.err.starts_with("Error: "));
  }
}

#if !defined(DBC_SANITIZED)
TEST_CASE("resources: too little memory is one line, whatever it was needed for", "[adversary][resources]") {
  const auto* endless = GENERATE("[", "0,", "{\"a\":", "x");
  std::string part;
  while (part.size() < 65536) part += endless;
  HostileServer server(
      [&](int) { return HostileAnswer{.bytes = "HTTP/1.1 200 OK\r\n\r\n{\"clusters\":[", .endless = part}; });
  BinaryFixture dbc;
  const auto limit = GENERATE(60'000, 100'000, 140'000, 200'000);
  const auto result = run_limited(pointed_at(dbc, server), "ulimit -v " + std::to_string(limit), {"clusters", "list"});
  INFO(limit << ": " << result.err);
  CHECK(result.exit_code == 1);
  CHECK(result.err.starts_with("Error: "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}
#endif
