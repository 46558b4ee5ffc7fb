#include "emulator/services/clusters/cluster_lifecycle.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;
using namespace std::chrono_literals;

namespace {

constexpr ClusterTimings k_timings{.start = 1000ms, .restart = 500ms, .resize = 300ms, .shutdown = 100ms};
const TimePoint k_start = from_epoch_millis(1'000'000);

Cluster started(std::chrono::minutes autotermination = 0min) {
  Cluster cluster{.id = "c", .created_at = k_start, .target_workers = 2, .autotermination = autotermination};
  begin_start(cluster, k_timings, k_start);
  return cluster;
}

std::vector<std::pair<std::string, std::int64_t>> outline(const ClusterEvents& events) {
  std::vector<std::pair<std::string, std::int64_t>> lines;
  for (const auto& event : events) lines.emplace_back(event.type, (event.at - k_start).count());
  return lines;
}

using Outline = std::vector<std::pair<std::string, std::int64_t>>;

}  // namespace

TEST_CASE("lifecycle: PENDING lasts until the start is over, to the millisecond", "[emulator][clusters]") {
  Cluster cluster = started();
  CHECK(settle(cluster, k_start).empty());
  CHECK(settle(cluster, k_start + 999ms).empty());
  CHECK(cluster.state == ClusterState::pending);
  CHECK(outline(settle(cluster, k_start + 1000ms)) == Outline{{"RUNNING", 1000}, {"DRIVER_HEALTHY", 1000}});
  CHECK(cluster.state == ClusterState::running);
  CHECK(cluster.workers == 2);
  CHECK(settle(cluster, k_start + 240h).empty());
}

TEST_CASE("lifecycle: an idle cluster terminates at its own time, however late it is looked at",
          "[emulator][clusters]") {
  Cluster cluster = started(10min);
  const auto events = settle(cluster, k_start + 48h);
  CHECK(outline(events) == Outline{{"RUNNING", 1000}, {"DRIVER_HEALTHY", 1000}, {"TERMINATING", 601'000}});
  CHECK(cluster.state == ClusterState::terminated);
  CHECK(*cluster.terminated_at == k_start + 601'100ms);
  CHECK(cluster.state_message == "Inactive cluster terminated (inactive for 10 minutes).");
  CHECK(events.back().details["reason"]["parameters"]["inactivity_duration_min"] == "10");
}

TEST_CASE("lifecycle: settling in steps or at once gives the same", "[emulator][clusters]") {
  Cluster once = started(10min);
  const auto expected = outline(settle(once, k_start + 2h));
  Cluster stepped = started(10min);
  Outline seen;
  for (auto at = k_start; at <= k_start + 2h; at += 7s)
    for (const auto& line : outline(settle(stepped, at))) seen.push_back(line);
  CHECK(seen == expected);
  CHECK(stepped.terminated_at == once.terminated_at);
}

TEST_CASE("lifecycle: TERMINATING can be seen before TERMINATED", "[emulator][clusters]") {
  Cluster cluster = started();
  begin_termination(cluster, termination_reason("USER_REQUEST", "SUCCESS", {}), "Terminated by user", k_start);
  (void)settle(cluster, k_start + 99ms);
  CHECK(cluster.state == ClusterState::terminating);
  (void)settle(cluster, k_start + 100ms);
  CHECK(cluster.state == ClusterState::terminated);
  CHECK(cluster.workers == 0);
}

TEST_CASE("lifecycle: a resize upwards reports its completion, a restart a fresh driver", "[emulator][clusters]") {
  Cluster cluster = started();
  (void)settle(cluster, k_start + 1s);
  begin_resize(cluster, 5, k_timings, k_start + 2s);
  CHECK(outline(settle(cluster, k_start + 3s)) == Outline{{"UPSIZE_COMPLETED", 2300}});
  begin_resize(cluster, 1, k_timings, k_start + 3s);
  CHECK(settle(cluster, k_start + 4s).empty());
  CHECK(cluster.workers == 1);
  CHECK_FALSE(cluster.state_lost_at);
  begin_restart(cluster, k_timings, k_start + 5s);
  CHECK(outline(settle(cluster, k_start + 6s)) == Outline{{"RUNNING", 5500}, {"DRIVER_HEALTHY", 5500}});
  CHECK(*cluster.state_lost_at == k_start + 5500ms);
}

TEST_CASE("lifecycle: retention counts from the termination or the unpinning, and not while pinned",
          "[emulator][clusters]") {
  Cluster cluster = started();
  CHECK_FALSE(is_expired(cluster, k_start + 24h * 400));
  cluster.state = ClusterState::terminated;
  cluster.terminated_at = k_start;
  CHECK_FALSE(is_expired(cluster, k_start + 24h * 30));
  CHECK(is_expired(cluster, k_start + 24h * 30 + 1ms));
  cluster.unpinned_at = k_start + 24h * 10;
  CHECK_FALSE(is_expired(cluster, k_start + 24h * 40));
  cluster.pinned_at = k_start;
  CHECK_FALSE(is_expired(cluster, k_start + 24h * 400));
}
