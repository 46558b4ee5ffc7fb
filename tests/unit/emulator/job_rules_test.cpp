#include <catch2/catch.hpp>

#include "support/jobs_fixture.hpp"

using namespace dbc;
using dbc::test::JobsFixture;

namespace {

/// Settings that are refused, with what the refusal says.
struct BadJob {
  std::string name;
  Json settings;
  std::string message;
  std::string version = "2.1";
  int status = 400;
};

Json one(const Json& more) { return JobsFixture::job_of({JobsFixture::task("a", more)}); }

Json one_with(const Json& more) { return JobsFixture::job_of({JobsFixture::task("a")}, more); }

Json bare(const Json& task) {
  Json made{{"task_key", "a"}};
  made.update(task);
  return JobsFixture::job_of({made});
}

Json flat(const Json& more) {
  Json made{
      {"name", "flat"}, {"new_cluster", JobsFixture::cluster_spec()}, {"notebook_task", {{"notebook_path", "/a"}}}};
  made.update(more);
  return made;
}

Json after(const Json& other) { return {{"depends_on", Json::array({other})}}; }

Json loop_over(const std::string& inputs, const std::string& parameter) {
  return {{"inputs", inputs},
          {"task",
           {{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/n"}, {"base_parameters", {{"p", parameter}}}}}}}};
}

std::vector<BadJob> graph_cases() {
  const auto task = [](const std::string& key, const std::string& other) {
    return JobsFixture::task_after(key, other);
  };
  const auto job = [](const std::vector<Json>& tasks) { return JobsFixture::job_of(tasks); };
  return {
      {"itself", one(after({{"task_key", "a"}})), "Invalid dependency graph, task 'a' can not reference itself."},
      {"nothing", one(after({{"task_key", "zz"}})), "Invalid dependency graph, task 'a' depends on task 'zz'"},
      {"no key", one(after(Json::object())), "Missing required field: settings.tasks.depends_on.task_key"},
      {"twice the same",
       job({JobsFixture::task("b"),
            JobsFixture::task("a", {{"depends_on", {{{"task_key", "b"}}, {{"task_key", "b"}}}}})}),
       "depends on task 'b' twice"},
      {"a circle", job({task("a", "c"), task("b", "a"), task("c", "b"), JobsFixture::task("d")}),
       "Invalid dependency graph, the tasks 'a', 'b', 'c' wait for each other in a cycle."},
      {"one key for two", job({JobsFixture::task("a"), JobsFixture::task("a")}), "Duplicate task key: 'a'"},
      {"an odd outcome",
       job({JobsFixture::task("b"), JobsFixture::task("a", after({{"task_key", "b"}, {"outcome", "maybe"}}))}),
       "must be \\\"true\\\" or \\\"false\\\""},
      {"a reference to no task",
       one({{"notebook_task", {{"notebook_path", "/a"}, {"base_parameters", {{"x", "1 {{tasks.b.values.y}}"}}}}}}),
       "refers to task 'b', which does not exist"},
      {"a reference to no property", one({{"description", "{{ job.colour }}"}}),
       "a reference to nothing: {{job.colour}}"},
      {"a reference to no job parameter", one({{"description", "{{job.parameters.day}}"}}),
       "Task 'a' refers to job parameter 'day', which the job does not define: {{job.parameters.day}}"},
      {"an input where nothing is repeated", one({{"description", "{{input.day}}"}}),
       "Task 'a' refers to an input, which only the task of a for_each_task has: {{input.day}}"},
      {"an input as the list of inputs", bare({{"for_each_task", loop_over("{{input}}", "x")}}),
       "refers to an input, which only"},
      {"a reference to no task within a loop", bare({{"for_each_task", loop_over("[1]", "{{tasks.zz.run_id}}")}}),
       "Task 'a' refers to task 'zz', which does not exist"},
      {"a parameter made of nothing", one_with({{"parameters", {{{"name", "p"}, {"default", "{{job.day}}"}}}}}),
       "Job parameter 'p' has a reference to nothing: {{job.day}}"},
      {"a parameter made of itself", one_with({{"parameters", {{{"name", "p"}, {"default", "{{job.parameters.p}}"}}}}}),
       "Job parameter 'p' refers to job parameter 'p'"},
      {"the outcome of no condition",
       job({JobsFixture::task("b"), JobsFixture::task("a", after({{"task_key", "b"}, {"outcome", "true"}}))}),
       "Task 'a' waits for the outcome \\\"true\\\" of task 'b', which is not a condition_task"},
      {"a reference to no part of a time", one({{"description", "{{job.start_time.week}}"}}), "a reference to nothing"},
  };
}

std::vector<BadJob> task_cases() {
  const Json loop{{"inputs", "[1]"}, {"task", JobsFixture::task("n")}};
  return {
      {"no key", JobsFixture::job_of({Json{{"notebook_task", {{"notebook_path", "/a"}}}}}),
       "Missing required field: settings.tasks.task_key"},
      {"an odd key", JobsFixture::job_of({JobsFixture::task("a b")}), "Invalid task key 'a b'"},
      {"a long key", JobsFixture::job_of({JobsFixture::task(std::string(101, 'k'))}), "Invalid task key"},
      {"no type", bare({{"new_cluster", JobsFixture::cluster_spec()}}), "Exactly 1 of notebook_task"},
      {"two types", one({{"spark_python_task", {{"python_file", "dbfs:/a.py"}}}}),
       "has both notebook_task and spark_python_task"},
      {"two clusters", one({{"existing_cluster_id", "x"}}), "more than one of existing_cluster_id"},
      {"no path", one({{"notebook_task", Json::object()}}),
       "Missing required field: settings.tasks.notebook_task.notebook_path"},
      {"a path from nowhere", one({{"notebook_task", {{"notebook_path", "a"}}}}), "Paths must begin with '/'."},
      {"a wrong source", one({{"notebook_task", {{"notebook_path", "/a"}, {"source", "MOON"}}}}),
       "Expected one of WORKSPACE, GIT for field 'settings.tasks.notebook_task.source'"},
      {"no cluster where one is needed", bare({{"spark_python_task", {{"python_file", "dbfs:/a.py"}}}}),
       "One of job_cluster_key, new_cluster, or existing_cluster_id must be specified."},
      {"a shared cluster that is not there",
       bare({{"notebook_task", {{"notebook_path", "/a"}}}, {"job_cluster_key", "main"}}),
       "refers to the job_cluster_key 'main'"},
      {"an environment that is not there",
       bare({{"spark_python_task", {{"python_file", "/a.py"}}}, {"environment_key", "env"}}),
       "refers to the environment_key 'env'"},
      {"a cluster that is not there",
       bare({{"notebook_task", {{"notebook_path", "/a"}}}, {"existing_cluster_id", "0101-000000-abcdefgh"}}),
       "Cluster validation error: Cluster 0101-000000-abcdefgh does not exist"},
      {"a job that is not there", bare({{"run_job_task", {{"job_id", 42}}}}), "runs job 42, which does not exist"},
      {"spark-submit elsewhere", bare({{"spark_submit_task", {{"parameters", {"x"}}}}, {"existing_cluster_id", "x"}}),
       "needs a new_cluster"},
      {"spark-submit with libraries",
       bare({{"spark_submit_task", {{"parameters", {"x"}}}},
             {"new_cluster", JobsFixture::cluster_spec()},
             {"libraries", {{{"jar", "dbfs:/a.jar"}}}}}),
       "spark_submit_task are named in its parameters"},
      {"libraries of a loop", bare({{"for_each_task", loop}, {"libraries", {{{"whl", "/a.whl"}}}}}),
       "libraries is not allowed on for_each_task 'a'"},
      {"a cluster of a loop", bare({{"for_each_task", loop}, {"job_cluster_key", "m"}}),
       "job_cluster_key is not allowed on for_each_task 'a'"},
      {"a cluster of a condition",
       bare({{"condition_task", {{"op", "EQUAL_TO"}, {"left", "1"}, {"right", "1"}}},
             {"new_cluster", JobsFixture::cluster_spec()}}),
       "new_cluster is not allowed on condition_task 'a'"},
      {"an environment of a job", bare({{"run_job_task", {{"job_id", 1}}}, {"environment_key", "e"}}),
       "environment_key is not allowed on run_job_task 'a'"},
      {"a cluster of a query",
       bare({{"sql_task", {{"warehouse_id", "w"}, {"query", {{"query_id", "q"}}}}}, {"existing_cluster_id", "x"}}),
       "existing_cluster_id is not allowed on sql_task 'a'"},
      {"libraries of a pipeline",
       bare({{"pipeline_task", {{"pipeline_id", "p"}}}, {"libraries", {{{"whl", "/a.whl"}}}}}),
       "libraries is not allowed on pipeline_task 'a'"},
      {"libraries of an alert", bare({{"alert_task", {{"alert_id", "p"}}}, {"libraries", {{{"whl", "/a.whl"}}}}}),
       "libraries is not allowed on alert_task 'a'"},
      {"libraries without a cluster",
       bare({{"notebook_task", {{"notebook_path", "/a"}}}, {"libraries", {{{"whl", "/a.whl"}}}}}),
       "Libraries field is not supported for serverless task, please specify libraries in environment."},
      {"an absolute path in a repository",
       JobsFixture::job_of(
           {JobsFixture::task("a")},
           {{"git_source", {{"git_url", "https://x/y"}, {"git_provider", "gitHub"}, {"git_branch", "main"}}}}),
       "Only relative paths are currently supported for remote repositories."},
      {"an empty library", one({{"libraries", {Json::object()}}}), "Each library of task 'a'"},
      {"too few retries", one({{"max_retries", -2}}), "max_retries of task 'a'"},
      {"negative time", one({{"timeout_seconds", -1}}), "settings.tasks.timeout_seconds must not be negative"},
      {"retries in words", one({{"max_retries", "many"}}), "Expected 'INTEGER' for field 'settings.tasks.max_retries'"},
      {"a loop over nothing", bare({{"for_each_task", {{"inputs", "x"}, {"task", JobsFixture::task("n")}}}}),
       "for_each_task.inputs of task 'a'"},
      {"a loop with retries", bare({{"for_each_task", loop}, {"max_retries", 1}}), "retries belong to the task"},
      {"a loop in a loop",
       bare({{"for_each_task", {{"inputs", "[1]"}, {"task", {{"task_key", "n"}, {"for_each_task", loop}}}}}}),
       "can have neither depends_on nor a for_each_task"},
      {"a wide loop",
       bare({{"for_each_task", {{"inputs", "[1]"}, {"concurrency", 101}, {"task", JobsFixture::task("n")}}}}),
       "between 1 and 100"},
      {"a loop without a task", bare({{"for_each_task", {{"inputs", "[1]"}}}}),
       "Missing required field: settings.tasks.for_each_task.task"},
      {"a condition without an operator", bare({{"condition_task", {{"left", "1"}, {"right", ""}}}}),
       "Missing required field: settings.tasks.condition_task.op"},
      {"SQL of no kind", bare({{"sql_task", {{"warehouse_id", "w"}}}}), "exactly one of query, dashboard, alert, file"},
      {"dbt without commands", bare({{"dbt_task", {{"commands", Json::array()}, {"warehouse_id", "w"}}}}),
       "dbt_task.commands must have 1 to 10"},
      {"a wheel with both kinds of parameters",
       bare({{"python_wheel_task",
              {{"package_name", "p"}, {"entry_point", "e"}, {"parameters", {"x"}}, {"named_parameters", {{"a", "b"}}}}},
             {"new_cluster", JobsFixture::cluster_spec()}}),
       "either parameters or named_parameters"},
      {"tasks of a wrong type", {{"tasks", "a"}}, "Expected 'LIST' for field 'settings.tasks'"},
      {"a task of a wrong type", {{"tasks", {1}}}, "Expected 'OBJECT' for field 'settings.tasks'"},
  };
}

std::vector<BadJob> cluster_cases() {
  const auto with_cluster = [](const Json& more) {
    Json spec = JobsFixture::cluster_spec();
    spec.update(more);
    return one({{"new_cluster", spec}});
  };
  return {
      {"no size", one({{"new_cluster", {{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}}}}),
       "Cluster validation error: Missing required field: settings.cluster_spec.new_cluster.size"},
      {"an unknown runtime", with_cluster({{"spark_version", "1"}}),
       "Cluster validation error: Invalid spark version 1."},
      {"an unknown pool", with_cluster({{"instance_pool_id", "p1"}}),
       "Cluster validation error: Can't find an instance pool with id: p1."},
      {"an end of its own", with_cluster({{"autotermination_minutes", 10}}), "autotermination_minutes"},
      {"a shared cluster of nothing", one_with({{"job_clusters", {{{"job_cluster_key", "m"}}}}}),
       "Missing required field: settings.job_clusters.new_cluster"},
      {"one key for two shared clusters",
       one_with({{"job_clusters",
                  {{{"job_cluster_key", "m"}, {"new_cluster", JobsFixture::cluster_spec()}},
                   {{"job_cluster_key", "m"}, {"new_cluster", JobsFixture::cluster_spec()}}}}}),
       "Duplicate job_cluster_key: 'm'"},
      {"libraries of a shared cluster",
       one_with({{"job_clusters",
                  {{{"job_cluster_key", "m"},
                    {"new_cluster", JobsFixture::cluster_spec()},
                    {"libraries", {{{"jar", "dbfs:/a"}}}}}}}}),
       "Libraries are not allowed in job_clusters"},
      {"a shared cluster of one task",
       flat({{"job_clusters", {{{"job_cluster_key", "m"}, {"new_cluster", JobsFixture::cluster_spec()}}}}}),
       "Shared job cluster feature is only supported in multi-task jobs."},
      {"a flat job without a cluster",
       {{"notebook_task", {{"notebook_path", "/a"}}}},
       "Either new_cluster or existing_cluster_id must be specified.",
       "2.0"},
      {"a flat job without a task", {{"name", "x"}}, "Exactly 1 of notebook_task", "2.0"},
      {"both forms at once", one_with({{"notebook_task", {{"notebook_path", "/a"}}}, {"max_retries", 1}}),
       "cannot have notebook_task, max_retries beside them"},
  };
}

std::vector<BadJob> job_cases() {
  const auto schedule = [](const std::string& cron, const std::string& zone) {
    return one_with({{"schedule", {{"quartz_cron_expression", cron}, {"timezone_id", zone}}}});
  };
  const auto trigger = [](const Json& value) { return one_with({{"trigger", value}}); };
  const Json good{{"quartz_cron_expression", "0 0 0 * * ?"}, {"timezone_id", "UTC"}};
  return {
      {"a bad cron", schedule("0 3 * * *", "UTC"), "Invalid quartz_cron_expression: 0 3 * * *. Databricks uses Quartz"},
      {"a cron without a future", schedule("0 0 0 30 2 ?", "UTC"), "will never fire."},
      {"a bad time zone", schedule("0 0 0 * * ?", "Mars Base"), "Invalid timezone_id: Mars Base"},
      {"no time zone", schedule("0 0 0 * * ?", ""), "Missing required field: settings.schedule.timezone_id"},
      {"a bad pause", one_with({{"continuous", {{"pause_status", "SLEEPING"}}}}), "settings.continuous.pause_status"},
      {"two ways to start", one_with({{"schedule", good}, {"continuous", Json::object()}}), "at most one of schedule"},
      {"a trigger of nothing", trigger(Json::object()), "exactly one of file_arrival"},
      {"a hasty trigger", trigger({{"file_arrival", {{"url", "/a/"}, {"wait_after_last_change_seconds", 5}}}}),
       "wait_after_last_change_seconds must be at least 60"},
      {"a trigger of no table", trigger({{"table_update", {{"table_names", Json::array()}}}}), "must not be empty"},
      {"an endless trigger", trigger({{"periodic", {{"interval", 0}, {"unit", "DAYS"}}}}),
       "interval must be at least 1"},
      {"a list of triggers", one_with({{"triggers", Json::array()}}), "settings.triggers", "2.2", 501},
      {"a long name", one_with({{"name", std::string(4097, 'n')}}), "at most 4096 bytes"},
      {"a long description", one_with({{"description", std::string(27701, 'n')}}), "at most 27700 characters"},
      {"a bad tag", one_with({{"tags", {{"a<b", "x"}}}}), "custom tag key"},
      {"too many runs", one_with({{"max_concurrent_runs", 1001}}), "between 0 and 1000"},
      {"negative time", one_with({{"timeout_seconds", -5}}), "settings.timeout_seconds must not be negative"},
      {"an odd parameter", one_with({{"parameters", {{{"name", "a b"}, {"default", ""}}}}}), "job parameter 'a b'"},
      {"one name for two parameters",
       one_with({{"parameters", {{{"name", "p"}, {"default", "1"}}, {{"name", "p"}, {"default", "2"}}}}}),
       "Duplicate job parameter: 'p'"},
      {"a parameter without a default", one_with({{"parameters", {{{"name", "p"}}}}}),
       "Missing required field: settings.parameters.default"},
      {"two to run as", one_with({{"run_as", {{"user_name", "u"}, {"group_name", "g"}}}}), "settings.run_as"},
      {"no git provider", one_with({{"git_source", {{"git_url", "https://x"}, {"git_branch", "main"}}}}),
       "git_source.git_provider must be one of: github,gitlab,bitbucketcloud"},
      {"two git references",
       one_with({{"git_source",
                  {{"git_url", "https://x"}, {"git_provider", "GITHUB"}, {"git_branch", "m"}, {"git_tag", "t"}}}}),
       "Exactly one of git_source.git_branch"},
      {"four webhooks",
       one_with(
           {{"webhook_notifications", {{"on_start", {{{"id", "1"}}, {{"id", "2"}}, {{"id", "3"}}, {{"id", "4"}}}}}}}),
       "settings.webhook_notifications.on_start has at most 3"},
      {"an odd metric",
       one_with({{"health", {{"rules", {{{"metric", "MOOD"}, {"op", "GREATER_THAN"}, {"value", 1}}}}}}}),
       "settings.health.rules.metric"},
      {"a group as owner",
       one_with({{"access_control_list", {{{"group_name", "users"}, {"permission_level", "IS_OWNER"}}}}}),
       "A group cannot own a job: users"},
      {"rights of nobody", one_with({{"access_control_list", {{{"permission_level", "CAN_VIEW"}}}}}),
       "needs one of user_name, group_name"},
  };
}

void check_refused(const std::vector<BadJob>& cases) {
  JobsFixture ws;
  for (const auto& test : cases) {
    const auto reply = ws.post_in(test.version, "create", test.settings);
    INFO(test.name << ": " << reply.body);
    CHECK(reply.status == test.status);
    CHECK(reply.body.find(test.message) != std::string::npos);
  }
  CHECK(ws.body_of(ws.get_in("2.1", "list")).dump() == R"({"has_more":false})");
}

}  // namespace

TEST_CASE("jobs: a graph that cannot be walked is refused by name", "[emulator][jobs]") {
  check_refused(graph_cases());
}
TEST_CASE("jobs: tasks that make no sense are refused", "[emulator][jobs]") { check_refused(task_cases()); }
TEST_CASE("jobs: clusters are held to the rules of clusters", "[emulator][jobs]") { check_refused(cluster_cases()); }
TEST_CASE("jobs: settings that make no sense are refused", "[emulator][jobs]") { check_refused(job_cases()); }

TEST_CASE("jobs: references that say something are taken, and other braces left alone", "[emulator][jobs]") {
  JobsFixture ws;
  const auto text = GENERATE(as<std::string>{}, "{{job.id}} {{ job.start_time.iso_date }}", "{{tasks.a.values.x.y}}",
                             "{{tasks.`a`.run_id}}", "{{job.parameters.`odd.name`}}", "{{job.parameters.odd.name}}",
                             "{{run_id}}", "{{not closed", "{{}}", "{{jinja | x}}", "{{unknown.thing}}",
                             "{{backfill.iso_date}}", "{{task.execution_count}}", "{{workspace.url}}");
  const Json settings =
      JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task("b", {{"description", text}})},
                          {{"parameters", {{{"name", "odd.name"}, {"default", "{{job.start_time.iso_date}}"}}}}});
  const auto reply = ws.post_in("2.1", "create", settings);
  INFO(text << " " << reply.body);
  CHECK(reply.status == 200);
}

TEST_CASE("jobs: the task of a loop may refer to its input", "[emulator][jobs]") {
  JobsFixture ws;
  const Json settings =
      JobsFixture::job_of({Json{{"task_key", "a"}, {"for_each_task", loop_over("[1]", "{{input}}")}}});
  CHECK(ws.post_in("2.1", "create", settings).status == 200);
}

TEST_CASE("jobs: every type of task can be stored", "[emulator][jobs]") {
  JobsFixture ws;
  const auto settings = parse_json(R"({"name": "all",
    "job_clusters": [{"job_cluster_key": "m", "new_cluster":
      {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}}],
    "environments": [{"environment_key": "e", "spec": {"client": "1"}}],
    "tasks": [
      {"task_key": "serverless", "notebook_task": {"notebook_path": "/a", "base_parameters": {"n": 1}}},
      {"task_key": "env", "spark_python_task": {"python_file": "/a.py"}, "environment_key": "e"},
      {"task_key": "wheel", "job_cluster_key": "m", "max_retries": "-1",
       "python_wheel_task": {"package_name": "p", "entry_point": "e", "named_parameters": {"a": "b"}},
       "libraries": [{"pypi": {"package": "x"}}, {"whl": "dbfs:/a.whl"}]},
      {"task_key": "jar", "spark_jar_task": {"main_class_name": "a.B"}, "job_cluster_key": "m"},
      {"task_key": "submit", "spark_submit_task": {"parameters": ["--class", "x"]}, "new_cluster":
        {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}},
      {"task_key": "pipeline", "pipeline_task": {"pipeline_id": "p"}},
      {"task_key": "sql", "sql_task": {"warehouse_id": "w", "query": {"query_id": "q"}}},
      {"task_key": "dbt", "dbt_task": {"commands": ["dbt run"], "warehouse_id": "w"}},
      {"task_key": "if", "condition_task": {"op": "EQUAL_TO", "left": "1", "right": ""}},
      {"task_key": "loop", "depends_on": [{"task_key": "if", "outcome": "true"}], "for_each_task":
        {"inputs": "{{tasks.if.run_id}}", "concurrency": 2,
         "task": {"task_key": "n", "notebook_task": {"notebook_path": "/n"}}}},
      {"task_key": "board", "dashboard_task": {"dashboard_id": "d"}}]})");
  REQUIRE(settings);
  const Json shown = ws.job(ws.create_job(*settings)).at("settings");
  REQUIRE(shown.at("tasks").size() == 11);
  CHECK(shown["tasks"][0]["notebook_task"]["base_parameters"]["n"] == "1");
  CHECK(shown["tasks"][2]["max_retries"] == -1);
  CHECK(shown["tasks"][9]["for_each_task"]["task"]["run_if"] == "ALL_SUCCESS");
  CHECK(shown["tasks"][10]["dashboard_task"]["dashboard_id"] == "d");
  CHECK(shown["job_clusters"][0]["new_cluster"]["aws_attributes"]["zone_id"] == "local-a");
  CHECK(shown["job_clusters"][0]["new_cluster"]["data_security_mode"] == "SINGLE_USER");
  CHECK_FALSE(shown["job_clusters"][0]["new_cluster"].contains("spark_conf"));
}

TEST_CASE("job rules: only tasks with an output can be asked for it", "[emulator][jobs]") {
  JobsFixture ws;
  const Json reader{
      {"notebook_task", {{"notebook_path", "/n"}, {"base_parameters", {{"p", "{{tasks.a.output.first_row.x}}"}}}}},
      {"depends_on", Json::array({{{"task_key", "a"}}})}};
  const Json query{{"task_key", "a"}, {"sql_task", {{"warehouse_id", "w"}, {"query", {{"query_id", "q"}}}}}};
  const auto reply =
      ws.post_in("2.1", "create", JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task("b", reader)}));
  CHECK(reply.status == 400);
  CHECK_THAT(reply.body, Catch::Contains("Unsupported task type for the 'output' namespace."));
  CHECK(ws.post_in("2.1", "create", JobsFixture::job_of({query, JobsFixture::task("b", reader)})).status == 200);
  Json loop{{"task_key", "c"}, {"depends_on", Json::array({{{"task_key", "a"}}})}};
  loop["for_each_task"] = {{"inputs", "{{tasks.a.output.rows}}"}, {"task", JobsFixture::task("n")}};
  CHECK(ws.post_in("2.1", "create", JobsFixture::job_of({query, loop})).status == 200);
  CHECK(ws.post_in("2.1", "create", JobsFixture::job_of({JobsFixture::task("a"), loop})).status == 400);
}

TEST_CASE("job rules: an empty list says nothing of compute", "[emulator][jobs]") {
  JobsFixture ws;
  const Json condition{{"op", "EQUAL_TO"}, {"left", "1"}, {"right", "1"}};
  CHECK(ws.post_in("2.1", "create", bare({{"condition_task", condition}, {"libraries", Json::array()}})).status == 200);
  CHECK(ws.post_in("2.0", "create",
                   {{"spark_submit_task", {{"parameters", {"x"}}}},
                    {"new_cluster", JobsFixture::cluster_spec()},
                    {"libraries", Json::array()}})
            .status == 200);
}
