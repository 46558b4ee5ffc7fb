#include "emulator/services/jobs/quartz.hpp"

#include <catch2/catch.hpp>

#include "support/fake_clock.hpp"

using namespace dbc;
using namespace dbc::emulator;

namespace {

std::string refusal_of(std::string_view expression) {
  const auto checked = check_quartz(expression, test::FakeClock{}.now());
  return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("quartz: what the service takes is taken", "[emulator][jobs][quartz]") {
  const auto expression =
      GENERATE(as<std::string>{}, "0 0 * * * ?", "0 15 22 * * ?", "0 0/15 8-18 ? * MON-FRI", "0 0 12 1 * ? 2026-2030",
               "0 0 0 L * ?", "0 0 0 L-3 * ?", "0 0 0 LW * ?", "0 0 0 15W * ?", "0 0 0 ? * 6L", "0 0 0 ? * fri#3",
               "0 0 0 ? * L", "*/10 * * ? * *", "0 0 22-2 * * ?", "0 0 0 29 2 ?", "0 0 0 31 JAN,MAR ?",
               "0,30 5/10 0 1,15 * ? *", "  0  0 0 * * ?  ");
  INFO(expression);
  CHECK(refusal_of(expression).empty());
}

TEST_CASE("quartz: what is no expression is refused with its text", "[emulator][jobs][quartz]") {
  const auto expression =
      GENERATE(as<std::string>{}, "", "0", "0 3 * * *", "0 30 2,7,11,15 * * *", "0 0 0 ? * ?", "60 0 0 * * ?",
               "0 60 0 * * ?", "0 0 24 * * ?", "0 0 0 32 * ?", "0 0 0 0 * ?", "0 0 0 * 13 ?", "0 0 0 ? * 8",
               "0 0 0 ? * FRI#6", "0 0 0 ? * MOO", "0 0 0 L-31 * ?", "0 0 0 32W * ?", "0 0/0 0 * * ?", "0 0/x 0 * * ?",
               "0 1- 0 * * ?", "0 -1 0 * * ?", "0 , 0 * * ?", "0 0 0 * * ? 1969", "0 0 0 * * ? 2100",
               "0 0 0 * * ? 2026 1", "? 0 0 * * ?", "0 99999999999 0 * * ?", "@daily");
  INFO(expression);
  CHECK(refusal_of(expression).starts_with("Invalid quartz_cron_expression: " + expression + "."));
}

TEST_CASE("quartz: an expression without a future is refused as such", "[emulator][jobs][quartz]") {
  const auto expression =
      GENERATE(as<std::string>{}, "0 0 0 30 2 ?", "0 0 0 31 4,6,9,11 ?", "0 0 0 1 1 ? 2020", "0 0 0 1 1 ? 1970-2025");
  CHECK(refusal_of(expression) == "The provided cron expression: " + expression + " will never fire.");
}

TEST_CASE("quartz: time zones are checked by their form", "[emulator][jobs][quartz]") {
  for (const std::string_view id :
       {"UTC", "Europe/London", "US/Pacific", "America/Argentina/Buenos_Aires", "Etc/GMT+2"})
    CHECK(check_time_zone(id));
  for (const std::string_view id : {"", "Europe/", "/UTC", "1", "Europe//London", "Mars Base", "UTC\n"}) {
    const auto checked = check_time_zone(id);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message.find("timezone_id") != std::string::npos);
  }
}
