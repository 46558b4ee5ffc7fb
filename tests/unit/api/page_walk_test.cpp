#include "dbc/api/page_walk.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using api::PageWalk;

namespace {

/// Walks as a command does; how many pages it took, or why it ended.
Result<int> walk(const std::function<std::string(int number)>& page, std::size_t longest = std::size_t{1} << 20U) {
  const api::Client client(nullptr, "2.0", longest);
  PageWalk pages(client);
  Json all = Json::array();
  for (int number = 1;; ++number) {
    Json reply = *parse_json(page(number));
    DBC_TRY(const auto at, pages.take(reply, "items", all));
    if (at.next_token.empty() && !at.says_more) return number;
  }
}

std::string numbered(int number) { return R"("next_page_token":")" + std::to_string(number) + "\""; }

}  // namespace

TEST_CASE("page walk: goes on as long as the list does", "[api][pages]") {
  const auto pages = walk([](int number) {
    return "{\"items\":[{\"id\":" + std::to_string(number) + "}]" + (number < 50 ? "," + numbered(number) : "") + "}";
  });
  CHECK(*pages == 50);
  CHECK(*walk([](int number) { return number < 5 ? "{" + numbered(number) + "}" : R"({"items":null})"; }) == 5);
  CHECK(*walk([](int) { return R"({"next_page_token":null})"; }) == 1);
}

TEST_CASE("page walk: a token, or a page, that comes again is the end", "[api][pages]") {
  const auto circle = GENERATE(1, 2, 3, 7);
  const auto again = walk([=](int number) { return "{" + numbered(number % circle) + "}"; });
  REQUIRE_FALSE(again);
  CHECK(again.error().message.find("read before") != std::string::npos);
  const auto same = walk([=](int number) {
    return "{\"items\":[{\"id\":" + std::to_string(number % circle) + "}]," + numbered(number) + "}";
  });
  REQUIRE_FALSE(same);
  CHECK(same.error().message.find("again") != std::string::npos);
  CHECK_FALSE(walk(
      [=](int number) { return "{\"items\":[{\"id\":" + std::to_string(number % circle) + "}],\"has_more\":true}"; }));
}

TEST_CASE("page walk: nothing for ever, and too much, are the end", "[api][pages]") {
  const auto nothing = walk([](int number) { return "{" + numbered(number) + "}"; });
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().message.find("hold nothing") != std::string::npos);
  const auto ever_new = [](int number) {
    return "{\"items\":[{\"id\":" + std::to_string(number) + "}]," + numbered(number) + "}";
  };
  const auto many = walk(ever_new, std::size_t{1} << 30U);
  REQUIRE_FALSE(many);
  CHECK(many.error().message.find("pages were read") != std::string::npos);
  const auto much = walk(ever_new, std::size_t{100'000});
  REQUIRE_FALSE(much);
  CHECK(much.error().hint.find("DBC_MAX_REPLY_MIB") != std::string::npos);
  CHECK_FALSE(walk([](int) { return R"({"has_more":true})"; }));
}

TEST_CASE("page walk: what is no list or no token is an error", "[api][pages]") {
  const auto* page = GENERATE(R"({"items":{}})", R"({"items":"x"})", R"({"items":[1]})", R"({"next_page_token":7})",
                              R"({"next_page_token":["a"]})");
  CHECK_FALSE(walk([=](int) { return std::string(page); }));
}
