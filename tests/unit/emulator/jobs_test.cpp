#include <catch2/catch.hpp>

#include "support/jobs_fixture.hpp"

using namespace dbc;
using dbc::test::JobsFixture;

namespace {

Json flat_job(const std::string& cluster_id) {
  return {{"name", "my job!"},
          {"existing_cluster_id", cluster_id},
          {"notebook_task", {{"notebook_path", "/Shared/a"}, {"base_parameters", {{"k", "v"}}}}},
          {"max_retries", 2},
          {"timeout_seconds", "60"}};
}

std::vector<std::string> task_keys(const Json& job) {
  std::vector<std::string> keys;
  for (const Json& task : job.at("settings").at("tasks")) keys.push_back(task.at("task_key"));
  return keys;
}

std::vector<std::string> names_of(const Json& list) {
  std::vector<std::string> names;
  if (list.contains("jobs"))
    for (const Json& job : list.at("jobs")) names.push_back(job.at("settings").at("name"));
  return names;
}

std::vector<Json> numbered_tasks(int count) {
  std::vector<Json> tasks;
  for (int i = 0; i < count; ++i)
    tasks.push_back(Json{{"task_key", "t" + std::to_string(i)}, {"notebook_task", {{"notebook_path", "/a"}}}});
  return tasks;
}

/// The same without an order of keys.
nlohmann::json sorted(const Json& value) { return nlohmann::json::parse(value.dump()); }

std::string warning_of(const emulator::Reply& reply) { return std::string(emulator::header(reply.headers, "Warning")); }

}  // namespace

TEST_CASE("jobs: a job made flat reads flat in 2.0 and as one task after", "[emulator][jobs]") {
  JobsFixture ws;
  const auto cluster = ws.create_cluster();
  const auto version = GENERATE(as<std::string>{}, "2.0", "2.1", "2.2");
  const auto id = ws.create_job(flat_job(cluster), version);
  const Json old = ws.job(id, "2.0");
  CHECK(old["settings"]["format"] == "SINGLE_TASK");
  CHECK(old["settings"]["existing_cluster_id"] == cluster);
  CHECK(old["settings"]["notebook_task"].dump() == R"({"notebook_path":"/Shared/a","base_parameters":{"k":"v"}})");
  CHECK(old["settings"]["max_retries"] == 2);
  CHECK(old["settings"]["timeout_seconds"] == 60);
  CHECK(old["settings"]["libraries"].dump() == "[]");
  CHECK(old["run_as_owner"] == true);
  CHECK_FALSE(old["settings"].contains("tasks"));
  for (const std::string newer : {"2.1", "2.2"}) {
    const Json job = ws.job(id, newer);
    CHECK(job["creator_user_name"] == "admin@localhost");
    CHECK(job["settings"]["format"] == "MULTI_TASK");
    CHECK_FALSE(job["settings"].contains("notebook_task"));
    REQUIRE(task_keys(job) == std::vector<std::string>{"my_job_"});
    CHECK(job["settings"]["tasks"][0]["notebook_task"]["source"] == "WORKSPACE");
    CHECK(job["settings"]["tasks"][0]["existing_cluster_id"] == cluster);
    CHECK(job["settings"]["tasks"][0]["timeout_seconds"] == 0);
  }
  CHECK(ws.job(id)["settings"].contains("queue") == (version == "2.2"));
}

