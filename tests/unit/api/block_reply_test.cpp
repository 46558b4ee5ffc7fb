#include "api/block_reply.hpp"

#include <catch2/catch.hpp>

#include "dbc/api/reply_shape.hpp"
#include "dbc/base/text.hpp"

using namespace dbc;
using api::BlockReply;

namespace {

constexpr std::size_t k_longest = 1U << 20U;

/// What the reply means to one who reads all of it with a JSON parser.
std::optional<std::string> meaning(const std::string& text) {
  const auto reply = api::read_reply({.status = 200, .body = text}, api::Shape::object, k_longest);
  if (!reply) return std::nullopt;
  auto bytes = base64_decode(string_or(*reply, "data", ""));
  const Json* told = find_member(*reply, "bytes_read");
  if (!bytes || told == nullptr || !told->is_number_integer() || *told != bytes->size()) return std::nullopt;
  return bytes;
}

Result<std::string> read_in_parts(const std::string& text, std::size_t part) {
  std::string block = "what was there before";
  BlockReply reply(block);
  for (std::size_t at = 0; at < text.size(); at += part) reply.take(std::string_view(text).substr(at, part));
  DBC_CHECK(reply.finish({.status = 200}, "/a", k_longest));
  return block;
}

void check_all_parts(const std::string& text) {
  const auto expected = meaning(text);
  for (std::size_t part = 1; part <= text.size() + 1; part = part < 12 ? part + 1 : part * 2) {
    const auto block = read_in_parts(text, part);
    CAPTURE(text, part);
    CHECK(block.has_value() == expected.has_value());
    if (block && expected) CHECK(*block == *expected);
  }
}

std::string reply_of(const std::string& bytes) {
  return R"({"bytes_read":)" + std::to_string(bytes.size()) + R"(,"data":")" + base64_encode(bytes) + R"("})";
}

}  // namespace

TEST_CASE("block reply: the bytes, however the text is cut into parts", "[unit][api][block]") {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    CHECK(meaning(reply_of(bytes)) == bytes);
    check_all_parts(reply_of(bytes));
    bytes += static_cast<char>(i * 41);
  }
}

TEST_CASE("block reply: every form of the same JSON", "[unit][api][block]") {
  for (const auto* text :
       {R"({"data":"aGVsbG8=","bytes_read":5})", R"({"bytes_read": 5, "data": "aGVsbG8="})",
        " {\n  \"bytes_read\" : 5 ,\r\n\t\"data\" :\t\"aGVsbG8=\"\n}\n", R"({"bytes_read":5,"data":"aGVsbG8"})",
        R"({"bytes_read":6,"data":"\/\/\/\/AAAA"})", R"({"bytes_read":6,"data":"////\u0041AAA"})",
        R"({"bytes_read":5,"d\u0061ta":"aGVsbG8="})", R"({"more":{"data":"AAAA"},"bytes_read":5,"data":"aGVsbG8="})",
        R"({"more":["data","x"],"bytes_read":5,"data":"aGVsbG8="})", R"({"x":"data","bytes_read":5,"data":"aGVsbG8="})",
        R"({"data":"AAAA","bytes_read":5,"data":"aGVsbG8="})",
        R"({"data":"AAAA","bytes_read":5,"d\u0061ta":"aGVsbG8="})",
        R"({"x":"\"data\":\"AAAA","bytes_read":5,"data":"aGVsbG8="})", R"({"bytes_read":0})",
        R"({"bytes_read":0,"data":null})", R"({"bytes_read":0,"data":""})"}) {
    CHECK(meaning(text));
    check_all_parts(text);
  }
  const std::string long_name(1000, 'n');
  check_all_parts("{\"" + long_name + "\":1,\"bytes_read\":3,\"data\":\"AAAA\"}");
  check_all_parts(R"({"data":"AAAA","bytes_read":3,")" + long_name + "\":1}");
}

TEST_CASE("block reply: what is wrong is refused, however it is cut", "[unit][api][block]") {
  for (const auto* text : {"",
                           "{",
                           R"({"bytes_read":3,"data":")",
                           R"({"bytes_read":3,"data":"AAAA)",
                           R"({"bytes_read":3,"data":"AAAA")",
                           R"({"bytes_read":3,"data":"AAAA"}})",
                           R"({"bytes_read":3,"data":"AAAA"} x)",
                           R"({"bytes_read":4,"data":"AAAA"})",
                           R"({"bytes_read":-3,"data":"AAAA"})",
                           R"({"bytes_read":3.0,"data":"AAAA"})",
                           R"({"bytes_read":"3","data":"AAAA"})",
                           R"({"data":"AAAA"})",
                           R"({"bytes_read":3,"data":"AA*A"})",
                           R"({"bytes_read":3,"data":"AAAAA"})",
                           R"({"bytes_read":3,"data":"AA=AAAAA"})",
                           "{\"bytes_read\":3,\"data\":\"AA\nAA\"}",
                           R"({"bytes_read":3,"data":"AAAA","error_code":"X"})",
                           R"({"error_code":"X","bytes_read":3,"data":"AAAA"})",
                           R"({"data":"aGVsbG8=","bytes_read":5,"data":"AAAA"})",
                           R"(["bytes_read",3,"data":"AAAA"])",
                           R"("data":"AAAA")",
                           R"({"bytes_read":3,"data":["AAAA"]})",
                           "<html>\"data\":\"AAAA\"</html>",
                           "{\"bytes_read\":3,\"data\":\"\xff\xff\xff\xff\"}"}) {
    CHECK_FALSE(meaning(text));
    check_all_parts(text);
  }
}

TEST_CASE("block reply: begun anew it forgets all", "[unit][api][block]") {
  std::string block;
  BlockReply reply(block);
  reply.take(R"({"bytes_read":9,"data":"AAAAAAAAAA)");
  reply.begin_anew();
  reply.take(R"({"bytes_read":1,"data":"eA=="})");
  REQUIRE(reply.finish({.status = 200}, "/a", k_longest));
  CHECK(block == "x");
}

TEST_CASE("block reply: its error names the path, or is the service's own", "[unit][api][block]") {
  std::string block;
  BlockReply damaged(block);
  damaged.take(R"({"bytes_read":2,"data":"eA=="})");
  CHECK(damaged.finish({.status = 200}, "/a/b", k_longest).error().message.find("/a/b") != std::string::npos);
  BlockReply refused(block);
  refused.take(R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"gone","data":"eA=="})");
  CHECK(refused.finish({.status = 200}, "/a/b", k_longest).error().message.find("gone") != std::string::npos);
}
