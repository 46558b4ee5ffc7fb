#include "emulator/services/scim/scim_filter.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

const ScimSchema& user_schema() { return scim_schema(PrincipalKind::user); }

Json user() {
  return {{"id", "42"},
          {"userName", "Ann@Example.com"},
          {"displayName", "Ann \"the\" O'Neil"},
          {"active", true},
          {"name", {{"givenName", "Ann"}}},
          {"emails", Json::array({{{"value", "a@x"}}, {{"value", "b@y"}}})},
          {"groups", Json::array({{{"value", "7"}, {"display", "admins"}}})}};
}

}  // namespace

TEST_CASE("scim filter: operators, joins and nesting", "[emulator][scim]") {
  const auto [text, expected] = GENERATE(table<std::string, bool>({
      {R"(userName eq "ann@example.com")", true},
      {R"(username EQ 'ANN@EXAMPLE.COM')", true},
      {R"(userName ne "ann@example.com")", false},
      {R"(userName co "@exam")", true},
      {R"(userName sw "ann")", true},
      {R"(userName ew "ann")", false},
      {R"(userName ew ".com")", true},
      {"displayName pr", true},
      {"externalId pr", false},
      {R"(externalId ne "x")", true},
      {"active eq true", true},
      {"active eq false", false},
      {"id eq 42", true},
      {R"(displayName eq "Ann \"the\" O'Neil")", true},
      {R"(displayName eq 'Ann "the" O\'Neil')", true},
      {R"(emails eq "b@y")", true},
      {R"(emails.value eq "c@z")", false},
      {R"(groups.display eq "admins" and name.givenName eq ann)", true},
      {R"(id eq "1" or id eq "42" and active eq false)", false},
      {R"((id eq "1" or id eq "42") and active eq true)", true},
      {R"(not (id eq "1") and not(active eq false))", true},
  }));
  INFO(text);
  const auto filter = ScimFilter::parse(text, user_schema());
  REQUIRE(filter);
  CHECK(filter->matches(user()) == expected);
}

TEST_CASE("scim filter: what cannot be read is refused", "[emulator][scim]") {
  const auto text =
      GENERATE(as<std::string>{}, "userName", "userName eq", "userName gt 3", "nonsense eq 1", "members eq 1",
               R"(userName eq "open)", "(userName eq a", "userName eq a)", "userName eq a b", "userName eq a and",
               "and userName eq a", "not userName eq a", "()", std::string(100, '(') + "id pr" + std::string(100, ')'));
  INFO(text);
  const auto filter = ScimFilter::parse(text, user_schema());
  REQUIRE_FALSE(filter);
  REQUIRE(filter.error().http);
  CHECK(filter.error().http->status == 400);
  CHECK(filter.error().http->body.find(R"("scimType":"invalidFilter")") != std::string::npos);
}
