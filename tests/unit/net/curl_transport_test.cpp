#include "dbc/net/curl_transport.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "support/scripted_server.hpp"

using namespace dbc;
using namespace dbc::net;
using test::reply;
using test::ScriptedReply;
using test::ScriptedServer;

namespace {

const Environment k_empty_environment = [](std::string_view) { return std::nullopt; };

std::unique_ptr<Transport> transport_to(const std::string& url, const Environment& environment = k_empty_environment) {
  auto made = make_curl_transport({.base_url = url, .environment = environment});
  REQUIRE(made);
  return std::move(made).value();
}

Headers bearer() {
  Headers headers;
  headers.set("Authorization", "Bearer abc");
  return headers;
}

std::string zipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() / 100 + 256, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

BodySource source_of(const std::string& text, std::size_t& at, bool with_size) {
  BodySource source;
  if (with_size) source.size = text.size();
  source.read = [&text, &at](char* buffer, std::size_t capacity) -> Result<std::size_t> {
    const std::size_t count = text.copy(buffer, std::min<std::size_t>(capacity, 1000), at);
    at += count;
    return count;
  };
  source.rewind = [&at]() -> Result<void> {
    at = 0;
    return {};
  };
  return source;
}

}  // namespace

TEST_CASE("curl: a GET carries the target as given and brings status, headers and body", "[net][curl]") {
  ScriptedServer server({reply(404, "nothing", {"X-Request-Id: 7", "Empty:"})});
  const auto answer = transport_to(server.url())->send({.target = "/api/2.0/x/../y?a=b%2Fc+d", .headers = bearer()});
  REQUIRE(answer);
  CHECK(answer->status == 404);
  CHECK(answer->body == "nothing");
  CHECK(*answer->headers.find("x-request-id") == "7");
  const auto request = server.requests().at(0);
  CHECK(request.line == "GET /api/2.0/x/../y?a=b%2Fc+d HTTP/1.1");
  CHECK(request.header("Authorization") == "Bearer abc");
  CHECK(request.header("Accept-Encoding") == "gzip, deflate");
  CHECK(request.header("Content-Type").empty());
  CHECK(request.header("Content-Length").empty());
}

TEST_CASE("curl: every method arrives with its body", "[net][curl]") {
  const std::string method = GENERATE("GET", "POST", "PUT", "PATCH", "DELETE");
  const std::string body = GENERATE("", "{\"a\": 1}");
  ScriptedServer server({reply(200, "{}")});
  Headers headers;
  headers.set("Content-Type", "text/json");
  const auto answer = transport_to(server.url())->send({.method = method, .headers = headers, .body = body});
  REQUIRE(answer);
  const auto request = server.requests().at(0);
  CHECK(request.line == method + " / HTTP/1.1");
  CHECK(request.body == body);
  CHECK(request.header("Content-Type") == "text/json");
  CHECK(request.header("Expect").empty());
}