TEST_CASE("jobs: a job made of tasks reads with them everywhere, and with its defaults", "[emulator][jobs]") {
  JobsFixture ws;
  const auto task_of = [](const std::string& key, const Json& more = Json::object()) {
    Json task = JobsFixture::task(key, {{"notebook_task", {{"notebook_path", key}}}});
    task.update(more);
    return task;
  };
  const Json last = task_of("z", {{"depends_on", {{{"task_key", "b"}}, {{"task_key", "a"}}}}});
  const auto id =
      ws.create_job({{"tasks", {task_of("b"), task_of("a"), last}},
                     {"format", "SINGLE_TASK"},
                     {"colour", "green"},
                     {"description", nullptr},
                     {"git_source", {{"git_url", "https://x/y"}, {"git_provider", "gitHub"}, {"git_branch", "main"}}}});
  for (const std::string version : {"2.0", "2.1", "2.2"}) {
    const Json settings = ws.job(id, version)["settings"];
    INFO(settings.dump());
    CHECK(settings["name"] == "Untitled");
    CHECK(settings["format"] == "MULTI_TASK");
    CHECK(settings["email_notifications"].dump() == "{}");
    CHECK(settings["webhook_notifications"].dump() == "{}");
    CHECK(settings["timeout_seconds"] == 0);
    CHECK(settings["max_concurrent_runs"] == 1);
    CHECK_FALSE(settings.contains("colour"));
    CHECK_FALSE(settings.contains("description"));
    const Json& task = settings["tasks"][2];
    CHECK(task["depends_on"].dump() == R"([{"task_key":"a"},{"task_key":"b"}])");
    CHECK(task["run_if"] == "ALL_SUCCESS");
    CHECK(task["notebook_task"]["source"] == "GIT");
  }
}

TEST_CASE("jobs: what was read can be put back and stays the same", "[emulator][jobs]") {
  JobsFixture ws;
  const auto id =
      ws.create_job(JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a")}), "2.2");
  const Json before = ws.job(id, "2.2");
  CHECK(ws.post_in("2.2", "reset", {{"job_id", id}, {"new_settings", before["settings"]}}).body == "{}");
  CHECK(sorted(ws.job(id, "2.2")) == sorted(before));
  const auto flat = ws.create_job(flat_job(ws.create_cluster()), "2.0");
  const Json flat_before = ws.job(flat, "2.0");
  CHECK(ws.post_in("2.0", "reset", {{"job_id", flat}, {"new_settings", flat_before["settings"]}}).body == "{}");
  CHECK(sorted(ws.job(flat, "2.0")) == sorted(flat_before));
}

TEST_CASE("jobs: reset replaces everything but who the job runs as", "[emulator][jobs]") {
  JobsFixture ws;
  const auto id = ws.create_job(
      JobsFixture::job_of({JobsFixture::task("a")}, {{"run_as", {{"user_name", "someone"}}}, {"timeout_seconds", 5}}));
  CHECK(ws.job(id)["run_as_user_name"] == "someone");
  CHECK(ws.post_in("2.1", "reset", {{"job_id", id}, {"new_settings", {{"tasks", {JobsFixture::task("b")}}}}}).status ==
        200);
  const Json job = ws.job(id);
  CHECK(job["settings"]["name"] == "Untitled");
  CHECK(job["settings"]["timeout_seconds"] == 0);
  CHECK(job["run_as_user_name"] == "someone");
  CHECK(task_keys(job) == std::vector<std::string>{"b"});
  CHECK(ws.post_in("2.1", "reset", {{"job_id", id}}).body.find("Missing required field: new_settings") !=
        std::string::npos);
  CHECK(ws.post_in("2.1", "reset", {{"job_id", id}, {"new_settings", {{"tasks", {{{"task_key", "x"}}}}}}}).status ==
        400);
  CHECK(ws.job(id) == job);
}

TEST_CASE("jobs: update merges per field, and tasks and clusters by key", "[emulator][jobs]") {
  JobsFixture ws;
  const auto update = [&](std::int64_t id, const Json& body) {
    Json request{{"job_id", id}};
    request.update(body);
    return ws.post_in("2.1", "update", request);
  };
  const Json cluster{{"job_cluster_key", "m"}, {"new_cluster", JobsFixture::cluster_spec()}};
  const auto id = ws.create_job(
      JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a")},
                          {{"job_clusters", {cluster}},
                           {"tags", {{"x", "1"}, {"y", "2"}}},
                           {"schedule", {{"quartz_cron_expression", "0 0 0 * * ?"}, {"timezone_id", "UTC"}}}}));
  CHECK(
      update(id, {{"new_settings",
                   {{"name", "new"},
                    {"tags", {{"z", "3"}}},
                    {"tasks", {JobsFixture::task("a", {{"timeout_seconds", 9}}), JobsFixture::task_after("c", "b")}}}},
                  {"fields_to_remove", {"schedule", "job_clusters/m", "health"}}})
          .body == "{}");
  Json job = ws.job(id);
  CHECK(job["settings"]["name"] == "new");
  CHECK(job["settings"]["tags"].dump() == R"({"z":"3"})");
  CHECK(task_keys(job) == std::vector<std::string>{"a", "b", "c"});
  CHECK(job["settings"]["tasks"][0]["timeout_seconds"] == 9);
  CHECK_FALSE(job["settings"].contains("schedule"));
  CHECK_FALSE(job["settings"].contains("job_clusters"));
  CHECK(update(id, {{"fields_to_remove", "tasks/c"}}).body == "{}");
  job = ws.job(id);
  CHECK(task_keys(job) == std::vector<std::string>{"a", "b"});
  CHECK(update(id, Json::object()).body == "{}");

  const auto refused = [&](const Json& body, const std::string& message) {
    const auto reply = update(id, body);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(message) != std::string::npos);
  };
  refused({{"fields_to_remove", {"colour"}}}, "unknown field: colour");
  refused({{"fields_to_remove", {"tags/x"}}}, "unknown field: tags/x");
  refused({{"fields_to_remove", {"tasks/"}}}, "unknown field: tasks/");
  refused({{"fields_to_remove", {"tasks/zz"}}}, "tasks/zz, which the job does not have");
  refused({{"fields_to_remove", {"tasks/a"}}}, "task 'b' depends on task 'a'");
  refused({{"fields_to_remove", {"name"}}, {"new_settings", {{"name", "x"}}}}, "cannot be both");
  refused({{"fields_to_remove", {"tasks/b"}}, {"new_settings", {{"tasks", {JobsFixture::task("b")}}}}},
          "cannot be both");
  refused({{"new_settings", {{"tasks", {JobsFixture::task("n"), JobsFixture::task("n")}}}}}, "Duplicate task key: 'n'");
  refused({{"new_settings", {{"notebook_task", {{"notebook_path", "/a"}}}}}}, "cannot have notebook_task");
  CHECK(ws.job(id) == job);
}

