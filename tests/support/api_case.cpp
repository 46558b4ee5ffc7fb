#include "support/api_case.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "dbc/base/json.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/http/server.hpp"
#include "support/http_client.hpp"
#include "support/reply_text.hpp"
#include "support/workspace_fixture.hpp"

namespace dbc::test {
namespace {

/// What a workspace made for itself so far, by name.
class Kept {
 public:
  void take(const ApiCase& test, const std::string& body) {
    if (test.keep.empty()) return;
    const auto parsed = parse_json(body);
    REQUIRE(parsed);
    for (const auto& [name, place] : test.keep) {
      INFO(test.name << ": " << place << " of " << body);
      const Json value = parsed->value(Json::json_pointer(place), Json());
      REQUIRE((value.is_string() || value.is_number()));
      values_["<" + name + ">"] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }
  /// The text with the values for the names.
  [[nodiscard]] std::string filled(std::string text) const {
    for (const auto& [name, value] : values_) text = replace_all(std::move(text), name, value);
    return text;
  }
  /// The text with the names for the values.
  [[nodiscard]] std::string named(std::string text) const {
    for (const auto& [name, value] : values_) text = replace_all(std::move(text), value, name);
    return text;
  }

 private:
  std::map<std::string, std::string> values_;
};

/// One of the two ways in, with what its workspace made.
struct Way {
  Kept kept = {};
  std::string body = {};  ///< of the last answer, with names in it

  void answer(const ApiCase& test, const std::string& text) {
    kept.take(test, text);
    body = kept.named(text);
  }
};

void check_answer(const ApiCase& test, int status, const std::string& body) {
  INFO(test.name << ": " << body.substr(0, 500));
  CHECK(status == test.status);
  for (const auto& text : test.has) CHECK(body.find(text) != std::string::npos);
  for (const auto& text : test.has_not) CHECK(body.find(text) == std::string::npos);
}

/// A copy of a workspace that nobody has used yet, behind a socket: it makes the same ids.
struct ServedTwin {
  explicit ServedTwin(const WorkspaceFixture& original) {
    std::filesystem::copy(original.folder.path() / "ws", folder.path() / "ws",
                          std::filesystem::copy_options::recursive);
    auto opened = emulator::Workspace::open(
        {.folder = folder.path() / "ws", .clock = &original.clock, .launcher = &emulator::unexecuted_runs()});
    REQUIRE(opened);
    workspace = std::move(*opened);
    REQUIRE(workspace->set_token("secret"));
    auto started = emulator::Server::start(*workspace, {});
    REQUIRE(started);
    server = std::move(*started);
  }
  TemporaryFolder folder;
  std::unique_ptr<emulator::Workspace> workspace;
  std::unique_ptr<emulator::Server> server;
};

}  // namespace

ApiCase keeping(ApiCase test, const std::string& name, const std::string& place) {
  test.keep.emplace_back(name, place);
  return test;
}

void check_both_doors(const std::vector<ApiCase>& cases) {
  WorkspaceFixture embedded;
  const ServedTwin served(embedded);
  HttpClient client(served.server->port());
  Way direct;
  Way wire;
  for (const auto& test : cases) {
    const auto reply = embedded.workspace->handle({.method = test.method,
                                                   .target = direct.kept.filled(test.target),
                                                   .headers = {{"Content-Type", test.content_type}},
                                                   .body = direct.kept.filled(test.body)},
                                                  emulator::Door::embedded);
    direct.answer(test, reply_text(reply));
    check_answer(test, reply.status, direct.body);
    const auto answer = client.request(test.method, wire.kept.filled(test.target),
                                       "Authorization: Bearer secret\r\nContent-Type: " + test.content_type + "\r\n",
                                       wire.kept.filled(test.body));
    INFO(test.name);
    CHECK(answer.status == reply.status);
    wire.answer(test, answer.body);
    CHECK(wire.body == direct.body);
    CHECK(answer.headers.at("content-type") == reply.content_type);
  }
}

}  // namespace dbc::test