TEST_CASE("curl: HEAD waits for no body", "[net][curl]") {
  ScriptedServer server({{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"}});
  const auto answer = transport_to(server.url())->send({.method = "HEAD"});
  REQUIRE(answer);
  CHECK(answer->body.empty());
  CHECK(*answer->headers.find("Content-Length") == "99");
}

TEST_CASE("curl: one connection serves many requests", "[net][curl]") {
  ScriptedServer server({reply(200, "1"), reply(500, "2"), reply(200, "3")});
  const auto transport = transport_to(server.url());
  for (const char* expected : {"1", "2", "3"}) {
    const auto answer = transport->send({.method = "POST", .body = "x"});
    REQUIRE(answer);
    CHECK(answer->body == expected);
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("curl: a kept connection that the server has closed is replaced", "[net][curl]") {
  ScriptedReply first = reply(200, "1");
  first.after = ScriptedReply::After::close;
  ScriptedServer server({first, reply(200, "2")});
  const auto transport = transport_to(server.url());
  REQUIRE(transport->send({}));
  const auto second = transport->send({.method = "POST", .body = "again"});
  REQUIRE(second);
  CHECK(second->body == "2");
  CHECK(server.requests().at(1).body == "again");
}

TEST_CASE("curl: chunked and compressed answers are unpacked", "[net][curl]") {
  ScriptedServer server(
      {{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"},
       reply(200, zipped("hello, hello, hello"), {"Content-Encoding: gzip"}),
       reply(200, "not gzip at all", {"Content-Encoding: gzip"})});
  const auto transport = transport_to(server.url());
  CHECK(transport->send({})->body == "abcde");
  CHECK(transport->send({})->body == "hello, hello, hello");
  const auto broken = transport->send({});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.find("cannot be unpacked") != std::string::npos);
}

TEST_CASE("curl: a body source is streamed, with and without a known size", "[net][curl]") {
  const bool with_size = GENERATE(true, false);
  const std::string method = GENERATE("PUT", "POST");
  const std::string text(5000, 'z');
  std::size_t at = 0;
  ScriptedServer server({reply(200, "")});
  Request request{.method = method};
  request.body_source = source_of(text, at, with_size);
  REQUIRE(transport_to(server.url())->send(request));
  const auto seen = server.requests().at(0);
  CHECK(seen.line == method + " / HTTP/1.1");
  CHECK(seen.body == text);
  CHECK(seen.header("Content-Length") == (with_size ? "5000" : ""));
}

TEST_CASE("curl: an error of the body source is the error of the request", "[net][curl]") {
  ScriptedServer server({reply(200, "")});
  Request request{.method = "PUT"};
  request.body_source = BodySource{.size = 10,
                                   .read = [](char*, std::size_t) -> Result<std::size_t> {
                                     return Error{.kind = ErrorKind::io, .message = "disk gone"};
                                   },
                                   .rewind = {}};
  const auto answer = transport_to(server.url())->send(request);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message == "disk gone");
}

TEST_CASE("curl: a sink receives successes only", "[net][curl]") {
  ScriptedServer server({reply(200, "data"), reply(403, "no")});
  std::string received;
  Request request;
  request.sink = [&received](std::string_view part) -> Result<void> {
    received += part;
    return {};
  };
  const auto transport = transport_to(server.url());
  CHECK(transport->send(request)->body.empty());
  CHECK(transport->send(request)->body == "no");
  CHECK(received == "data");
}

TEST_CASE("curl: an error of the sink is the error of the request", "[net][curl]") {
  ScriptedServer server({reply(200, "data")});
  Request request;
  request.sink = [](std::string_view) -> Result<void> { return Error{.kind = ErrorKind::io, .message = "disk full"}; };
  const auto answer = transport_to(server.url())->send(request);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message == "disk full");
}

TEST_CASE("curl: redirects choose the method by their status", "[net][curl][redirect]") {
  struct Case {
    int status;
    std::string sent;
    std::string then;
    std::string body;
  };
  const auto c = GENERATE(values<Case>({{302, "GET", "GET", ""},
                                        {301, "HEAD", "HEAD", ""},
                                        {303, "POST", "GET", ""},
                                        {303, "PUT", "GET", ""},
                                        {301, "PUT", "PUT", "b"},
                                        {307, "POST", "POST", "b"},
                                        {308, "PATCH", "PATCH", "b"}}));
  const bool has_body = c.sent != "GET" && c.sent != "HEAD";
  ScriptedServer server(
      {reply(c.status, has_body ? "moved" : "", {"Location: /there?x=1"}), reply(200, c.then == "HEAD" ? "" : "here")});
  const auto answer =
      transport_to(server.url())->send({.method = c.sent, .headers = bearer(), .body = has_body ? "b" : ""});
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == (c.then == "HEAD" ? "" : "here"));
  const auto second = server.requests().at(1);
  CHECK(second.line == c.then + " /there?x=1 HTTP/1.1");
  CHECK(second.body == c.body);
  CHECK(second.header("Authorization") == "Bearer abc");
}

TEST_CASE("curl: a streamed body is rewound for a redirect", "[net][curl][redirect]") {
  const std::string text = "streamed";
  std::size_t at = 0;
  ScriptedServer server({reply(307, "", {"Location: /b"}), reply(200, "ok")});
  Request request{.method = "PUT"};
  request.body_source = source_of(text, at, true);
  REQUIRE(transport_to(server.url())->send(request));
  CHECK(server.requests().at(1).body == text);
}

TEST_CASE("curl: the Authorization header does not follow to another host", "[net][curl][redirect]") {
  ScriptedServer other({reply(200, "other")});
  ScriptedServer server({reply(302, "", {"Location: " + other.url() + "/x"})});
  const auto answer = transport_to(server.url())->send({.headers = bearer()});
  REQUIRE(answer);
  CHECK(answer->body == "other");
  CHECK(other.requests().at(0).header("Authorization").empty());
}

TEST_CASE("curl: what is meant for one host stays there", "[net][curl][redirect]") {
  ScriptedServer other({reply(200, "other"), reply(200, "again")});
  ScriptedServer server({reply(303, "", {"Location: " + other.url() + "/x?y"})});
  Request request{.method = "POST", .headers = bearer(), .body = "secret body"};
  for (const auto* name : {"Cookie", "X-Request-Id", "X-Databricks-Org-Id", "Content-Type", "Proxy-Authorization"})
    request.headers.set(name, "own");
  request.headers.set("User-Agent", "dbc");
  REQUIRE(transport_to(server.url())->send(request));
  const auto seen = other.requests().at(0);
  CHECK(seen.line == "GET /x?y HTTP/1.1");
  CHECK(seen.body.empty());
  CHECK(seen.header("User-Agent") == "dbc");
  CHECK(seen.head.find("own") == std::string::npos);
  CHECK(seen.head.find("abc") == std::string::npos);
}

TEST_CASE("curl: the way back from another host brings no credential back", "[net][curl][redirect]") {
  ScriptedServer home({reply(302, "", {"Location: /never"}), reply(200, "home")});
  ScriptedServer other({reply(302, "", {"Location: " + home.url() + "/back"})});
  ScriptedServer first({reply(302, "", {"Location: " + other.url() + "/x"})});
  REQUIRE(transport_to(first.url())->send({.headers = bearer()}));
  CHECK(other.requests().at(0).header("Authorization").empty());
  CHECK(home.requests().at(0).header("Authorization").empty());
  CHECK(home.requests().at(1).header("Authorization").empty());
}

TEST_CASE("curl: a redirect that would lose or leak a write is an error", "[net][curl][redirect]") {
  ScriptedServer other({reply(200, "{}")});
  struct Case {
    int status;
    std::string method;
    bool elsewhere;
  };
  const auto c = GENERATE(values<Case>({{301, "POST", false},
                                        {302, "POST", false},
                                        {302, "PUT", false},
                                        {302, "DELETE", false},
                                        {307, "POST", true},
                                        {308, "PUT", true},
                                        {307, "DELETE", true},
                                        {301, "PATCH", true}}));
  ScriptedServer server(
      {reply(c.status, "", {"Location: " + (c.elsewhere ? other.url() : "") + "/x"}), reply(200, "")});
  const auto answer = transport_to(server.url())->send({.method = c.method, .headers = bearer(), .body = "b"});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::network);
  CHECK(answer.error().message.find(c.method) != std::string::npos);
  CHECK(server.requests().size() == 1);
  CHECK(other.connections() == 0);
}

TEST_CASE("curl: an address that two readers take for two hosts is not followed", "[net][curl][redirect]") {
  ScriptedServer evil({reply(200, "{}")});
  const std::string place = evil.url().substr(7);
  const auto* form = GENERATE("http://127.0.0.2\\@PLACE/", "http://127.0.0.2@PLACE/", "http://u:p@PLACE/", "//u@PLACE/",
                              "http://127.0.0.2\\\\@PLACE\\x");
  std::string location(form);
  location.replace(location.find("PLACE"), 5, place);
  ScriptedServer server({reply(302, "", {"Location: " + location})});
  const auto answer = transport_to(server.url())->send({.headers = bearer()});
  INFO(location);
  REQUIRE_FALSE(answer);
  CHECK(evil.connections() == 0);
}

TEST_CASE("curl: an answer that only the origin may give is not taken from another", "[net][curl][redirect]") {
  ScriptedServer other({reply(200, "{}")});
  ScriptedServer server({reply(302, "", {"Location: /here"}), reply(302, "", {"Location: " + other.url() + "/x"})});
  const auto answer = transport_to(server.url())->send({.only_from_origin = true});
  REQUIRE_FALSE(answer);
  CHECK(server.requests().size() == 2);
  CHECK(other.connections() == 0);
}

TEST_CASE("curl: an upload that cannot be rewound does not follow", "[net][curl][redirect]") {
  const std::string text = "once";
  std::size_t at = 0;
  ScriptedServer server({reply(307, "", {"Location: /b"}), reply(200, "ok")});
  Request request{.method = "PUT"};
  request.body_source = source_of(text, at, false);
  request.body_source->rewind = {};
  const auto answer = transport_to(server.url())->send(request);
  REQUIRE_FALSE(answer);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("curl: a reply is as long as memory allows and no longer", "[net][curl][limits]") {
  const std::string large(3U << 20U, 'x');
  struct Case {
    ScriptedReply answer;
    const char* says;
  };
  const std::string heads = std::string(70, 'x');
  std::string many = "HTTP/1.1 200 OK\r\n";
  while (many.size() < (2U << 20U)) many += "X-A: " + heads + "\r\n";
  std::string interim;
  while (interim.size() < (2U << 20U)) interim += "HTTP/1.1 100 Continue\r\nX-A: " + heads + "\r\n\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {reply(200, large), "more than 1 MiB"},
      {reply(200, zipped(std::string(2U << 20U, '0')), {"Content-Encoding: gzip"}), "more than 1 MiB"},
      {{.bytes = many}, ""},
      {{.bytes = interim}, ""},
  }));
  ScriptedServer server({c.answer});
  auto transport = make_curl_transport(
      {.base_url = server.url(), .limits = {.longest_reply = 1U << 20U}, .environment = k_empty_environment});
  const auto answer = (*transport)->send({});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find(c.says) != std::string::npos);
}

