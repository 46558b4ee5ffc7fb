#include "emulator/execution/graph/graph_walk.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"

using namespace dbc;
using namespace dbc::emulator;

namespace {

/// Tasks from lines such as "c ALL_DONE a b=true": key, run_if, dependencies. A key with '!' is disabled.
Json tasks_from(const std::vector<std::string>& lines) {
  Json tasks = Json::array();
  for (const auto& line : lines) {
    const auto words = split(line, ' ');
    std::string key(words[0]);
    Json task{{"run_if", words.size() > 1 ? words[1] : "ALL_SUCCESS"}};
    if (key.ends_with('!')) {
      key.pop_back();
      task["disabled"] = true;
    }
    task["task_key"] = key;
    for (std::size_t i = 2; i < words.size(); ++i) {
      const auto parts = split(words[i], '=');
      Json edge{{"task_key", parts[0]}};
      if (parts.size() > 1) edge["outcome"] = parts[1];
      task["depends_on"].push_back(edge);
    }
    tasks.push_back(task);
  }
  return tasks;
}

TaskOutcome ended(const std::string& word) {
  if (word == "RUNNING") return {.state = {.life_cycle = LifeCycle::running}};
  if (word == "true" || word == "false")
    return {.state = {.life_cycle = LifeCycle::terminated, .result = "SUCCESS"}, .condition = word};
  if (word == "INTERNAL")
    return {.state = {.life_cycle = LifeCycle::internal_error,
                      .result = "FAILED",
                      .message = "No cluster",
                      .code = "CLUSTER_ERROR"}};
  return {.state = {.life_cycle = LifeCycle::terminated,
                    .result = word,
                    .message = word == "SUCCESS" ? "" : "It was " + word + ".",
                    .code = word == "FAILED" ? "RUN_EXECUTION_ERROR" : ""}};
}

/// From "a:SUCCESS b:FAILED".
TaskOutcomes outcomes_from(const std::string& text) {
  TaskOutcomes outcomes;
  for (const auto word : split(text, ' ')) {
    const auto parts = split(word, ':');
    if (parts.size() == 2) outcomes[std::string(parts[0])] = ended(std::string(parts[1]));
  }
  return outcomes;
}

GraphWalk walk_of(const std::vector<std::string>& lines) {
  auto walk = GraphWalk::of(tasks_from(lines));
  REQUIRE(walk);
  return *std::move(walk);
}

/// "+a +b c:EXCLUDED": what starts, and what is skipped.
std::string text_of(const GraphStep& step) {
  std::vector<std::string> words;
  for (const auto& key : step.ready) words.push_back("+" + key);
  for (const auto& skipped : step.skipped) words.push_back(skipped.key + ":" + skipped.state.result);
  return join(words, " ");
}

}  // namespace

TEST_CASE("graph walk: tasks start once all that they wait for has ended", "[emulator][graph]") {
  const auto walk = walk_of({"d ALL_SUCCESS b c", "b ALL_SUCCESS a", "c ALL_SUCCESS a", "a"});
  struct Row {
    std::string outcomes;
    std::string step;
  };
  const auto row = GENERATE(values<Row>({
      {"", "+a"},
      {"a:RUNNING", ""},
      {"a:SUCCESS", "+b +c"},
      {"a:SUCCESS b:RUNNING", "+c"},
      {"a:SUCCESS b:SUCCESS c:RUNNING", ""},
      {"a:SUCCESS b:SUCCESS c:SUCCESS", "+d"},
      {"a:SUCCESS b:SUCCESS c:SUCCESS d:SUCCESS", ""},
      {"a:FAILED", "b:UPSTREAM_FAILED c:UPSTREAM_FAILED d:UPSTREAM_FAILED"},
      {"a:INTERNAL", "b:UPSTREAM_FAILED c:UPSTREAM_FAILED d:UPSTREAM_FAILED"},
      {"a:TIMEDOUT", "b:UPSTREAM_FAILED c:UPSTREAM_FAILED d:UPSTREAM_FAILED"},
      {"a:CANCELED", "b:UPSTREAM_CANCELED c:UPSTREAM_CANCELED d:UPSTREAM_CANCELED"},
      {"a:SUCCESS b:FAILED", "+c"},
      {"a:SUCCESS b:FAILED c:CANCELED", "d:UPSTREAM_FAILED"},
      {"a:SUCCESS_WITH_FAILURES", "+b +c"},
  }));
  INFO(row.outcomes);
  CHECK(text_of(walk.next(outcomes_from(row.outcomes))) == row.step);
}

