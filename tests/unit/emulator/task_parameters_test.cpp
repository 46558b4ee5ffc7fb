#include "emulator/execution/graph/task_parameters.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

Json json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE(value);
  return *std::move(value);
}

/// The named parameters as an object, the positional ones as a list, null where there are none.
std::string parameters_of(std::string_view task, std::string_view overrides, std::string_view job_parameters) {
  const auto found = task_parameters(with_overrides(json(task), json(overrides)), json(job_parameters));
  CHECK_FALSE((found.named && found.positional));
  if (found.named) return found.named->dump();
  return found.positional ? Json(*found.positional).dump() : "null";
}

struct Row {
  std::string task;
  std::string overrides;
  std::string job_parameters;
  std::string expected;
};

}  // namespace

TEST_CASE("task parameters: named ones are merged, and job parameters win", "[emulator][graph]") {
  const auto row = GENERATE(values<Row>({
      {R"({"notebook_task":{"notebook_path":"/a"}})", "{}", "{}", "{}"},
      {R"({"notebook_task":{"base_parameters":{"a":"1","b":"2"}}})", "{}", "{}", R"({"a":"1","b":"2"})"},
      {R"({"notebook_task":{"base_parameters":{"a":"1","b":"2"}}})", R"({"notebook_params":{"b":"3","c":"4"}})", "{}",
       R"({"a":"1","b":"3","c":"4"})"},
      {R"({"notebook_task":{"base_parameters":{"a":"1"}}})", R"({"notebook_params":{"a":"2"}})", R"({"z":"9","a":"3"})",
       R"({"a":"3","z":"9"})"},
      {R"({"notebook_task":{}})", R"({"jar_params":["x"],"python_params":["y"]})", "{}", "{}"},
      {R"({"sql_task":{"parameters":{"a":"1"}}})", R"({"sql_params":{"b":"2"}})", R"({"a":"3"})",
       R"({"a":"3","b":"2"})"},
      {R"({"run_job_task":{"job_id":1,"job_parameters":{"a":"1"}}})", "{}", R"({"b":"2"})", R"({"a":"1","b":"2"})"},
  }));
  INFO(row.task << row.overrides << row.job_parameters);
  CHECK(parameters_of(row.task, row.overrides, row.job_parameters) == row.expected);
}

TEST_CASE("task parameters: positional ones are replaced, and job parameters do not reach them", "[emulator][graph]") {
  const auto row = GENERATE(values<Row>({
      {R"({"spark_python_task":{"python_file":"dbfs:/a.py"}})", "{}", R"({"a":"1"})", "[]"},
      {R"({"spark_python_task":{"parameters":["x","y"]}})", "{}", R"({"a":"1"})", R"(["x","y"])"},
      {R"({"spark_python_task":{"parameters":["x","y"]}})", R"({"python_params":["z"]})", "{}", R"(["z"])"},
      {R"({"spark_python_task":{"parameters":["x"]}})", R"({"python_params":[]})", "{}", "[]"},
      {R"({"spark_python_task":{"parameters":["x"]}})", R"({"jar_params":["z"],"notebook_params":{"a":"1"}})", "{}",
       R"(["x"])"},
      {R"({"spark_jar_task":{"parameters":["x"]}})", R"({"jar_params":["z"]})", "{}", R"(["z"])"},
      {R"({"spark_submit_task":{"parameters":["x"]}})", R"({"spark_submit_params":["--class","C"]})", "{}",
       R"(["--class","C"])"},
      {R"({"dbt_task":{"commands":["dbt deps"]}})", R"({"dbt_commands":["dbt run"]})", "{}", R"(["dbt run"])"},
      {R"({"condition_task":{"op":"EQUAL_TO","left":"1","right":"1"}})", "{}", R"({"a":"1"})", "null"},
  }));
  INFO(row.task << row.overrides << row.job_parameters);
  CHECK(parameters_of(row.task, row.overrides, row.job_parameters) == row.expected);
}

TEST_CASE("task parameters: a wheel has one kind", "[emulator][graph]") {
  const std::string named = R"({"python_wheel_task":{"named_parameters":{"a":"1"}}})";
  const std::string positional = R"({"python_wheel_task":{"parameters":["x"]}})";
  const std::string bare = R"({"python_wheel_task":{}})";
  const auto row = GENERATE_COPY(values<Row>({
      {named, "{}", R"({"b":"2","a":"3"})", R"({"a":"3","b":"2"})"},
      {named, R"({"python_named_params":{"a":"2"}})", "{}", R"({"a":"2"})"},
      {named, R"({"python_params":["y"]})", R"({"b":"2"})", R"(["y"])"},
      {positional, "{}", R"({"b":"2"})", R"(["x"])"},
      {positional, R"({"python_params":["y","z"]})", "{}", R"(["y","z"])"},
      {positional, R"({"python_named_params":{"a":"2"}})", "{}", R"({"a":"2"})"},
      {positional, R"({"python_named_params":{"a":"2"},"python_params":["y"]})", "{}", R"(["y"])"},
      {named, R"({"python_named_params":{"b":"2"},"python_params":["y"]})", "{}", R"({"a":"1","b":"2"})"},
      {bare, R"({"python_named_params":{"b":"2"},"python_params":["y"]})", "{}", R"({"b":"2"})"},
      {bare, "{}", R"({"b":"2"})", "[]"},
  }));
  INFO(row.task << row.overrides << row.job_parameters);
  CHECK(parameters_of(row.task, row.overrides, row.job_parameters) == row.expected);
}

TEST_CASE("task parameters: what is overridden stays with the rest of the task", "[emulator][graph]") {
  const Json task = json(R"({"task_key":"k","pipeline_task":{"pipeline_id":"p","full_refresh":false}})");
  CHECK(with_overrides(task, json(R"({"pipeline_params":{"full_refresh":true}})"))["pipeline_task"] ==
        json(R"({"pipeline_id":"p","full_refresh":true})"));
  const Json loop = json(R"({"for_each_task":{"inputs":"[1]","task":{"notebook_task":{"notebook_path":"/a"}}}})");
  CHECK(with_overrides(loop, json(R"({"notebook_params":{"a":"1"}})")) == loop);
}

TEST_CASE("task parameters: a run_job_task hands its own on, and the job's", "[emulator][graph]") {
  CHECK(child_run_parameters(json(R"({"job_id":7,"notebook_params":{"a":"1"}})"), json("{}")) ==
        json(R"({"notebook_params":{"a":"1"}})"));
  CHECK(child_run_parameters(json(R"({"job_id":7,"job_parameters":{"a":"1","b":"2"}})"), json(R"({"b":"3"})")) ==
        json(R"({"job_parameters":{"a":"1","b":"3"}})"));
  CHECK(child_run_parameters(json(R"({"job_id":7})"), json("{}")).empty());
}