TEST_CASE("curl: what a sink can forget is held in memory, and has the limits of that", "[net][curl][limits]") {
  const std::string large(2U << 20U, 'x');
  ScriptedServer server({reply(200, large), reply(200, large)});
  auto transport = make_curl_transport(
      {.base_url = server.url(), .limits = {.longest_reply = 1U << 20U}, .environment = k_empty_environment});
  std::size_t received = 0;
  Request request;
  request.sink = [&received](std::string_view part) -> Result<void> {
    received += part.size();
    return {};
  };
  CHECK((*transport)->send(request));
  CHECK(received == large.size());
  request.restart_sink = [&received] { received = 0; };
  received = 0;
  CHECK((*transport)->send(request).error().message.find("more than 1 MiB") != std::string::npos);
  CHECK(received <= 1U << 20U);
}

TEST_CASE("curl: the body of a refusal is cut, and the refusal stays one", "[net][curl][limits]") {
  ScriptedServer server({reply(403, std::string(3U << 20U, 'x'))});
  const auto answer = transport_to(server.url())->send({});
  REQUIRE(answer);
  CHECK(answer->status == 403);
  CHECK(answer->body.size() <= ClientLimits::longest_refusal);
}

TEST_CASE("curl: what is thrown while a body is received is an error", "[net][curl][limits]") {
  ScriptedServer server({reply(200, "data")});
  Request request;
  request.sink = [](std::string_view) -> Result<void> { throw std::bad_alloc(); };
  const auto answer = transport_to(server.url())->send(request);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message == "out of memory");
}

