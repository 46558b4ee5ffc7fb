#include <catch2/catch.hpp>

#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

namespace {

struct Refusal {
  std::string verb;
  std::string path;
  std::string body;
  int status;
  std::string text;
};

void check_refused(IdentityFixture& ws, const Refusal& refusal) {
  const auto reply = ws.call(refusal.verb, "/api/2.0/" + refusal.path, refusal.body);
  INFO(refusal.path << " " << refusal.body << " " << reply.body);
  CHECK(reply.status == refusal.status);
  CHECK(reply.body.find(refusal.text) != std::string::npos);
}

}  // namespace

TEST_CASE("instance profiles: added, edited, listed, removed", "[emulator][settings]") {
  IdentityFixture ws;
  const Json arn{{"instance_profile_arn", "arn:aws:iam::1:instance-profile/p"}};
  CHECK(ws.get("instance-profiles/list").body == "{}");
  CHECK(ws.post("instance-profiles/add", arn).body == "{}");
  Json edit = arn;
  edit["iam_role_arn"] = "arn:aws:iam::1:role/r";
  CHECK(ws.post("instance-profiles/edit", edit).body == "{}");
  CHECK(ws.get("instance-profiles/list").body ==
        R"({"instance_profiles":[{"instance_profile_arn":"arn:aws:iam::1:instance-profile/p",)"
        R"("is_meta_instance_profile":false,"iam_role_arn":"arn:aws:iam::1:role/r"}]})");
  check_refused(ws, {"POST", "instance-profiles/add", arn.dump(), 400, "RESOURCE_ALREADY_EXISTS"});
  CHECK(ws.post("instance-profiles/remove", arn).body == "{}");
  check_refused(ws, {"POST", "instance-profiles/remove", arn.dump(), 404, "RESOURCE_DOES_NOT_EXIST"});
  check_refused(ws, {"POST", "instance-profiles/edit", arn.dump(), 404, "RESOURCE_DOES_NOT_EXIST"});
  check_refused(ws, {"POST", "instance-profiles/add", "{}", 400, "Missing required field"});
  check_refused(ws, {"POST", "instance-profiles/add", R"({"instance_profile_arn":"p"})", 400, "Invalid instance"});
  const auto robot = ws.add_robot("robot");
  CHECK(ws.as(robot.token, "POST", "/api/2.0/instance-profiles/add", arn).status == 403);
  CHECK(ws.as(robot.token, "GET", "/api/2.0/instance-profiles/list").status == 200);
}

TEST_CASE("ip access lists: kept with who changed them and when", "[emulator][settings]") {
  IdentityFixture ws;
  CHECK(ws.get("ip-access-lists").body == "{}");
  const Json request{{"label", "office"}, {"list_type", "ALLOW"}, {"ip_addresses", {"10.0.0.1", "10.1.0.0/16"}}};
  const Json made = ws.body_of(ws.post("ip-access-lists", request))["ip_access_list"];
  const std::string id = made.at("list_id");
  CHECK(made["address_count"] == 2);
  CHECK(made["enabled"] == true);
  CHECK(made["created_by"] == 1000000000000001);
  ws.clock.advance(std::chrono::seconds{1});
  const std::string path = "/api/2.0/ip-access-lists/" + id;
  CHECK(ws.call("PATCH", path, R"({"enabled":false})").status == 200);
  const Json patched = ws.body_of(ws.call("GET", path))["ip_access_list"];
  CHECK(patched["enabled"] == false);
  CHECK(patched["label"] == "office");
  CHECK(patched["updated_at"].get<std::int64_t>() == patched["created_at"].get<std::int64_t>() + 1000);
  CHECK(ws.call("PUT", path, R"({"label":"bad","list_type":"BLOCK","enabled":true})").status == 200);
  const Json listed = ws.body_of(ws.get("ip-access-lists"))["ip_access_lists"];
  REQUIRE(listed.size() == 1);
  CHECK(listed[0]["list_type"] == "BLOCK");
  CHECK_FALSE(listed[0].contains("ip_addresses"));
  check_refused(ws, {"PUT", "ip-access-lists/" + id, R"({"label":"x","list_type":"ALLOW"})", 400, "enabled"});
  check_refused(ws, {"PUT", "ip-access-lists/" + id, R"({"list_type":"ALLOW","enabled":true})", 400, "label"});
  CHECK(ws.call("DELETE", path).body == "{}");
  check_refused(ws, {"GET", "ip-access-lists/" + id, "", 404, "Can't find an IP access list with id: " + id + "."});
  check_refused(ws, {"DELETE", "ip-access-lists/" + id, "", 404, "Can't find an IP access list"});
  check_refused(ws, {"PATCH", "ip-access-lists/" + id, "{}", 404, "Can't find an IP access list"});
}

