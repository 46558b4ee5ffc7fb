#include "dbc/output/colour.hpp"

#include <catch2/catch.hpp>

#include "dbc/output/table.hpp"

using namespace dbc;

namespace {

Environment with(std::string name, std::string value) {
  return [name = std::move(name), value = std::move(value)](std::string_view asked) -> std::optional<std::string> {
    return asked == name ? std::optional(value) : std::nullopt;
  };
}

}  // namespace

TEST_CASE("shows_colour: at a terminal, unless somebody asked for plain text", "[unit][output]") {
  const output::StringStream terminal(true);
  CHECK(output::shows_colour(terminal, with("TERM", "xterm")));
  CHECK(output::shows_colour(terminal, with("NO_COLOR", "")));
  CHECK_FALSE(output::shows_colour(terminal, with("NO_COLOR", "1")));
  CHECK_FALSE(output::shows_colour(terminal, with("TERM", "dumb")));
  CHECK_FALSE(output::shows_colour(output::StringStream(), with("TERM", "xterm")));
}

TEST_CASE("render: a colour does not count as width", "[unit][output]") {
  const output::Table table{.rows = {{"ab", "1"}, {"c", "22"}}, .colours = {{}, {"36"}}};
  CHECK(output::render(table) == "ab   1\n\x1b[36mc\x1b[0m   22\n");
}
