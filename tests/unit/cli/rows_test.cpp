#include <catch2/catch.hpp>

#include "dbc/cli/invocation.hpp"
#include "support/command_fixture.hpp"

using dbc::Json;
using dbc::Result;
using dbc::test::CommandFixture;
using namespace dbc::cli;

namespace {

Result<void> add_count(const Invocation& invocation, Json& body) {
  if (invocation.text("name") == "bad") return dbc::Error{.kind = dbc::ErrorKind::input, .message = "no such name"};
  body["fields"] = body.size();
  return {};
}

constexpr Option k_json_options[] = {{.names = "--json-file", .help = "", .place = Place::none},
                                     {.names = "--json", .help = "", .place = Place::none}};
constexpr Option k_either[] = {
    {.names = "--id", .help = "", .required = true, .place = Place::path},
    {.names = "--name", .help = ""},
    {.names = "--on", .help = "", .type = ValueType::flag, .field = "a.on", .negative = "--off"},
    {.names = "--force", .help = "", .type = ValueType::flag, .beside_json = true},
    {.names = "--secret", .help = "", .place = Place::none, .hidden = true},
    k_json_options[0],
    k_json_options[1],
};
constexpr Option k_paths[] = {
    {.names = "--name", .help = "", .required = true, .place = Place::path_and_request},
    {.names = "--big-table", .help = "", .place = Place::object_path},
    {.names = "--view", .help = "", .place = Place::object_path},
};

constexpr Command k_below[] = {
    {.names = "either",
     .summary = "s",
     .options = k_either,
     .endpoint = {Method::patch, "/x/{id}"},
     .output = {.kind = OutputKind::json, .raw_utf8 = true, .ascii_with = "json|json-file"},
     .body = BodyRule::either,
     .finish_body = add_count,
     .name_above = "update-either"},
    {.names = "create",
     .summary = "s",
     .options = k_either,
     .endpoint = {Method::post, "/x/{id}"},
     .body = BodyRule::either,
     .no_body = "nothing to create from"},
    {.names = "paths", .summary = "s", .options = k_paths, .endpoint = {Method::put, "/y/{name}/{object}"}},
};
constexpr Group k_inner{
    .name = "inner", .summary = "s", .commands = k_below, .takes_profile = false, .takes_version = false};
constexpr const Group* k_groups[] = {&k_inner};
constexpr Group k_root{.name = "dbc", .summary = "s", .groups = k_groups};

/// The request that the words lead to, as "METHOD target body".
std::string request_of(const std::vector<std::string>& words) {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  const auto outcome = cli.run_tree(k_root, words);
  if (service.requests.empty()) return std::to_string(outcome.exit_code) + " " + outcome.err;
  const auto& request = service.requests.front();
  return request.method + " " + request.target + " " + request.body;
}

std::string printed(const std::vector<std::string>& words) {
  CommandFixture cli;
  cli.use_fake_service().reply(200, R"({"a":"é"})");
  return cli.run_tree(k_root, words).out;
}

}  // namespace

TEST_CASE("rows: a body comes from options or from JSON, never from both", "[cli][rows]") {
  CHECK(request_of({"inner", "either", "--id", "1", "--name", "n"}) == R"(PATCH /x/1 {"name": "n", "fields": 1})");
  CHECK(request_of({"inner", "either", "--id", "1", "--secret", "s"}) == R"(PATCH /x/1 {"fields": 0})");
  CHECK(request_of({"inner", "either", "--id", "1", "--json", R"({"z":1})", "--force"}) ==
        R"(PATCH /x/1 {"z": 1, "force": true, "fields": 2})");
  CHECK(request_of({"inner", "either", "--id", "1", "--json", "{}", "--off"}) ==
        "1 Error: Cannot specify JSON if any other update flags are specified\n");
  CHECK(request_of({"inner", "create", "--id", "1", "--json", "{}", "--name", ""}) ==
        "1 Error: Cannot specify JSON if any other creation flags are specified\n");
  CHECK(request_of({"inner", "either", "--id", "1", "--force"}) ==
        "1 Error: Either --json-file or --json should be provided\n");
  CHECK(request_of({"inner", "create", "--id", "1"}) == "1 Error: nothing to create from\n");
  CHECK(request_of({"inner", "either", "--id", "1", "--json", "{}", "--json-file", "f"}) ==
        "1 Error: --json-file and --json were both provided, and only one of them can be the request\n");
  CHECK(request_of({"inner", "either", "--id", "1", "--name", "bad"}) == "1 Error: no such name\n");
}

TEST_CASE("rows: a flag with a negative name is sent as what was said last", "[cli][rows]") {
  CHECK(request_of({"inner", "either", "--id", "1", "--on"}) == R"(PATCH /x/1 {"a": {"on": true}, "fields": 1})");
  CHECK(request_of({"inner", "either", "--id", "1", "--on", "--off"}) ==
        R"(PATCH /x/1 {"a": {"on": false}, "fields": 1})");
  CHECK(request_of({"inner", "either", "--id", "1", "--off", "--off", "--on"}) ==
        R"(PATCH /x/1 {"a": {"on": true}, "fields": 1})");
  CHECK(request_of({"inner", "either", "--id", "1", "--off=1"})
            .ends_with("Error: Option '--off' does not take a value.\n"));
}

TEST_CASE("rows: options in paths are escaped, and must name something", "[cli][rows]") {
  CHECK(request_of({"inner", "paths", "--name", "a/b", "--big-table", "ü {name}"}) ==
        R"(PUT /y/a%2Fb/big-table/%C3%BC%20%7Bname%7D {"name": "a/b"})");
  CHECK(request_of({"inner", "paths", "--name", "n", "--view", "v"}) == R"(PUT /y/n/view/v {"name": "n"})");
  for (const std::string nothing : {"", ".", ".."})
    CHECK(request_of({"inner", "paths", "--name", nothing, "--view", "v"}) ==
          "1 Error: --name '" + nothing + "' cannot name anything\n");
  CHECK(request_of({"inner", "paths", "--name", "..."}).starts_with("PUT /y/..."));
}

TEST_CASE("rows: an option may undo raw UTF-8", "[cli][rows]") {
  CHECK(printed({"inner", "either", "--id", "1", "--on"}) == "{\n  \"a\": \"é\"\n}\n");
  CHECK(printed({"inner", "either", "--id", "1", "--json", "{}"}) == "{\n  \"a\": \"\\u00e9\"\n}\n");
}

TEST_CASE("rows: the name above is hidden, works, and is not part of the group itself", "[cli][rows]") {
  CHECK(request_of({"update-either", "--id", "1", "--on"}) == request_of({"inner", "either", "--id", "1", "--on"}));
  CHECK(request_of({"inner", "update-either", "--id", "1", "--on"}).starts_with("2 "));
  CHECK(request_of({""}).starts_with("2 "));
  CommandFixture cli;
  CHECK(cli.run_tree(k_root, {"-h"}).out.find("update-either") == std::string::npos);
  CHECK(cli.run_tree(k_root, {"inner", "either", "-h"}).out.find("--secret") == std::string::npos);
  CHECK(cli.run_tree(k_root, {"inner", "-h"}).out.find("--version") == std::string::npos);
  CHECK(cli.run_tree(k_root, {"inner", "--version"}).exit_code == 2);
  CHECK(cli.run_tree(k_root, {"--version"}).exit_code == 0);
}
