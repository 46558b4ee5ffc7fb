#include <algorithm>
#include <catch2/catch.hpp>

#include "emulator/execution/git_checkout.hpp"

using namespace dbc;
using dbc::emulator::git_steps;

namespace {

std::vector<std::string> words_of(const Json& source) {
  const auto steps = git_steps(source, "/f");
  REQUIRE(steps);
  std::vector<std::string> words;
  for (const auto& step : *steps) words.insert(words.end(), step.words.begin(), step.words.end());
  return words;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

TEST_CASE("git steps: one commit of a branch or a tag is fetched", "[emulator][git]") {
  CHECK(has(words_of({{"git_url", "https://x/y"}, {"git_branch", "feature/a"}}), "refs/heads/feature/a"));
  CHECK(has(words_of({{"git_url", "https://x/y"}, {"git_tag", "v1"}}), "refs/tags/v1"));
  const auto steps = git_steps({{"git_url", "/r"}, {"git_commit", std::string(40, 'a')}}, "/f");
  REQUIRE(steps);
  CHECK((*steps)[1].may_fail);
  CHECK(steps->size() == 4);
}

TEST_CASE("git steps: nothing of a source becomes an option or another program", "[emulator][git]") {
  const Json source = GENERATE(
      Json{{"git_url", "ext::sh -c x"}, {"git_branch", "m"}}, Json{{"git_url", "ssh://h/x"}, {"git_branch", "m"}},
      Json{{"git_url", "file://host/x"}, {"git_branch", "m"}}, Json{{"git_url", "file:///a%2fb"}, {"git_branch", "m"}},
      Json{{"git_url", "--upload-pack=x"}, {"git_branch", "m"}}, Json{{"git_url", "relative"}, {"git_branch", "m"}},
      Json{{"git_url", "/r"}}, Json{{"git_url", "/r"}, {"git_branch", "a b"}},
      Json{{"git_url", "/r"}, {"git_branch", "a..b"}}, Json{{"git_url", "/r"}, {"git_tag", "a*"}},
      Json{{"git_url", "/r"}, {"git_commit", "-x"}}, Json{{"git_url", "/r"}, {"git_commit", "zz"}},
      Json{{"git_url", "/r"}, {"git_branch", "m"}, {"sparse_checkout", {{"patterns", {"--x"}}}}},
      Json{{"git_url", "/r"}, {"git_branch", "m"}, {"sparse_checkout", {{"patterns", {"a\nb"}}}}},
      Json{{"git_url", "/r"}, {"git_branch", "m"}, {"sparse_checkout", {{"patterns", {1}}}}});
  INFO(source.dump());
  CHECK_FALSE(git_steps(source, "/f"));
}
