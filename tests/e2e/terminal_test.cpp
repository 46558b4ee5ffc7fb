#include "support/terminal.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/process.hpp"

using dbc::read_file;
using dbc::test::BinaryFixture;
using dbc::test::can_open_terminal;
using dbc::test::run_on_terminal;

namespace {

const std::string k_real = "[DEFAULT]\nhost = https://a.example.com\ntoken = opaque-0123456789\n";
const std::string k_question = "[y/N]: ";

std::string profile_text(const BinaryFixture& dbc) { return *read_file(dbc.home() / ".databrickscfg"); }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("terminal: configure asks before it replaces a profile", "[e2e][terminal]") {
  if (!can_open_terminal()) return;
  const BinaryFixture dbc;
  (void)dbc.write_file(".databrickscfg", k_real);
  const auto kept = run_on_terminal({"configure", "--local", "default"}, dbc.options, k_question, "");
  CHECK(kept.exit_code == 1);
  CHECK(holds(kept.shown, "has the host https://a.example.com and a token. Replace them? [y/N]: "));
  CHECK_FALSE(holds(kept.shown, "opaque"));
  CHECK(profile_text(dbc) == k_real);
  const auto done = run_on_terminal({"configure", "--local", "default"}, dbc.options, k_question, "y");
  CHECK(done.exit_code == 0);
  CHECK(holds(done.shown, ".databrickscfg.backup-1"));
  CHECK(holds(profile_text(dbc), "host = local:default"));
  CHECK(*read_file(dbc.home() / ".databrickscfg.backup-1") == k_real);
}

TEST_CASE("terminal: reset asks, and names what would be lost", "[e2e][terminal]") {
  if (!can_open_terminal()) return;
  const BinaryFixture dbc;
  REQUIRE(dbc.run({"configure", "--local", "demo"}).exit_code == 0);
  REQUIRE(dbc.run({"secrets", "create-scope", "--scope", "kept"}).exit_code == 0);
  const auto kept = run_on_terminal({"emulator", "reset"}, dbc.options, k_question, "n");
  CHECK(kept.exit_code == 1);
  CHECK(holds(kept.shown, "Everything in the workspace 'demo' in " + dbc.home().string()));
  CHECK(holds(dbc.run({"secrets", "list-scopes"}).out, "kept"));
  CHECK(run_on_terminal({"emulator", "reset"}, dbc.options, k_question, "yes").exit_code == 0);
  CHECK_FALSE(holds(dbc.run({"secrets", "list-scopes"}).out, "kept"));
}

TEST_CASE("terminal: names and errors of a server are shown, and steer nothing", "[e2e][terminal]") {
  if (!can_open_terminal()) return;
  BinaryFixture dbc;
  dbc.options.environment["DATABRICKS_HOST"] = "local:demo";
  const std::string name = "a\x1b]0;title\x07\x1b[2J\xc2\x9b\xe2\x80\xae z";
  const auto created =
      dbc.run({"instance-pools", "create", "--json",
               dbc::write_json({{"instance_pool_name", name}, {"node_type_id", "Standard_DS3_v2"}}, {})});
  INFO(created.err);
  REQUIRE(created.exit_code == 0);
  for (const auto& words : {std::vector<std::string>{"instance-pools", "list"},
                            {"instance-pools", "list", "-o", "json"},
                            {"clusters", "get", "--cluster-id", name},
                            {"emulator", "log"},
                            {"clusters", name}}) {
    const auto result = run_on_terminal(words, dbc.options);
    INFO(result.shown);
    CHECK_FALSE(result.shown.empty());
    CHECK_FALSE(holds(result.shown, "\x1b"));
    CHECK_FALSE(holds(result.shown, "\x07"));
    CHECK_FALSE(holds(result.shown, "\xc2\x9b"));
    CHECK_FALSE(holds(result.shown, "\xe2\x80\xae"));
  }
}

TEST_CASE("emulator exec: its program acts on its own workspace and leaves the user's alone", "[e2e][emulator]") {
  BinaryFixture dbc;
  REQUIRE(dbc.run({"configure", "--local", "default"}).exit_code == 0);
  REQUIRE(dbc.run({"secrets", "create-scope", "--scope", "kept"}).exit_code == 0);
  const std::string script =
      "\"$0\" emulator clock advance 1h; \"$0\" emulator reset --yes; \"$0\" emulator stop; \"$0\" emulator snapshot "
      "save mine; \"$0\" emulator reset default --yes --seed none; \"$0\" emulator status";
  const auto inside = dbc.run({"emulator", "exec", "--", "sh", "-c", script, dbc::test::binary_path()});
  INFO(inside.err);
  CHECK(holds(inside.out, "1h ahead"));
  CHECK(holds(inside.out, "Saved 'mine'"));
  CHECK(inside.exit_code == 0);  // the last one: it is served
  CHECK(holds(dbc.run({"secrets", "list-scopes"}).out, "kept"));
  CHECK(holds(dbc.run({"emulator", "clock", "show"}).out, "the time of this machine"));
  CHECK(dbc.run({"emulator", "snapshot", "list"}).out.empty());
}

TEST_CASE("emulator exec: of several workspaces the token's, or the named one, is meant", "[e2e][emulator]") {
  const BinaryFixture dbc;
  const std::string script =
      "DATABRICKS_TOKEN=blue-token \"$0\" emulator clock advance 2h; \"$0\" emulator clock show; \"$0\" emulator clock "
      "show --workspace blue; DATABRICKS_TOKEN=unknown \"$0\" emulator clock reset";
  const auto inside = dbc.run(
      {"emulator", "exec", "--add-workspace", "blue=blue-token", "--", "sh", "-c", script, dbc::test::binary_path()});
  INFO(inside.out + inside.err);
  const auto first_line = inside.out.find('\n');
  CHECK(holds(inside.out.substr(0, first_line), "2h ahead"));
  CHECK(holds(inside.out.substr(first_line + 1), "the time of this machine)\n"));
  CHECK(inside.out.ends_with("2h ahead of this machine)\n"));
  CHECK(inside.exit_code == 1);
  CHECK(holds(inside.err, "it is not said which workspace is meant: DATABRICKS_TOKEN"));
}

TEST_CASE("emulator: a server that runs here is found by the address in force", "[e2e][emulator]") {
  BinaryFixture dbc;
  const auto started = dbc.run({"emulator", "start", "--workspace", "demo", "--port", "0", "--detach"});
  INFO(started.err);
  REQUIRE(started.exit_code == 0);
  const auto at = started.out.find("http://");
  dbc.options.environment["DATABRICKS_HOST"] = started.out.substr(at, started.out.find('\n') - at);
  dbc.options.environment["DATABRICKS_TOKEN"] = "any";
  CHECK(holds(dbc.run({"emulator", "clock", "advance", "1h"}).out, "1h ahead"));
  CHECK(dbc.run({"emulator", "stop"}).exit_code == 0);
  CHECK(dbc.run({"emulator", "reset", "--yes"}).exit_code == 1);
  CHECK(holds(dbc.run({"emulator", "clock", "show", "--workspace", "demo"}).out, "1h ahead"));
}
