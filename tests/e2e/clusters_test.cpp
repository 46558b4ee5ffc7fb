#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>

#include "dbc/base/json.hpp"
#include "support/process.hpp"

using dbc::test::BinaryFixture;
using dbc::test::ProcessResult;

namespace {

const std::string k_cluster =
    R"({"cluster_name":"nightly é","spark_version":"15.4.x-scala2.12","node_type_id":"Standard_DS3_v2","num_workers":2})";

std::string member(const std::string& json, const std::string& key) {
  const auto parsed = dbc::parse_json(json);
  return parsed ? dbc::string_or(*parsed, key, "") : "";
}

/// Ids and times differ from run to run.
std::string normalised(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\d{4}-\d{6}-[a-z0-9]{8})"), "CLUSTER_ID");
  text = std::regex_replace(text, std::regex(R"(\b[ni]-[a-z0-9]{8}-)"), "NODE-");
  text = std::regex_replace(text, std::regex(R"(\b1[0-9]{12}\b)"), "MILLIS");
  return std::regex_replace(text, std::regex(R"("spark_context_id": \d+)"), "\"spark_context_id\": N");
}

/// Everything that the script printed, and every exit code.
std::string transcript(const BinaryFixture& dbc) {
  std::string text;
  const auto step = [&](const std::vector<std::string>& words) {
    const ProcessResult done = dbc.run(words);
    text += "exit " + std::to_string(done.exit_code) + "\n" + done.out + done.err;
    return done.out;
  };
  const auto file = dbc.write_file("cluster.json", k_cluster);
  const std::string id = member(step({"clusters", "create", "--json", "@" + file}), "cluster_id");
  CHECK_FALSE(id.empty());
  step({"clusters", "get", "--cluster-name", "nightly é"});
  step({"clusters", "list"});
  step({"clusters", "list", "-o", "text"});
  step({"clusters", "get", "--cluster-id", "no-such"});
  step({"clusters", "resize", id, "--num-workers", "3"});
  step({"clusters", "delete", id});
  step({"clusters", "delete", "--cluster-id", id});
  step({"clusters", "get", "--cluster-id", id});
  step({"clusters", "permanent-delete", "--cluster-id", id});
  step({"jobs", "--help"});
  return normalised(text);
}

}  // namespace

TEST_CASE("clusters: both doors give the same transcript", "[e2e]") {
  BinaryFixture local;
  CHECK(local.run({"configure", "--local", "x"}).exit_code == 0);
  BinaryFixture remote;
  const std::string data = (remote.home() / "data").string();
  const auto started =
      remote.run({"emulator", "start", "--port", "0", "--data-dir", data, "--token", "secret-token", "--detach"});
  REQUIRE(started.exit_code == 0);
  const auto status = remote.run({"emulator", "status", "--data-dir", data, "--output", "json"});
  const std::string url = member(status.out, "url");
  REQUIRE(remote.run({"configure", "--token", "--host", url}, "secret-token\n").exit_code == 0);
  CHECK(transcript(local) == transcript(remote));
  CHECK(remote.run({"emulator", "stop", "--data-dir", data}).exit_code == 0);
  CHECK(remote.run({"emulator", "status", "--data-dir", data}).exit_code == 1);
}

TEST_CASE("clusters create: a kill at any moment loses nothing acknowledged and leaves no half", "[e2e][crash]") {
  BinaryFixture dbc;
  REQUIRE(dbc.run({"configure", "--local", "x"}).exit_code == 0);
  REQUIRE(dbc.run({"clusters", "list"}).exit_code == 0);
  std::vector<std::string> acknowledged;
  for (int round = 0; round < 200; ++round) {
    int out[2];
    REQUIRE(::pipe(out) == 0);
    const pid_t process =
        dbc::test::start_process({"dbc", "clusters", "create", "--json", k_cluster}, dbc.options, out[1]);
    ::close(out[1]);
    ::usleep(static_cast<useconds_t>(round * 100));  // the moment of the kill, not a wait for anything
    ::kill(process, SIGKILL);
    (void)dbc::test::wait_process(process);
    std::string text;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::read(out[0], buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(got));
    ::close(out[0]);
    if (const auto id = member(text, "cluster_id"); !id.empty()) acknowledged.push_back(id);
  }
  const auto list = dbc.run({"clusters", "list", "--output", "JSON"});
  REQUIRE(list.exit_code == 0);
  for (const auto& id : acknowledged) CHECK(list.out.find(id) != std::string::npos);
  const auto parsed = dbc::parse_json(list.out);
  REQUIRE(parsed);
  for (const auto& cluster : (*parsed).value("clusters", dbc::Json::array())) {
    CHECK(cluster.contains("spark_version"));
    const auto events =
        dbc.run({"clusters", "events", "--cluster-id", cluster["cluster_id"].get<std::string>(), "--output", "JSON"});
    CHECK(events.out.find("CREATING") != std::string::npos);
  }
}