TEST_CASE("curl: the head of a reply is judged before its body is handed on", "[net][curl]") {
  ScriptedServer server({reply(200, "page", {"Content-Type: text/html"}), reply(200, "", {"Content-Type: text/html"})});
  const auto transport = transport_to(server.url());
  std::string received;
  Request request;
  request.sink = [&](std::string_view part) -> Result<void> {
    received += part;
    return {};
  };
  request.check_head = [](const Response& head) -> Result<void> {
    return Error{.kind = ErrorKind::http, .message = *head.headers.find("Content-Type")};
  };
  CHECK(transport->send(request).error().message == "text/html");
  CHECK(received.empty());
}

TEST_CASE("client_limits: variables set them, and nonsense is named", "[net][limits]") {
  const auto with = [](std::string name, std::string value) {
    return client_limits([=](std::string_view asked) { return asked == name ? std::optional(value) : std::nullopt; });
  };
  CHECK(with("DBC_HTTP_TIMEOUT_SECONDS", "7")->silence == std::chrono::seconds(7));
  CHECK(with("DBC_CONNECT_TIMEOUT_SECONDS", "8")->connect == std::chrono::seconds(8));
  CHECK(with("DBC_RETRY_TIMEOUT_SECONDS", "0")->repeating == std::chrono::seconds(0));
  CHECK(with("DBC_MAX_REPLY_MIB", "9")->longest_reply == std::size_t{9} << 20U);
  CHECK(with("DBC_MAX_REPLY_MIB", "")->longest_reply == ClientLimits{}.longest_reply);
  const auto* bad = GENERATE("0", "-1", "1.5", "x", "99999999999999999999", " 1", "1000001");
  const auto refused = with("DBC_HTTP_TIMEOUT_SECONDS", bad);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("DBC_HTTP_TIMEOUT_SECONDS") != std::string::npos);
}