TEST_CASE("graph walk: each run_if for each mix of what lies upstream", "[emulator][graph]") {
  struct Row {
    std::string a;
    std::string b;
    std::string all_success;
    std::string one_success;
    std::string none_failed;
    std::string all_done;
    std::string one_failed;
    std::string all_failed;
  };
  const std::string run = "+c";
  const std::string failed = "c:UPSTREAM_FAILED";
  const std::string cancelled = "c:UPSTREAM_CANCELED";
  const std::string excluded = "c:EXCLUDED";
  const std::string disabled = "c:DISABLED";
  const auto row = GENERATE_COPY(values<Row>({
      {"SUCCESS", "SUCCESS", run, run, run, run, excluded, excluded},
      {"SUCCESS", "FAILED", failed, run, failed, run, run, excluded},
      {"FAILED", "FAILED", failed, failed, failed, run, run, run},
      {"FAILED", "TIMEDOUT", failed, failed, failed, run, run, run},
      {"FAILED", "UPSTREAM_FAILED", failed, failed, failed, run, run, run},
      {"SUCCESS", "CANCELED", cancelled, run, cancelled, run, run, excluded},
      {"CANCELED", "UPSTREAM_CANCELED", cancelled, cancelled, cancelled, run, run, run},
      {"FAILED", "CANCELED", failed, failed, failed, run, run, run},
      {"SUCCESS", "EXCLUDED", run, run, run, run, excluded, excluded},
      {"FAILED", "EXCLUDED", failed, failed, failed, run, run, run},
      {"EXCLUDED", "EXCLUDED", excluded, excluded, excluded, excluded, excluded, excluded},
      {"SUCCESS", "DISABLED", disabled, run, run, run, excluded, excluded},
      {"FAILED", "DISABLED", failed, failed, failed, run, run, disabled},
      {"EXCLUDED", "DISABLED", disabled, disabled, run, run, disabled, disabled},
      {"DISABLED", "DISABLED", disabled, disabled, disabled, run, disabled, disabled},
      {"SUCCESS", "RUNNING", "", "", "", "", "", ""},
      {"FAILED", "RUNNING", "", "", "", "", "", ""},
  }));
  INFO(row.a << " " << row.b);
  const auto step = [&](const std::string& run_if) {
    const auto walk = walk_of({"a", "b", "c " + run_if + " a b"});
    return text_of(walk.next({{"a", ended(row.a)}, {"b", ended(row.b)}}));
  };
  CHECK(step("ALL_SUCCESS") == row.all_success);
  CHECK(step("AT_LEAST_ONE_SUCCESS") == row.one_success);
  CHECK(step("NONE_FAILED") == row.none_failed);
  CHECK(step("ALL_DONE") == row.all_done);
  CHECK(step("AT_LEAST_ONE_FAILED") == row.one_failed);
  CHECK(step("ALL_FAILED") == row.all_failed);
}

TEST_CASE("graph walk: the branch of a condition that is not taken is excluded", "[emulator][graph]") {
  const auto walk = walk_of({"if", "yes ALL_SUCCESS if=true", "no ALL_SUCCESS if=false", "after ALL_SUCCESS no",
                             "join ALL_SUCCESS yes no", "both ALL_SUCCESS if", "clean ALL_DONE if=false"});
  CHECK(text_of(walk.next({})) == "+if");
  CHECK(text_of(walk.next(outcomes_from("if:true"))) == "+yes +both no:EXCLUDED clean:EXCLUDED after:EXCLUDED");
  CHECK(text_of(walk.next(
            outcomes_from("if:true no:EXCLUDED after:EXCLUDED clean:EXCLUDED both:RUNNING yes:SUCCESS"))) == "+join");
  CHECK(text_of(walk.next(outcomes_from("if:false"))) == "+no +both +clean yes:EXCLUDED");
  CHECK(
      text_of(walk.next(outcomes_from("if:FAILED"))) ==
      "+clean yes:UPSTREAM_FAILED no:UPSTREAM_FAILED both:UPSTREAM_FAILED after:UPSTREAM_FAILED join:UPSTREAM_FAILED");
}

TEST_CASE("graph walk: disabled tasks, and tasks that are no part of the run", "[emulator][graph]") {
  CHECK(text_of(walk_of({"a!", "b ALL_SUCCESS a", "c ALL_DONE a"}).next({})) == "+c a:DISABLED b:DISABLED");
  CHECK(text_of(walk_of({"b ALL_SUCCESS gone", "c ALL_FAILED gone b"}).next({})) == "+b");
  const auto walk = walk_of({"a", "b! ALL_SUCCESS a"});
  CHECK(text_of(walk.next({})) == "+a b:DISABLED");
  CHECK(walk_of({}).next({}).is_empty());
}

TEST_CASE("graph walk: what no stored job has is refused", "[emulator][graph]") {
  const auto cycle = GraphWalk::of(tasks_from({"a ALL_SUCCESS b", "b ALL_SUCCESS a"}));
  REQUIRE_FALSE(cycle);
  CHECK(cycle.error().message.find("cycle") != std::string::npos);
  CHECK_FALSE(GraphWalk::of(tasks_from({"a ALL_SUCCESS a"})));
  const auto twice = GraphWalk::of(tasks_from({"a", "a"}));
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message.find("'a'") != std::string::npos);
}

TEST_CASE("graph walk: a long chain and a wide fan are walked at once", "[emulator][graph]") {
  std::vector<std::string> lines{"t999"};
  for (int i = 998; i >= 0; --i)
    lines.insert(lines.begin(), "t" + std::to_string(i) + " ALL_SUCCESS t" + std::to_string(i + 1));
  const auto step = walk_of(lines).next(outcomes_from("t999:FAILED"));
  CHECK(step.skipped.size() == 999);
  CHECK(step.skipped.front().key == "t998");
}

