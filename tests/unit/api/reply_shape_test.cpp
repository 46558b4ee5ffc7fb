#include "dbc/api/reply_shape.hpp"

#include <catch2/catch.hpp>

#include "dbc/api/client.hpp"
#include "support/fake_transport.hpp"

using namespace dbc;
using api::Shape;

namespace {

constexpr std::size_t k_longest = std::size_t{1} << 20U;

net::Response answer(int status, std::string body, const std::string& type = "") {
  net::Response response{.status = status, .body = std::move(body)};
  if (!type.empty()) response.headers.add("Content-Type", type);
  return response;
}

api::Client client_of(std::vector<net::Response> replies) {
  const auto record = std::make_shared<test::FakeTransport::Record>();
  for (auto& reply : replies) record->outcomes.emplace_back(std::move(reply));
  return {std::make_unique<test::FakeTransport>(record), "2.0"};
}

}  // namespace

TEST_CASE("client: success is a status of 2xx", "[api][shape]") {
  const auto status = GENERATE(0, 100, 101, 199, 300, 302, 304, 399, 400, 500, 600);
  auto client = client_of({answer(status, R"({"a":1})"), answer(status, R"({"a":1})"), answer(status, "")});
  INFO(status);
  CHECK_FALSE(client.get("/x", {}));
  CHECK_FALSE(client.send("POST", "/x", Json::object(), Shape::acknowledgement));
  CHECK_FALSE(client.fetch({.target = "/x"}));
}

TEST_CASE("client: a reply that is no object is an error whoever asks", "[api][shape]") {
  const auto* body = GENERATE("null", "[]", "[{}]", "\"x\"", "1", "true", "{}{}", "{\"a\":", "<html>Sign in</html>",
                              "ok", "\"\xff\"", R"({"error_code":"X","message":"no"})", R"({"error_code":403})");
  const auto shape = GENERATE(Shape::object, Shape::acknowledgement);
  INFO(body);
  const auto read = api::read_reply(answer(200, body), shape, k_longest);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::http);
  CHECK(read.error().message.find('\n') == std::string::npos);
}

TEST_CASE("client: a page to sign in on is told from other pages", "[api][shape]") {
  const auto [page, told] = GENERATE(table<std::string, std::string>({
      {"<!doctype html><title>Databricks - Sign In</title>", "with a page to sign in on instead of JSON"},
      {"\n<html><form action=\"/saml/login\">", "with a page to sign in on instead of JSON"},
      {"<html><title>Welcome to nginx</title>", "with a page instead of JSON"},
      {"<script>location = '/login.html?error=private-link-validation-error:42'</script>", "private endpoint only"},
  }));
  const auto read = api::read_reply(answer(200, page), Shape::object, k_longest);
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find(told) != std::string::npos);
  CHECK_FALSE(read.error().hint.empty());
}

TEST_CASE("client: nothing at all is a reply where nothing is to tell", "[api][shape]") {
  const auto* body = GENERATE("", " \r\n");
  CHECK(*api::read_reply(answer(204, body), Shape::acknowledgement, k_longest) == Json::object());
  CHECK_FALSE(api::read_reply(answer(200, body), Shape::object, k_longest));
  CHECK(api::read_reply(answer(200, R"({"error_code":"","error_code":null})"), Shape::object, k_longest));
}

TEST_CASE("client: more values than fit are an error that says what allows them", "[api][shape]") {
  std::string body = R"({"x":[0)";
  for (int i = 0; i < 40'000; ++i) body += ",0";
  const auto read = api::read_reply(answer(200, body + "]}"), Shape::object, k_longest);
  REQUIRE_FALSE(read);
  CHECK(read.error().hint.find("DBC_MAX_REPLY_MIB") != std::string::npos);
  CHECK(api::read_reply(answer(200, body + "]}"), Shape::object, 2 * k_longest));
}

TEST_CASE("client: a page or JSON in the place of a file's bytes is refused before it is stored", "[api][shape]") {
  std::string stored;
  const auto fetch = [&](const std::string& type) {
    stored.clear();
    auto client = client_of({answer(200, "bytes", type)});
    return client.fetch({.target = "/f", .sink = [&](std::string_view part) -> Result<void> {
                           stored += part;
                           return {};
                         }});
  };
  for (const auto* type : {"text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "application/json", ""})
    CHECK_FALSE(fetch(type));
  CHECK(stored.empty());
  for (const auto* type : {"application/octet-stream", "binary/octet-stream", "text/plain"}) CHECK(fetch(type));
  CHECK(stored == "bytes");
}

TEST_CASE("members of a reply: absent and of another type are told by name", "[api][shape]") {
  const auto object = *parse_json(R"({"t":"x","n":7,"f":true,"l":[{}],"z":null,"s":[1],"neg":-1,"big":1e300})");
  CHECK(*api::text_in(object, "t", "it") == "x");
  CHECK(*api::count_in(object, "n", "it") == 7);
  CHECK(*api::flag_in(object, "f", "it"));
  CHECK((*api::list_in(object, "l"))->size() == 1);
  CHECK(*api::list_in(object, "z") == nullptr);
  CHECK(*api::list_in(object, "none") == nullptr);
  for (const auto* key : {"s", "t", "n"}) CHECK_FALSE(api::list_in(object, key));
  for (const auto* key : {"t", "neg", "big", "none"}) {
    const auto count = api::count_in(object, key, "the size of it");
    REQUIRE_FALSE(count);
    CHECK(count.error().message.find(std::string("'") + key + "'") != std::string::npos);
  }
  CHECK_FALSE(api::text_in(object, "n", "it"));
  CHECK_FALSE(api::flag_in(object, "n", "it"));
}

TEST_CASE("error body: a long code and a long message are cut", "[api]") {
  const std::string body =
      R"({"error_code":")" + std::string(99'999, 'E') + R"(","message":")" + std::string(99'999, 'm') + "\"}";
  CHECK(api::error_from_response(answer(400, body)).message.size() < 3000);
}