TEST_CASE("jobs: update keeps the flat form until it speaks of tasks", "[emulator][jobs]") {
  JobsFixture ws;
  const auto id = ws.create_job(flat_job(ws.create_cluster()), "2.0");
  const auto update = [&](const Json& body) {
    Json request{{"job_id", id}};
    request.update(body);
    return ws.post_in("2.1", "update", request);
  };
  CHECK(update({{"new_settings", {{"name", "other"}, {"max_retries", 5}}}}).body == "{}");
  CHECK(ws.job(id, "2.0")["settings"]["format"] == "SINGLE_TASK");
  CHECK(ws.job(id, "2.0")["settings"]["max_retries"] == 5);
  CHECK(task_keys(ws.job(id)) == std::vector<std::string>{"my_job_"});
  CHECK(update({{"new_settings", {{"new_cluster", JobsFixture::cluster_spec()}}}}).status == 400);
  CHECK(update({{"new_settings", {{"new_cluster", JobsFixture::cluster_spec()}}},
                {"fields_to_remove", {"existing_cluster_id"}}})
            .body == "{}");
  CHECK(ws.job(id, "2.0")["settings"]["new_cluster"]["num_workers"] == 1);
  CHECK(update({{"new_settings", {{"tasks", {JobsFixture::task("b")}}}}}).body == "{}");
  CHECK(ws.job(id, "2.0")["settings"]["format"] == "MULTI_TASK");
  CHECK(task_keys(ws.job(id, "2.0")) == std::vector<std::string>{"my_job_", "b"});
}

TEST_CASE("jobs: a job outlives its cluster, but cannot take up one that is gone", "[emulator][jobs]") {
  JobsFixture ws;
  const auto cluster = ws.create_cluster();
  const auto id = ws.create_job(flat_job(cluster), "2.0");
  CHECK(ws.post("clusters/permanent-delete", {{"cluster_id", cluster}}).status == 200);
  CHECK(ws.post_in("2.1", "update", {{"job_id", id}, {"new_settings", {{"name", "renamed"}}}}).body == "{}");
  CHECK(ws.post_in("2.0", "create", flat_job(cluster)).status == 400);
}