TEST_CASE("ip access lists: bad ones are refused", "[emulator][settings]") {
  IdentityFixture ws;
  for (const std::string address :
       {"", "x", "10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1", "::1"}) {
    const Json bad{{"label", "l"}, {"list_type", "ALLOW"}, {"ip_addresses", Json::array({address})}};
    check_refused(ws, {"POST", "ip-access-lists", bad.dump(), 400, "Invalid IP address"});
    check_refused(ws, {"POST", "ip-access-lists", R"({"list_type":"ALLOW"})", 400, "label"});
    check_refused(ws, {"POST", "ip-access-lists", R"({"label":"l"})", 400, "list_type"});
    check_refused(ws, {"POST", "ip-access-lists", R"({"label":"l","list_type":"MAYBE"})", 400, "IpAccessListType"});
    const Json many{
        {"label", "l"}, {"list_type", "ALLOW"}, {"ip_addresses", std::vector<std::string>(1001, "10.0.0.1")}};
    check_refused(ws, {"POST", "ip-access-lists", many.dump(), 400, "QUOTA_EXCEEDED"});
    const auto robot = ws.add_robot("robot");
    CHECK(ws.as(robot.token, "GET", "/api/2.0/ip-access-lists").status == 403);
    CHECK(ws.get("ip-access-lists").body == "{}");
  }
}

TEST_CASE("notification destinations: what is secret is not told", "[emulator][settings]") {
  IdentityFixture ws;
  CHECK(ws.get("notification-destinations").body == "{}");
  const Json hook = ws.body_of(ws.post(
      "notification-destinations",
      {{"display_name", "hook"}, {"config", {{"generic_webhook", {{"url", "https://h"}, {"password", "geheim"}}}}}}));
  const std::string id = hook.at("id");
  CHECK(hook["destination_type"] == "WEBHOOK");
  CHECK(hook["config"].dump() == R"({"generic_webhook":{"url_set":true,"password_set":true}})");
  const Json mail = ws.body_of(ws.post("notification-destinations",
                                       {{"display_name", "mail"}, {"config", {{"email", {{"addresses", {"a@b"}}}}}}}));
  CHECK(mail["config"].dump() == R"({"email":{"addresses":["a@b"]}})");
  const std::string path = "/api/2.0/notification-destinations/" + id;
  CHECK(ws.body_of(ws.call("PATCH", path, R"({"display_name":"new"})"))["config"] == hook["config"]);
  CHECK(ws.body_of(ws.call("GET", path))["display_name"] == "new");
  const Json page = ws.body_of(ws.get("notification-destinations?page_size=1"));
  CHECK(page["results"].dump() ==
        Json::array({{{"id", id}, {"display_name", "new"}, {"destination_type", "WEBHOOK"}}}).dump());
  const Json rest =
      ws.body_of(ws.get("notification-destinations?page_token=" + page["next_page_token"].get<std::string>()));
  CHECK(rest["results"].size() == 1);
  CHECK_FALSE(rest.contains("next_page_token"));
  CHECK(ws.call("DELETE", path).body == "{}");
  check_refused(ws, {"GET", "notification-destinations/" + id, "", 404, "RESOURCE_DOES_NOT_EXIST"});
  check_refused(ws, {"DELETE", "notification-destinations/" + id, "", 404, "RESOURCE_DOES_NOT_EXIST"});
  check_refused(ws, {"PATCH", "notification-destinations/" + id, "{}", 404, "RESOURCE_DOES_NOT_EXIST"});
}

