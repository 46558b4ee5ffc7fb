#pragma once

#include <catch2/catch.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dbc/commands/registry.hpp"
#include "support/command_fixture.hpp"

/// Commands as values: what is typed, what is sent, what is printed.
namespace dbc::test::unity_catalog {

enum class Prints {
  nothing,
  utf8,   ///< the reply as it is
  ascii,  ///< the reply with escapes
};

struct Case {
  std::vector<std::string> words;  ///< from the command's name on
  std::string alias;               ///< its hidden name right below unity-catalog; empty for none
  std::string method;
  std::string target;  ///< below /api/2.1/unity-catalog unless it begins with /api
  std::string body;    ///< empty for a GET
  Prints prints = Prints::utf8;
};

inline std::string printed(Prints prints) {
  if (prints == Prints::nothing) return "";
  return prints == Prints::utf8 ? "{\n  \"n\": \"é\"\n}\n" : "{\n  \"n\": \"\\u00e9\"\n}\n";
}

inline void check_words(const std::vector<std::string>& words, const Case& expected) {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"n":"é"})");
  const auto outcome = cli.run(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  REQUIRE(service.requests.size() == 1);
  const auto& request = service.requests.front();
  CHECK(request.method == expected.method);
  CHECK(request.target == (expected.target.starts_with("/api") ? "" : "/api/2.1/unity-catalog") + expected.target);
  CHECK(request.body == expected.body);
  CHECK(outcome.out == printed(expected.prints));
}

/// Runs every case under both its names, and sees that no command of the group is without a case.
inline void check_group(const std::string& group, std::span<const Case> cases) {
  const cli::Group* below = cli::find_group(*cli::find_group(commands::tree_for("dbc"), "unity-catalog"), group);
  REQUIRE(below != nullptr);
  std::set<std::string_view> without_case;
  for (const auto& command : below->commands) without_case.insert(command.names);
  for (const auto& each : cases) {
    CAPTURE(each.words);
    std::vector<std::string> words{"unity-catalog", group};
    words.insert(words.end(), each.words.begin(), each.words.end());
    check_words(words, each);
    const cli::Command* command = cli::find_command(*below, each.words.front());
    REQUIRE(command != nullptr);
    CHECK(command->name_above == each.alias);
    without_case.erase(command->names);
    if (each.alias.empty()) continue;
    words.erase(words.begin() + 1, words.begin() + 3);
    words.insert(words.begin() + 1, each.alias);
    check_words(words, each);
  }
  CHECK(without_case.empty());
}

/// What goes wrong before anything is sent.
struct Mistake {
  std::vector<std::string> words;  ///< from the group's name on
  int exit_code = 1;
  std::string message;  ///< within stderr
};

inline void check_mistakes(std::span<const Mistake> mistakes) {
  for (const auto& each : mistakes) {
    CAPTURE(each.words);
    CommandFixture cli;
    auto& service = cli.use_fake_service();
    std::vector<std::string> words{"unity-catalog"};
    words.insert(words.end(), each.words.begin(), each.words.end());
    const auto outcome = cli.run(words);
    CHECK(outcome.exit_code == each.exit_code);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Contains(each.message));
    CHECK(service.requests.empty());
  }
}

}  // namespace dbc::test::unity_catalog