TEST_CASE("jobs: a job may run another one, and not itself", "[emulator][jobs]") {
  JobsFixture ws;
  const auto other = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const Json runs_other{{"task_key", "r"}, {"run_job_task", {{"job_id", other}}}};
  const auto id = ws.create_job(JobsFixture::job_of({runs_other}));
  Json runs_itself = runs_other;
  runs_itself["run_job_task"]["job_id"] = id;
  const auto reply = ws.post_in("2.1", "update", {{"job_id", id}, {"new_settings", {{"tasks", {runs_itself}}}}});
  CHECK(reply.status == 400);
  CHECK(reply.body.find("to which it belongs itself") != std::string::npos);
}

TEST_CASE("jobs: what is gone does not exist", "[emulator][jobs]") {
  JobsFixture ws;
  const auto id = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  CHECK(ws.post_in("2.1", "delete", {{"job_id", std::to_string(id)}}).body == "{}");
  const std::string message =
      R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job )" + std::to_string(id) + R"( does not exist."})";
  CHECK(ws.get_in("2.1", "get?job_id=" + std::to_string(id)).body == message);
  CHECK(ws.post_in("2.1", "delete", {{"job_id", id}}).body == message);
  CHECK(ws.post_in("2.0", "delete", {{"job_id", id}}).body == "{}");
  CHECK(ws.post_in("2.1", "reset", {{"job_id", id}, {"new_settings", Json::object()}}).body == message);
  CHECK(ws.post_in("2.1", "update", {{"job_id", id}}).body == message);
  CHECK(ws.post_in("2.1", "run-now", {{"job_id", id}}).body == message);
  CHECK(ws.get_in("2.1", "get").body.find("Missing required field: job_id") != std::string::npos);
  CHECK(ws.get_in("2.1", "get?job_id=x").body.find("Expected 'INTEGER' for field 'job_id'") != std::string::npos);
}

TEST_CASE("jobs: the list turns pages by token and by offset", "[emulator][jobs]") {
  JobsFixture ws;
  for (int i = 0; i < 5; ++i) ws.create_job({{"name", "j" + std::to_string(i)}});
  ws.create_job({{"name", "J1"}});
  const auto list = [&](const std::string& query, const std::string& version = "2.1") {
    return ws.body_of(ws.get_in(version, "list?" + query));
  };
  using Names = std::vector<std::string>;
  const Json first = list("limit=2");
  CHECK(names_of(first) == Names{"J1", "j4"});
  CHECK(first["has_more"] == true);
  CHECK_FALSE(first.contains("prev_page_token"));
  CHECK_FALSE(first["jobs"][0].contains("run_as_user_name"));
  const Json second = list("limit=2&page_token=" + first["next_page_token"].get<std::string>());
  CHECK(names_of(second) == Names{"j3", "j2"});
  // What was made meanwhile moves no page.
  ws.create_job({{"name", "late"}});
  const Json third = list("limit=2&page_token=" + second["next_page_token"].get<std::string>());
  CHECK(names_of(third) == Names{"j1", "j0"});
  CHECK(third["has_more"] == false);
  CHECK_FALSE(third.contains("next_page_token"));
  const Json back = list("limit=2&page_token=" + third["prev_page_token"].get<std::string>());
  CHECK(names_of(back) == Names{"j3", "j2"});
  const Json start = list("limit=3&page_token=" + back["prev_page_token"].get<std::string>());
  CHECK(names_of(start) == Names{"late", "J1", "j4"});
  CHECK_FALSE(start.contains("prev_page_token"));

  CHECK(names_of(list("offset=5&limit=2")) == Names{"j1", "j0"});
  CHECK(list("offset=50").dump() == R"({"has_more":false})");
  CHECK(names_of(list("name=j1")) == Names{"J1", "j1"});
  CHECK(list("name=j")["has_more"] == false);
  const Json named = list("name=J1&limit=1");
  CHECK(names_of(list("name=J1&limit=1&page_token=" + named["next_page_token"].get<std::string>())) == Names{"j1"});
  for (const std::string query :
       {"limit=0", "limit=101", "limit=-1", "limit=x", "offset=-1", "page_token=nonsense", "expand_tasks=perhaps"})
    CHECK(ws.get_in("2.1", "list?" + query).status == 400);
  const auto foreign = ws.get_in("2.1", "list?page_token=" + named["next_page_token"].get<std::string>());
  CHECK(foreign.body.find("Invalid page token") != std::string::npos);
}

