#include "emulator/execution/graph/dynamic_values.hpp"

#include <catch2/catch.hpp>

#include "emulator/execution/graph/prepared_task.hpp"
#include "emulator/execution/graph/time_parts.hpp"
#include "emulator/services/jobs/reference_syntax.hpp"

using namespace dbc;
using namespace dbc::emulator;

namespace {

Json json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE(value);
  return *std::move(value);
}

/// A run that began on Saturday, 2026-11-21 07:01:02.345 UTC, and a task of it that began a day later.
ValueContext context() {
  ValueContext context{
      .job_id = 17,
      .job_name = "nightly",
      .job_run_id = 9007199254740993,
      .repair_count = 2,
      .job_start_time = from_epoch_millis(1795244462345),
      .trigger = "PERIODIC",
      .trigger_time = from_epoch_millis(1795244462345),
      .file_arrival_location = "/Volumes/a/b/c",
      .job_parameters = json(R"({"day":"{{job.start_time.iso_date}}","odd.name":"x","self":"{{job.parameters.day}}"})"),
      .task_key = "report",
      .task = {.run_id = 455, .execution_count = 3, .notebook_path = "/Shared/report"},
      .retry_count = 1,
      .task_start_time = from_epoch_millis(1795330862345),
      .workspace_id = 123456,
      .workspace_url = "http://127.0.0.1:8080"};
  context.tasks["load"] = {
      .run_id = 454,
      .notebook_path = "/Shared/load",
      .result = "SUCCESS",
      .code = "SUCCESS",
      .values = json(R"({"rows":12,"ratio":0.5,"done":true,"name":"a \"b\"","none":null,"list":[1,"a"],
                                              "map":{"a":1},"a.b":"dotted","braces":"{{job.id}}"})")};
  context.tasks["odd-key.1"] = {.run_id = 453, .result = "FAILED", .code = "RUN_EXECUTION_ERROR"};
  context.tasks["slow"] = {.run_id = 452};
  return context;
}

std::string resolved(std::string_view text, const ValueContext& in = context()) {
  const auto result = resolve_text(text, in);
  return result ? *result : "error: " + result.error().message;
}

}  // namespace

TEST_CASE("dynamic values: each reference comes to its value", "[emulator][graph]") {
  struct Row {
    std::string text;
    std::string value;
  };
  const auto row = GENERATE(values<Row>({
      {"{{job.id}}", "17"},
      {"job_{{ job.id }}_x", "job_17_x"},
      {"{{job.name}} {{job.run_id}}", "nightly 9007199254740993"},
      {"{{job.repair_count}}", "2"},
      {"{{job.start_time.iso_date}}", "2026-11-21"},
      {"{{job.start_time.iso_datetime}}", "2026-11-21T07:01:02Z"},
      {"{{job.start_time.timestamp_ms}}", "1795244462345"},
      {"{{job.trigger.type}}", "periodic"},
      {"{{job.trigger.time.iso_datetime}}", "2026-11-21T07:01:00Z"},
      {"{{job.trigger.file_arrival.location}}", "/Volumes/a/b/c"},
      {"{{job.parameters.day}}", "2026-11-21"},
      {"{{job.parameters.odd.name}} {{job.parameters.`odd.name`}}", "x x"},
      {"{{task.name}} {{task.run_id}} {{task.execution_count}}", "report 455 3"},
      {"{{task.notebook_path}}", "/Shared/report"},
      {"{{tasks.load.run_id}} {{tasks.load.result_state}} '{{tasks.load.error_code}}'", "454 success ''"},
      {"{{tasks.load.notebook_path}} {{tasks.load.execution_count}}", "/Shared/load 1"},
      {"{{tasks.`odd-key.1`.result_state}} {{tasks.`odd-key.1`.error_code}}", "failed RunExecutionError"},
      {"{{tasks.slow.run_id}}", "452"},
      {"{{tasks.load.values.rows}} {{tasks.load.values.ratio}} {{tasks.load.values.done}}", "12 0.5 true"},
      {"{{tasks.load.values.name}}", "a \"b\""},
      {"{{tasks.load.values.none}}", "null"},
      {"{{tasks.load.values.list}} {{tasks.load.values.map}}", "[1,\"a\"] {\"a\":1}"},
      {"{{tasks.load.values.a.b}}", "dotted"},
      {"{{tasks.load.values.braces}}", "{{job.id}}"},
      {"{{workspace.id}} {{workspace.url}}", "123456 http://127.0.0.1:8080"},
      {"{{job_id}} {{run_id}} {{parent_run_id}} {{task_key}}", "17 455 9007199254740993 report"},
      {"{{start_date}} {{start_time}} {{task_retry_count}}", "2026-11-22 1795330862345 1"},
  }));
  CHECK(resolved(row.text) == row.value);
}