TEST_CASE("curl: redirects end after thirty, and never leave http", "[net][curl][redirect]") {
  std::vector<ScriptedReply> loop(31, reply(302, "", {"Location: /again"}));
  ScriptedServer server(loop);
  const auto answer = transport_to(server.url())->send({});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("more than 30 times") != std::string::npos);

  ScriptedServer sly({reply(302, "", {"Location: file:///etc/passwd"})});
  const auto stolen = transport_to(sly.url())->send({});
  REQUIRE_FALSE(stolen);
  CHECK(stolen.error().kind == ErrorKind::network);
}

TEST_CASE("curl: a header value cannot smuggle in another header", "[net][curl]") {
  ScriptedServer server({reply(200, "")});
  Headers headers;
  headers.set("X-A", "1\r\nX-B: 2");
  const auto answer = transport_to(server.url())->send({.headers = headers});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::input);
  CHECK(server.connections() == 0);
}

TEST_CASE("curl: a target must start with a slash", "[net][curl]") {
  const auto answer = transport_to("http://127.0.0.1:1")->send({.target = "@elsewhere.example/"});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::internal);
}

TEST_CASE("curl: http_proxy is used in either case, and NO_PROXY keeps it out", "[net][curl][proxy]") {
  ScriptedServer proxy({reply(200, "from proxy")});
  const std::string name = GENERATE("http_proxy", "HTTP_PROXY", "ALL_PROXY");
  const auto environment = [&](std::string_view variable) -> std::optional<std::string> {
    if (variable == name) return proxy.url();
    return std::nullopt;
  };
  const auto answer = transport_to("http://workspace.invalid", environment)->send({.target = "/x"});
  REQUIRE(answer);
  CHECK(answer->body == "from proxy");
  CHECK(proxy.requests().at(0).line == "GET http://workspace.invalid/x HTTP/1.1");

  ScriptedServer direct({reply(200, "direct")});
  const auto with_exception = [&](std::string_view variable) -> std::optional<std::string> {
    if (variable == "no_proxy") return "127.0.0.1";
    return environment(variable);
  };
  CHECK(transport_to(direct.url(), with_exception)->send({})->body == "direct");
}

