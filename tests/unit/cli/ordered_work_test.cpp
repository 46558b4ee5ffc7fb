#include "dbc/cli/ordered_work.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

using namespace dbc;
using cli::Finished;
using cli::Job;
using cli::Lane;

namespace {

Result<std::unique_ptr<api::Client>> no_client() { return Error{.message = "no client"}; }

struct Run {
  std::string out;
  cli::WorkReport report;
};

Run run(Job root, std::size_t width, std::size_t look_ahead = 512) {
  Run result;
  result.report = cli::run_ordered(std::move(root), no_client, nullptr, {.width = width, .look_ahead = look_ahead},
                                   [&](const Finished& finished) -> Result<void> {
                                     result.out += finished.out;
                                     return {};
                                   });
  return result;
}

/// A job that says its name and has `width` children, each with a digit more, down to `depth`.
Job tree(const std::string& name, int width, int depth) {
  return [=](Lane&) -> Result<Finished> {
    Finished finished{.out = name + " ", .tally = {.done = 1}};
    if (depth > 0)
      for (int i = 0; i < width; ++i) finished.next.push_back(tree(name + std::to_string(i), width, depth - 1));
    return finished;
  };
}

Job fails(const std::string& message) {
  return [=](Lane&) -> Result<Finished> { return Error{.message = message}; };
}

Job says(const std::string& text) {
  return [=](Lane&) -> Result<Finished> { return Finished{.out = text, .tally = {.done = 1}}; };
}

Job begets(std::vector<Job> next) {
  return [=](Lane&) -> Result<Finished> { return Finished{.next = next}; };
}

/// Holds a thread until another one has come as far.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
};

}  // namespace

TEST_CASE("run_ordered: the order is that of a single thread, at any width", "[unit][cli]") {
  CHECK(run(tree("x", 2, 2), 1).out == "x x0 x00 x01 x1 x10 x11 ");
  const auto alone = run(tree("x", 5, 4), 1);
  CHECK(alone.report.tally.done == 781);
  for (const std::size_t width : {2U, 8U}) {
    for (const std::size_t look_ahead : {1U, 3U, 512U}) {
      const auto many = run(tree("x", 5, 4), width, look_ahead);
      CHECK(many.out == alone.out);
      CHECK(many.report.tally.done == 781);
      CHECK_FALSE(many.report.error);
    }
  }
}

TEST_CASE("run_ordered: jobs really run at the same time", "[unit][cli]") {
  Gate first;
  Gate second;
  const Job one = [&](Lane&) -> Result<Finished> {
    first.open();
    second.wait();
    return Finished{.out = "1"};
  };
  const Job two = [&](Lane&) -> Result<Finished> {
    first.wait();
    second.open();
    return Finished{.out = "2"};
  };
  CHECK(run(begets({one, two}), 2).out == "12");
}

TEST_CASE("run_ordered: a single job needs no thread", "[unit][cli]") {
  std::thread::id used;
  const Job job = [&](Lane&) -> Result<Finished> {
    used = std::this_thread::get_id();
    return Finished{};
  };
  (void)run(job, 8);
  CHECK(used == std::this_thread::get_id());
}

TEST_CASE("run_ordered: a failure ends the work, what precedes it is completed", "[unit][cli]") {
  for (const std::size_t width : {1U, 4U}) {
    const auto result = run(begets({begets({says("a"), says("b")}), says("c"), fails("bad"), fails("worse")}), width);
    CHECK(result.out == "abc");
    REQUIRE(result.report.error);
    CHECK(result.report.error->message == "bad");
    CHECK(result.report.tally.done - result.report.after_failure == 3);
  }
}

TEST_CASE("run_ordered: the first failure in order counts, not the first in time", "[unit][cli]") {
  Gate later_failed;
  const Job early = [&](Lane&) -> Result<Finished> {
    later_failed.wait();
    return Finished{.out = "a", .next = {fails("first")}};
  };
  const Job late = [&](Lane&) -> Result<Finished> {
    later_failed.open();
    return Error{.message = "second"};
  };
  const auto result = run(begets({early, late, says("never")}), 2);
  CHECK(result.out == "a");
  CHECK(result.report.error->message == "first");
  CHECK(result.report.tally.done == 0);
}

TEST_CASE("run_ordered: what was under way at a failure is counted, not delivered", "[unit][cli]") {
  Gate done;
  const Job bad = [&](Lane&) -> Result<Finished> {
    done.wait();
    return Error{.message = "bad"};
  };
  const Job good = [&](Lane&) -> Result<Finished> {
    done.open();
    return Finished{.out = "late", .tally = {.done = 1}};
  };
  const auto result = run(begets({bad, good}), 2);
  CHECK(result.out.empty());
  CHECK(result.report.tally.done == 1);
  CHECK(result.report.after_failure == 1);
}

TEST_CASE("run_ordered: nobody to deliver to ends the work", "[unit][cli]") {
  int delivered = 0;
  const auto report =
      cli::run_ordered(tree("x", 3, 3), no_client, nullptr, {.width = 3}, [&](const Finished&) -> Result<void> {
        if (++delivered < 3) return {};
        return Error{.kind = ErrorKind::aborted};
      });
  CHECK(delivered == 3);
  REQUIRE(report.error);
  CHECK(report.error->kind == ErrorKind::aborted);
}

TEST_CASE("Lane: opens each client once, and only when it is asked for", "[unit][cli]") {
  int opened = 0;
  Lane lane([&]() -> Result<std::unique_ptr<api::Client>> {
    ++opened;
    return std::make_unique<api::Client>(nullptr, "");
  });
  CHECK(opened == 0);
  auto* const first = lane.client().value();
  CHECK(lane.client().value() == first);
  CHECK(lane.second_client().value() != first);
  CHECK(opened == 2);
  Lane broken(no_client);
  CHECK(broken.client().error().message == "no client");
}

TEST_CASE("ordered work: what a job throws is its error, on every thread", "[cli]") {
  const Job throws = [](Lane&) -> Result<Finished> { throw std::bad_alloc(); };
  const auto width = GENERATE(1U, 4U);
  const auto alone = run(throws, width);
  REQUIRE(alone.report.error);
  CHECK(alone.report.error->message == "out of memory");
  const auto among = run(begets({says("a "), says("b "), throws, says("c ")}), width);
  REQUIRE(among.report.error);
  CHECK(among.report.error->message == "out of memory");
  CHECK(among.out == "a b ");
}