TEST_CASE("dynamic values: text that is no reference stays as it is", "[emulator][graph]") {
  const auto text = GENERATE(as<std::string>{}, "", "plain", "{{", "}}", "{{}}", "{{ }}", "{{job.id}", "{job.id}",
                             "{{job}}", "{{ job_id }}", "{{my.value}}", "{{secrets/scope/key}}", "{{ x | upper }}",
                             "{{job.`id}}", "{{job.unheard_of}}", "}}{{", "{{a}} {{b", "{{\xc3\xa9.x}}");
  CHECK(resolved(text) == text);
}

TEST_CASE("dynamic values: the innermost braces count", "[emulator][graph]") {
  CHECK(resolved("{{{job.id}}}") == "{17}");
  CHECK(resolved("{{ {{job.id}} }}") == "{{ 17 }}");
  CHECK(resolved(R"({"a":{"b":{{job.id}}}})") == R"({"a":{"b":17}})");
  CHECK(resolved("{{x{{job.id}}{{task.name}}") == "{{x17report");
  CHECK(braced_texts("{{a}}{{ b }}").size() == 2);
}

TEST_CASE("dynamic values: a reference without a value is named", "[emulator][graph]") {
  struct Row {
    std::string text;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {"x {{ tasks.load.values.gone }}",
       "Failed to resolve {{tasks.load.values.gone}}: task 'load' did not set the task value 'gone'"},
      {"{{tasks.other.run_id}}", "Failed to resolve {{tasks.other.run_id}}: task 'other' was not run before this one"},
      {"{{tasks.slow.result_state}}", "task 'slow' has not ended"},
      {"{{tasks.slow.notebook_path}}", "runs no notebook"},
      {"{{tasks.load.output.rows}}", "task 'load' has no output of a query"},
      {"{{job.parameters.gone}}", "the run has no job parameter 'gone'"},
      {"{{job.parameters.self}}", "the run has no job parameter 'day'"},
      {"{{job.trigger.table_update.updated_tables}}", "not triggered by a table"},
      {"{{backfill.iso_date}}", "no backfill"},
      {"{{input}}", "Failed to resolve {{input}}: only the task of a for_each_task has an input"},
  }));
  INFO(row.text);
  CHECK(resolved(row.text).find(row.message) != std::string::npos);
  CHECK(resolved(row.text).starts_with("error: Failed to resolve "));
}

TEST_CASE("dynamic values: the input of an iteration", "[emulator][graph]") {
  ValueContext in = context();
  in.input = json(R"({"id":5,"name":"x","flag":false})");
  CHECK(resolved("{{input.id}} {{input.name}} {{input.flag}}", in) == "5 x false");
  CHECK(resolved("{{input}}", in) == R"({"id":5,"name":"x","flag":false})");
  CHECK(resolved("{{input.gone}}", in).find("has no 'gone'") != std::string::npos);
  in.input = "text";
  CHECK(resolved("{{input}}", in) == "text");
  CHECK(resolved("{{input.id}}", in).starts_with("error: "));
}

TEST_CASE("dynamic values: parts of a time", "[emulator][graph]") {
  struct Row {
    std::int64_t millis;
    std::string parts;
  };
  const auto row = GENERATE(values<Row>({
      {1795244462345, "2026-11-21 2026-11-21T07:01:02Z 6 false 2026 11 21 7 1 2 1795244462345"},
      {0, "1970-01-01 1970-01-01T00:00:00Z 4 true 1970 1 1 0 0 0 0"},
      {1709251199999, "2024-02-29 2024-02-29T23:59:59Z 4 true 2024 2 29 23 59 59 1709251199999"},
      {1732406400000, "2024-11-24 2024-11-24T00:00:00Z 7 false 2024 11 24 0 0 0 1732406400000"},
  }));
  std::string parts;
  for (const std::string_view part : {"iso_date", "iso_datetime", "iso_weekday", "is_weekday", "year", "month", "day",
                                      "hour", "minute", "second", "timestamp_ms"})
    parts += (parts.empty() ? "" : " ") + time_part(from_epoch_millis(row.millis), part);
  CHECK(parts == row.parts);
  CHECK(time_part(from_epoch_millis(0), "week").empty());
}

