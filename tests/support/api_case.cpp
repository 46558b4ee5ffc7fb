#include "support/api_case.hpp"

#include <catch2/catch.hpp>

#include "dbc/emulator/http/server.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

namespace dbc::test {
namespace {

void check_answer(const ApiCase& test, int status, const std::string& body) {
  INFO(test.name << ": " << body.substr(0, 500));
  CHECK(status == test.status);
  for (const auto& text : test.has) CHECK(body.find(text) != std::string::npos);
  for (const auto& text : test.has_not) CHECK(body.find(text) == std::string::npos);
}

std::string body_text(const emulator::Reply& reply) {
  if (!reply.file) return reply.body;
  std::string text(reply.file->length(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto got = reply.file->read(at, text.data() + at, text.size() - at);
    REQUIRE(got);
    at += *got;
  }
  return text;
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

void check_both_doors(const std::vector<ApiCase>& cases) {
  WorkspaceFixture embedded;
  const ServedTwin served(embedded);
  HttpClient client(served.server->port());
  for (const auto& test : cases) {
    const auto reply = embedded.workspace->handle({.method = test.method,
                                                   .target = test.target,
                                                   .headers = {{"Content-Type", test.content_type}},
                                                   .body = test.body},
                                                  emulator::Door::embedded);
    const std::string body = body_text(reply);
    check_answer(test, reply.status, body);
    const auto answer =
        client.request(test.method, test.target,
                       "Authorization: Bearer secret\r\nContent-Type: " + test.content_type + "\r\n", test.body);
    INFO(test.name);
    CHECK(answer.status == reply.status);
    CHECK(answer.body == body);
    CHECK(answer.headers.at("content-type") == reply.content_type);
  }
}

}  // namespace dbc::test
