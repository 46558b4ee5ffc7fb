#include "emulator/execution/graph/for_each.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

std::string refusal_of(const std::string& inputs) {
  const auto values = loop_inputs(inputs);
  return values ? "" : values.error().message;
}

std::vector<std::optional<RunState>> states_from(const std::vector<std::string>& words) {
  std::vector<std::optional<RunState>> states;
  for (const auto& word : words) {
    if (word == "-")
      states.emplace_back();
    else if (word == "RUNNING")
      states.emplace_back(RunState{.life_cycle = LifeCycle::running});
    else
      states.emplace_back(RunState{.life_cycle = LifeCycle::terminated,
                                   .result = word,
                                   .message = word == "FAILED" ? "It broke" : "",
                                   .code = word == "FAILED" ? "RUN_EXECUTION_ERROR" : word});
  }
  return states;
}

}  // namespace

TEST_CASE("for each: a list has one iteration for each element", "[emulator][graph]") {
  const auto values = loop_inputs(R"( [1, "a", true, 0.5, {"id": 1, "name": "x", "none": null}] )");
  REQUIRE(values);
  REQUIRE(values->size() == 5);
  CHECK(values->at(1) == "a");
  CHECK(values->at(4)["id"] == 1);
  REQUIRE(loop_inputs("[]"));
  CHECK(loop_inputs("[]")->empty());
}

TEST_CASE("for each: what is no list of plain values is refused", "[emulator][graph]") {
  struct Row {
    std::string inputs;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {"", "must be a JSON list, and is: "},
      {"[1,", "must be a JSON list, and is: [1,"},
      {"{\"a\":1}", "must be a JSON list"},
      {"['a']", "must be a JSON list"},
      {"12", "must be a JSON list, and is: 12"},
      {"[1,[2]]", "element 1 is [2]"},
      {"[{\"a\":[1]}]", "element 0 is {\"a\":[1]}"},
      {"[{\"a\":{}}]", "flat objects"},
      {"[null]", "element 0 is null"},
  }));
  INFO(row.inputs);
  CHECK(refusal_of(row.inputs).find(row.message) != std::string::npos);
}

TEST_CASE("for each: lists have an end", "[emulator][graph]") {
  std::string list = "[0";
  for (int i = 1; i < 5000; ++i) list += ",0";
  CHECK(refusal_of(list + "]").empty());
  CHECK(refusal_of(list + ",0]") == "for_each_task.inputs has 5001 elements, and may have 5000");
  CHECK(refusal_of("[\"" + std::string(49152 - 4, 'x') + "\"]").empty());
  CHECK(refusal_of("[\"" + std::string(49152 - 3, 'x') + "\"]") ==
        "for_each_task.inputs has 49153 bytes, and may have 49152");
}

TEST_CASE("for each: as many iterations run as may", "[emulator][graph]") {
  using Positions = std::vector<std::size_t>;
  const auto next = [](const Json& loop, const std::vector<std::string>& words) {
    const auto states = states_from(words);
    return next_iterations(loop, states);
  };
  CHECK(next(Json::object(), {"-", "-", "-"}) == Positions{0});
  CHECK(next(Json::object(), {"RUNNING", "-", "-"}).empty());
  CHECK(next(Json::object(), {"FAILED", "-", "-"}) == Positions{1});
  CHECK(next({{"concurrency", 2}}, {"-", "-", "-"}) == Positions{0, 1});
  CHECK(next({{"concurrency", 2}}, {"SUCCESS", "RUNNING", "-", "-"}) == Positions{2});
  CHECK(next({{"concurrency", 100}}, {"-", "RUNNING", "-"}) == Positions{0, 2});
  CHECK(next({{"concurrency", 2}}, {}).empty());
}

TEST_CASE("for each: what the iterations come to together", "[emulator][graph]") {
  struct Row {
    std::vector<std::string> words;
    std::string result;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {{}, "SUCCESS", ""},
      {{"SUCCESS", "SUCCESS_WITH_FAILURES"}, "SUCCESS", ""},
      {{"SUCCESS", "FAILED", "FAILED"}, "FAILED", "2 of 3 iterations failed, the first one with message: It broke"},
      {{"CANCELED", "FAILED"}, "FAILED", "1 of 2 iterations failed, the first one with message: It broke"},
      {{"TIMEDOUT"}, "FAILED", "1 of 1 iterations failed, the first one with message: "},
      {{"SUCCESS", "CANCELED"}, "CANCELED", "Run cancelled."},
  }));
  const auto states = states_from(row.words);
  CHECK(is_loop_over(states));
  CHECK(loop_state(states).result == row.result);
  CHECK(loop_state(states).message == row.message);
  CHECK_FALSE(is_loop_over(states_from({"SUCCESS", "RUNNING"})));
  CHECK_FALSE(is_loop_over(states_from({"SUCCESS", "-"})));
}

TEST_CASE("for each: the counts that a read shows", "[emulator][graph]") {
  const auto states = states_from({"SUCCESS", "FAILED", "RUNNING", "-", "FAILED", "TIMEDOUT", "CANCELED", "-"});
  CHECK(loop_stats(states).dump() ==
        R"({"error_message_stats":[)"
        R"({"count":2,"error_message":"It broke","termination_category":"RUN_EXECUTION_ERROR"},)"
        R"({"count":1,"error_message":"","termination_category":"TIMEDOUT"}],)"
        R"("task_run_stats":{"total_iterations":8,"scheduled_iterations":6,"active_iterations":1,)"
        R"("completed_iterations":4,"succeeded_iterations":1,"failed_iterations":3}})");
}