TEST_CASE("curl: what goes wrong is told in one line with a hint", "[net][curl][failure]") {
  using After = ScriptedReply::After;
  struct Case {
    ScriptedReply answer;
    const char* says;
  };
  const auto c = GENERATE(values<Case>({
      {{.bytes = "", .after = After::close}, "closed the connection without an answer"},
      {{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", .after = After::close}, "broke off"},
      {{.bytes = "HTTP/1.1 200 OK\r\nContent-Len", .after = After::close}, "broke off"},
      {{.bytes = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n", .after = After::close}, "broke off"},
      {{.bytes = "SSH-2.0-OpenSSH_9\r\n", .after = After::close}, "does not answer in HTTP"},
  }));
  ScriptedServer server({c.answer});
  const auto answer = transport_to(server.url())->send({});
  REQUIRE_FALSE(answer);
  const Error& error = answer.error();
  INFO(error.message);
  CHECK(error.kind == ErrorKind::network);
  CHECK(error.message.find(c.says) != std::string::npos);
  CHECK(error.message.find("127.0.0.1:" + std::to_string(server.port())) != std::string::npos);
  CHECK(error.message.find('\n') == std::string::npos);
  CHECK_FALSE(error.hint.empty());
  REQUIRE(error.network);
  CHECK(error.network->sent);
}

TEST_CASE("curl: a refused connection and an unknown name were never sent", "[net][curl][failure]") {
  std::string gone;
  { gone = ScriptedServer({}).url(); }
  const auto refused = transport_to(gone)->send({.method = "POST", .body = "x"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("connection refused") != std::string::npos);
  CHECK_FALSE(refused.error().network->sent);
  CHECK_FALSE(refused.error().network->transient);

  const std::string impossible(64, 'a');  // a label has 63 characters at most, so no name server is asked
  const auto unknown = transport_to("https://" + impossible)->send({});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message.find(impossible + ": its name does not resolve") != std::string::npos);
  CHECK_FALSE(unknown.error().network->sent);
  CHECK(unknown.error().network->transient);
}

TEST_CASE("curl: a proxy that is not there is named without its password", "[net][curl][failure]") {
  std::string gone;
  { gone = ScriptedServer({}).url(); }
  const auto environment = [&](std::string_view variable) -> std::optional<std::string> {
    if (variable == "https_proxy") return "http://me:sesame@" + gone.substr(7);
    return std::nullopt;
  };
  const auto answer = transport_to("https://workspace.invalid", environment)->send({});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("the proxy " + gone.substr(7)) != std::string::npos);
  CHECK((answer.error().message + answer.error().hint).find("sesame") == std::string::npos);
}

TEST_CASE("curl: a proxy that demands a login says so", "[net][curl][failure]") {
  ScriptedServer proxy({reply(407, "", {"Proxy-Authenticate: Basic realm=x"})});
  const auto environment = [&](std::string_view variable) -> std::optional<std::string> {
    if (variable == "HTTPS_PROXY") return proxy.url();
    return std::nullopt;
  };
  const auto answer = transport_to("https://workspace.invalid", environment)->send({});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("demands a login") != std::string::npos);
  CHECK_FALSE(answer.error().network->transient);
}

TEST_CASE("curl: the deadline ends a silent exchange", "[net][curl][failure]") {
  ScriptedServer server({{.bytes = "", .after = ScriptedReply::After::stay_silent}});
  auto made = make_curl_transport(
      {.base_url = server.url(), .deadline = std::chrono::milliseconds{150}, .environment = k_empty_environment});
  REQUIRE(made);
  const auto answer = made.value()->send({});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::timeout);
  CHECK(answer.error().message.find("stopped answering") != std::string::npos);
  CHECK(answer.error().network->sent);
}