TEST_CASE("dynamic values: a task is resolved, apart from what names it", "[emulator][graph]") {
  const auto task =
      resolve_task(json(R"({"task_key":"a","description":"{{job.id}}","depends_on":[{"task_key":"b"}],"max_retries":2,
              "notebook_task":{"notebook_path":"/jobs/{{job.id}}","base_parameters":{"r":"{{tasks.load.values.rows}}"}},
              "libraries":[{"whl":"dbfs:/{{job.name}}.whl"}]})"),
                   context());
  REQUIRE(task);
  CHECK(*task == json(R"({"task_key":"a","description":"{{job.id}}","depends_on":[{"task_key":"b"}],"max_retries":2,
              "notebook_task":{"notebook_path":"/jobs/17","base_parameters":{"r":"12"}},
              "libraries":[{"whl":"dbfs:/nightly.whl"}]})"));
}

TEST_CASE("dynamic values: of a loop only its inputs are resolved", "[emulator][graph]") {
  const auto task = resolve_task(json(R"({"for_each_task":{"inputs":"{{tasks.load.values.list}}","concurrency":2,
                                          "task":{"notebook_task":{"notebook_path":"/{{input}}/{{job.id}}"}}}})"),
                                 context());
  REQUIRE(task);
  CHECK(task->at("for_each_task").at("inputs") == R"([1,"a"])");
  CHECK(task->at("for_each_task").at("task").at("notebook_task").at("notebook_path") == "/{{input}}/{{job.id}}");
}

TEST_CASE("dynamic values: a condition has plain operands", "[emulator][graph]") {
  const auto condition = [](const std::string& left) {
    return resolve_task({{"condition_task", {{"op", "EQUAL_TO"}, {"left", left}, {"right", "1"}}}}, context());
  };
  REQUIRE(condition("{{tasks.load.values.done}}"));
  CHECK(condition("{{tasks.load.values.done}}")->at("condition_task").at("left") == "true");
  for (const std::string name : {"list", "map"}) {
    const auto refused = condition("{{tasks.load.values." + name + "}}");
    REQUIRE_FALSE(refused);
    CHECK(
        refused.error().message.starts_with("Failed to resolve {{tasks.load.values." + name + "}}: a condition needs"));
  }
}

TEST_CASE("prepared task: overrides hold references too, and job parameters are pushed down", "[emulator][graph]") {
  ValueContext in = context();
  in.job_parameters = json(R"({"day":"{{job.start_time.iso_date}}","run":"{{task.run_id}}"})");
  const auto notebook = prepare_task(
      json(R"({"task_key":"report","notebook_task":{"notebook_path":"/a","base_parameters":{"a":"1","day":"never"}}})"),
      json(R"({"notebook_params":{"a":"{{job.id}}","b":"{{job.unheard_of}}"}})"), in);
  REQUIRE(notebook);
  CHECK(notebook->parameters.named == json(R"({"a":"17","day":"2026-11-21","b":"{{job.unheard_of}}","run":"455"})"));
  CHECK(notebook->task["notebook_task"]["base_parameters"]["a"] == "17");

  const auto script = prepare_task(
      json(R"({"spark_python_task":{"python_file":"dbfs:/a.py","parameters":["{{job.parameters.day}}","x"]}})"),
      json("{}"), in);
  REQUIRE(script);
  CHECK(script->parameters.positional == std::vector<std::string>{"2026-11-21", "x"});
}

TEST_CASE("prepared task: a job parameter without a value stops only the tasks that take it", "[emulator][graph]") {
  ValueContext in = context();
  in.job_parameters = json(R"({"rows":"{{tasks.gone.values.rows}}"})");
  const auto notebook = prepare_task(json(R"({"notebook_task":{"notebook_path":"/a"}})"), json("{}"), in);
  REQUIRE_FALSE(notebook);
  CHECK(notebook.error().message.find("{{tasks.gone.values.rows}}") != std::string::npos);
  CHECK(prepare_task(json(R"({"spark_python_task":{"python_file":"dbfs:/a.py"}})"), json("{}"), in));
}

TEST_CASE("prepared task: the parameters of a run by name", "[emulator][graph]") {
  CHECK(job_parameter_texts(json(R"([{"name":"a","default":"1"},{"name":"b","default":"1","value":"2"},
                                     {"name":"c","value":""}])")) == json(R"({"a":"1","b":"2","c":""})"));
}