TEST_CASE("jobs: version 2.0 lists everything unless it is asked for a page", "[emulator][jobs]") {
  JobsFixture ws;
  CHECK(ws.get_in("2.0", "list").body == "{}");
  for (int i = 0; i < 205; ++i) ws.create_job({{"name", "j" + std::to_string(i)}});
  const Json all = ws.body_of(ws.get_in("2.0", "list"));
  CHECK(all["jobs"].size() == 205);
  CHECK(all["jobs"][0]["settings"]["name"] == "j204");
  CHECK(all["jobs"][204]["settings"]["name"] == "j0");
  const Json page = ws.body_of(ws.get_in("2.0", "list?limit=10&offset=200"));
  CHECK(page["jobs"].size() == 5);
  CHECK(ws.body_of(ws.get_in("2.1", "list"))["jobs"].size() == 20);
}

TEST_CASE("jobs: long lists of a job come in pages of 100 in version 2.2", "[emulator][jobs]") {
  JobsFixture ws;
  const auto id =
      ws.create_job(JobsFixture::job_of(numbered_tasks(250), {{"parameters", {{{"name", "p"}, {"default", "x"}}}}}));
  CHECK(ws.job(id, "2.1")["settings"]["tasks"].size() == 250);
  Json page = ws.job(id, "2.2");
  CHECK(page["settings"]["tasks"].size() == 100);
  CHECK(page["settings"]["parameters"].size() == 1);
  const std::string get = "get?job_id=" + std::to_string(id) + "&page_token=";
  page = ws.body_of(ws.get_in("2.2", get + page["next_page_token"].get<std::string>()));
  CHECK(page["settings"]["tasks"][0]["task_key"] == "t100");
  CHECK_FALSE(page["settings"].contains("parameters"));
  page = ws.body_of(ws.get_in("2.2", get + page["next_page_token"].get<std::string>()));
  CHECK(page["settings"]["tasks"].size() == 50);
  CHECK_FALSE(page.contains("next_page_token"));
  CHECK(ws.get_in("2.2", get + "nonsense").status == 400);
  const Json item = ws.body_of(ws.get_in("2.2", "list?expand_tasks=true"))["jobs"][0];
  CHECK(item["settings"]["tasks"].size() == 100);
  CHECK(item["has_more"] == true);
  CHECK_FALSE(ws.body_of(ws.get_in("2.2", "list"))["jobs"][0]["settings"].contains("tasks"));
  CHECK(ws.post_in("2.1", "create", JobsFixture::job_of(numbered_tasks(1000))).status == 200);
  CHECK(ws.post_in("2.1", "create", JobsFixture::job_of(numbered_tasks(1001))).status == 400);
}

TEST_CASE("jobs: what is stored and not acted on is said in a header", "[emulator][jobs]") {
  JobsFixture ws;
  const Json quiet =
      JobsFixture::job_of({JobsFixture::task("a")}, {{"email_notifications", {{"on_start", Json::array()}}}});
  CHECK(warning_of(ws.post_in("2.1", "create", quiet)).empty());
  Json loud = quiet;
  loud["schedule"] = {{"quartz_cron_expression", "0 0 0 * * ?"}, {"timezone_id", "UTC"}};
  loud["email_notifications"]["on_failure"] = {"a@b.c"};
  CHECK_THAT(warning_of(ws.post_in("2.1", "create", loud)),
             Catch::StartsWith("299 dbc \"schedule, email_notifications: stored, but"));
  loud["schedule"]["pause_status"] = "PAUSED";
  CHECK_THAT(warning_of(ws.post_in("2.1", "create", loud)), Catch::StartsWith("299 dbc \"email_notifications:"));
}