TEST_CASE("graph walk: what the tasks come to together", "[emulator][graph]") {
  const auto walk = walk_of({"a", "b ALL_SUCCESS a", "c ALL_DONE a", "d"});
  struct Row {
    std::string outcomes;
    std::string life_cycle;
    std::string result;
    std::string code;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {"a:SUCCESS b:SUCCESS c:SUCCESS d:SUCCESS", "TERMINATED", "SUCCESS", "SUCCESS", ""},
      {"a:SUCCESS b:EXCLUDED c:SUCCESS d:DISABLED", "TERMINATED", "SUCCESS", "SUCCESS", ""},
      {"a:FAILED b:EXCLUDED c:SUCCESS d:SUCCESS", "TERMINATED", "SUCCESS_WITH_FAILURES", "SUCCESS_WITH_FAILURES", ""},
      {"a:SUCCESS b:FAILED c:SUCCESS d:SUCCESS", "INTERNAL_ERROR", "FAILED", "RUN_EXECUTION_ERROR",
       "Task b failed with message: It was FAILED."},
      {"a:SUCCESS b:SUCCESS c:SUCCESS d:INTERNAL", "INTERNAL_ERROR", "FAILED", "CLUSTER_ERROR",
       "Task d failed with message: No cluster."},
      {"a:FAILED b:UPSTREAM_FAILED c:SUCCESS d:SUCCESS", "INTERNAL_ERROR", "FAILED", "RUN_EXECUTION_ERROR",
       "Task a failed with message: It was FAILED. This caused all downstream tasks to get skipped."},
      {"a:SUCCESS b:FAILED c:SUCCESS d:FAILED", "INTERNAL_ERROR", "FAILED", "RUN_EXECUTION_ERROR",
       "Task b failed with message: It was FAILED. Task d failed with message: It was FAILED."},
      {"a:SUCCESS b:TIMEDOUT c:SUCCESS d:SUCCESS", "TERMINATED", "TIMEDOUT", "RUN_EXECUTION_ERROR",
       "Task b failed with message: It was TIMEDOUT."},
      {"a:SUCCESS b:TIMEDOUT c:SUCCESS d:FAILED", "INTERNAL_ERROR", "FAILED", "RUN_EXECUTION_ERROR",
       "Task b failed with message: It was TIMEDOUT. Task d failed with message: It was FAILED."},
      {"a:SUCCESS b:CANCELED c:SUCCESS d:SUCCESS", "TERMINATED", "CANCELED", "USER_CANCELED", "Run cancelled."},
      {"a:CANCELED b:UPSTREAM_CANCELED c:SUCCESS d:SUCCESS", "TERMINATED", "CANCELED", "USER_CANCELED",
       "Run cancelled."},
      {"a:DISABLED b:DISABLED c:DISABLED d:DISABLED", "TERMINATED", "DISABLED", "DISABLED",
       "The task was skipped because it is disabled, or needs one that is."},
      {"a:SUCCESS b:RUNNING c:SUCCESS d:SUCCESS", "INTERNAL_ERROR", "FAILED", "INTERNAL_ERROR",
       "The run ended before each of its tasks did."},
      {"a:SUCCESS b:SUCCESS c:SUCCESS", "INTERNAL_ERROR", "FAILED", "INTERNAL_ERROR",
       "The run ended before each of its tasks did."},
  }));
  INFO(row.outcomes);
  const auto state = walk.final_state(outcomes_from(row.outcomes), Interruption::none);
  CHECK(name_of(state.life_cycle) == row.life_cycle);
  CHECK(state.result == row.result);
  CHECK(state.code == row.code);
  CHECK(state.message == row.message);
}

TEST_CASE("graph walk: an interrupted run says so, whatever its tasks came to", "[emulator][graph]") {
  const auto walk = walk_of({"a", "b"});
  const auto outcomes = outcomes_from("a:FAILED b:CANCELED");
  CHECK(walk.final_state(outcomes, Interruption::cancelled).result == "CANCELED");
  CHECK(walk.final_state(outcomes_from("a:RUNNING"), Interruption::timed_out).result == "TIMEDOUT");
  CHECK(walk.is_over(outcomes));
  CHECK_FALSE(walk.is_over(outcomes_from("a:SUCCESS")));
  CHECK_FALSE(walk.is_over(outcomes_from("a:SUCCESS b:RUNNING")));
}

TEST_CASE("graph walk: only so many failures are told one by one", "[emulator][graph]") {
  std::vector<std::string> lines;
  TaskOutcomes outcomes;
  for (int i = 0; i < 12; ++i) {
    lines.push_back("t" + std::to_string(i));
    outcomes[lines.back()] = ended("FAILED");
  }
  const auto state = walk_of(lines).final_state(outcomes, Interruption::none);
  CHECK(state.message.ends_with("Task t9 failed with message: It was FAILED. 2 more tasks failed."));
}