TEST_CASE("notification destinations: bad ones are refused", "[emulator][settings]") {
  IdentityFixture ws;
  const Json good{{"display_name", "a"}, {"config", {{"slack", {{"url", "https://s"}}}}}};
  const auto id = ws.body_of(ws.post("notification-destinations", good)).at("id").get<std::string>();
  const std::vector<std::tuple<std::string, std::string>> cases{
      {"{}", "Missing required field: display_name"},
      {R"({"display_name":"b"})", "Missing required field: config"},
      {R"({"display_name":"b","config":3})", "Expected 'OBJECT'"},
      {R"({"display_name":"b","config":{}})", "one kind of destination"},
      {R"({"display_name":"b","config":{"pigeon":{}}})", "one kind of destination"},
      {R"({"display_name":"b","config":{"slack":{"url":"u"},"email":{"addresses":[]}}})", "one kind of destination"},
      {R"({"display_name":"b","config":{"slack":{}}})", "config.slack.url"},
      {R"({"display_name":"b","config":{"slack":3}})", "Expected 'OBJECT'"},
      {R"({"display_name":"a","config":{"slack":{"url":"u"}}})", "RESOURCE_ALREADY_EXISTS"},
  };
  for (const auto& [body, text] : cases) {
    check_refused(ws, {"POST", "notification-destinations", body, 400, text});
    check_refused(ws, {"PATCH", "notification-destinations/" + id, R"({"config":{"email":{"addresses":["a@b"]}}})", 400,
                       "cannot be changed"});
    check_refused(ws, {"GET", "notification-destinations?page_size=-1", "", 400, "page_size"});
    check_refused(ws, {"GET", "notification-destinations?page_token=x", "", 400, "Invalid page token"});
    const auto robot = ws.add_robot("robot");
    CHECK(ws.as(robot.token, "POST", "/api/2.0/notification-destinations", good).status == 403);
  }
}

TEST_CASE("telemetry: what was sent is counted", "[emulator][settings]") {
  IdentityFixture ws;
  const auto send = [&](const std::string& body) { return ws.call("POST", "/telemetry-ext", body); };
  CHECK(send(R"({"uploadTime":1,"items":[],"protoLogs":["a","b"]})").body == R"({"errors":[],"numProtoSuccess":2})");
  CHECK(send("{}").body == R"({"errors":[],"numProtoSuccess":0})");
  CHECK(send(R"({"protoLogs":3})").status == 400);
}

TEST_CASE("permission assignments: admins are members of admins", "[emulator][permissions]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const std::string path = "preview/permissionassignments";
  const auto put = [&](const std::string& id, const std::string& body) {
    return ws.call("PUT", "/api/2.0/" + path + "/principals/" + id, body);
  };
  CHECK(ws.get(path).body ==
        R"({"permission_assignments":[{"principal":{"principal_id":1000000000000001,"user_name":"admin@localhost",)"
        R"("display_name":"admin@localhost"},"permissions":["ADMIN"]},{"principal":{"principal_id":)" +
            ann + R"(,"user_name":"ann@x.org","display_name":"ann@x.org"},"permissions":["USER"]}]})");
  CHECK(ws.body_of(put(ann, R"({"permissions":["ADMIN"]})"))["permissions"][0] == "ADMIN");
  CHECK(ws.scim_body(200, "GET", "Users/" + ann)["groups"].size() == 2);
  CHECK(ws.body_of(put(ann, R"({"permissions":["USER"]})"))["permissions"][0] == "USER");
  CHECK(put("1000000000000001", R"({"permissions":["USER"]})").status == 400);
  CHECK(put("1000000000000002", R"({"permissions":["USER"]})").status == 404);
  CHECK(put("77", R"({"permissions":["USER"]})").status == 404);
  CHECK(put("x", R"({"permissions":["USER"]})").status == 400);
  CHECK(put(ann, R"({"permissions":["KING"]})").status == 400);
  CHECK(put(ann, "{}").status == 400);
  const auto robot = ws.add_robot("robot");
  CHECK(ws.as(robot.token, "GET", "/api/2.0/" + path).status == 403);
  CHECK(ws.call("DELETE", "/api/2.0/" + path + "/principals/" + ann).body == "{}");
  CHECK(ws.scim("GET", "Users/" + ann).status == 404);
}

TEST_CASE("instance profiles: clusters and pools name those that were added", "[emulator][settings]") {
  IdentityFixture ws;
  const std::string arn = "arn:aws:iam::123456789012:instance-profile/p";
  const Json aws{{"instance_profile_arn", arn}};
  const Json spec{{"spark_version", "15.4.x-scala2.12"},
                  {"node_type_id", "i3.xlarge"},
                  {"num_workers", 1},
                  {"aws_attributes", aws}};
  const Json pool{{"instance_pool_name", "p"}, {"node_type_id", "i3.xlarge"}, {"aws_attributes", aws}};
  for (const auto& reply : {ws.post("clusters/create", spec), ws.post("instance-pools/create", pool)}) {
    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Catch::Contains("Instance profile " + arn + " does not exist"));
  }
  CHECK(ws.post("instance-profiles/add", {{"instance_profile_arn", arn}}).status == 200);
  CHECK(ws.post("clusters/create", spec).status == 200);
  CHECK(ws.post("instance-pools/create", pool).status == 200);
}