TEST_CASE("jobs: who skips too much is told of page tokens", "[emulator][jobs]") {
  JobsFixture ws;
  const auto [target, most] = GENERATE(table<std::string, int>({{"list", 1000}, {"runs/list", 10'000}}));
  const auto version = GENERATE(as<std::string>{}, "2.0", "2.1", "2.2");
  CHECK(ws.get_in(version, target + "?offset=" + std::to_string(most)).status == 200);
  const auto reply = ws.get_in(version, target + "?limit=25&offset=" + std::to_string(most + 1));
  CHECK(reply.status == 400);
  const std::string page = target == "list" ? "list" : "listruns";
  CHECK(JobsFixture::body_of({.status = 200, .body = reply.body})["message"] ==
        "The supplied offset " + std::to_string(most + 1) + " has exceeded the value of " + std::to_string(most) +
            " allowed for this parameter.Please use the page_token parameter to paginate: "
            "https://docs.databricks.com/api/workspace/jobs/" +
            page + ".");
}

TEST_CASE("jobs: the newest lists say by a token alone that there is more", "[emulator][jobs]") {
  JobsFixture ws;
  for (const char* name : {"a", "b", "c"}) ws.run_now(ws.create_job({{"name", name}, {"tasks", numbered_tasks(1)}}));
  for (const std::string target : {"list?limit=2", "runs/list?limit=2"}) {
    const Json newest = ws.body_of(ws.get_in("2.2", target));
    CHECK_FALSE(newest.contains("has_more"));
    CHECK(newest.contains("next_page_token"));
    CHECK(ws.body_of(ws.get_in("2.1", target))["has_more"] == true);
  }
}

TEST_CASE("jobs: a list of 2.1 leaves out tasks that it cannot show whole", "[emulator][jobs]") {
  JobsFixture ws;
  ws.create_job({{"name", "wide"}, {"tasks", numbered_tasks(101)}}, "2.2");
  ws.create_job({{"name", "narrow"}, {"tasks", numbered_tasks(100)}}, "2.2");
  const Json older = ws.body_of(ws.get_in("2.1", "list?expand_tasks=true"))["jobs"];
  CHECK(older[0]["settings"]["tasks"].size() == 100);
  CHECK_FALSE(older[1]["settings"].contains("tasks"));
  CHECK_FALSE(older[1].contains("has_more"));
  const Json newest = ws.body_of(ws.get_in("2.2", "list?expand_tasks=true"))["jobs"];
  CHECK(newest[1]["settings"]["tasks"].size() == 100);
  CHECK(newest[1]["has_more"] == true);
  CHECK_FALSE(newest[0].contains("has_more"));
}

TEST_CASE("jobs: the list of 2.0 has every job, and no tasks", "[emulator][jobs]") {
  JobsFixture ws;
  const auto cluster = ws.create_cluster();
  ws.create_job(flat_job(cluster), "2.0");
  ws.create_job({{"name", "wide"}, {"tasks", numbered_tasks(2)}});
  CHECK(names_of(ws.body_of(ws.get_in("2.0", "list?name=wide"))) == std::vector<std::string>{"wide", "my job!"});
  CHECK(names_of(ws.body_of(ws.get_in("2.1", "list?name=wide"))) == std::vector<std::string>{"wide"});
  const Json jobs = ws.body_of(ws.get_in("2.0", "list?expand_tasks=true"))["jobs"];
  CHECK(jobs[0]["settings"]["format"] == "MULTI_TASK");
  CHECK_FALSE(jobs[0]["settings"].contains("tasks"));
  CHECK(jobs[1]["settings"]["format"] == "SINGLE_TASK");
  CHECK(jobs[1]["settings"]["notebook_task"]["notebook_path"] == "/Shared/a");
}
