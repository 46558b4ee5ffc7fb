#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"

// What servers and proxies send, and what people paste in the wrong place, on its way to a screen.

using dbc::test::CommandFixture;

namespace {

const std::string k_token = "opaque+token/0123456789=";

struct RemoteFixture : CommandFixture {
  RemoteFixture() : service(use_fake_service()) {
    environment["DATABRICKS_HOST"] = "https://h";
    environment["DATABRICKS_TOKEN"] = k_token;
  }
  dbc::test::FakeService& service;
};

bool is_shown(const dbc::test::Outcome& outcome, const std::string& text) {
  return outcome.err.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("errors: the credential in use is masked in whatever a server makes of it", "[commands][secrets-shown]") {
  RemoteFixture cli;
  for (const auto& echoed : {k_token, dbc::percent_encode(k_token), dbc::base64_encode("token:" + k_token),
                             "Authorization: Bearer " + k_token, dbc::to_upper(k_token)}) {
    INFO(echoed);
    const auto as_json = dbc::Json{{"error_code", "BAD"}, {"message", "who is " + echoed + "?"}};
    for (const std::string& body : {dbc::write_json(as_json, {}), "<html><pre>" + echoed + "</pre></html>", echoed,
                                    "{\"weird\": \"" + echoed + "\"}"}) {
      cli.service.reply(400, body);
      const auto done = cli.run({"clusters", "list"});
      CHECK(done.exit_code == 1);
      CHECK(is_shown(done, "**REDACTED**"));
      CHECK_FALSE(is_shown(done, "0123456789"));
      CHECK_FALSE(is_shown(done, echoed.substr(echoed.size() - 20, 12)));
      cli.service.reply(200, body);
      CHECK_FALSE(is_shown(cli.run({"clusters", "list", "--debug"}), "0123456789"));
    }
  }
  cli.service.reply(400, std::string(1985, 'x') + k_token);  // what is shown of a body ends in the token
  CHECK_FALSE(is_shown(cli.run({"clusters", "list"}), "opaque"));
}

TEST_CASE("errors: a password and its header are masked, and the environment's token where it is not in force",
          "[commands][secrets-shown]") {
  RemoteFixture cli;
  (void)cli.write_file(".databrickscfg", "[p]\nhost = https://h\nusername = ada\npassword = hunter2\n");
  cli.environment["https_proxy"] = "http://joe:let%20me%20in@proxy:8080";
  cli.service.reply(400,
                    R"({"message": "hunter2, YWRhOmh1bnRlcjI=, let me in, am9lOmxldCBtZSBpbg==, )" + k_token + "\"}");
  const auto done = cli.run({"clusters", "list", "--profile", "p"});
  CHECK(is_shown(done, "**REDACTED**, **REDACTED**, **REDACTED**, **REDACTED**, **REDACTED**"));
}

TEST_CASE("errors: a token that was typed or written in a wrong place is masked", "[commands][secrets-shown]") {
  RemoteFixture cli;
  const std::string token = "dapi0123456789abcdef0123456789abcdef";
  (void)cli.write_file(".databrickscfg", "[pasted]\nhost = " + token + "\ntoken = x\n");
  for (const auto& words : {std::vector<std::string>{"clusters", "list", "--profile", token},
                            {"clusters", "list", "--" + token},
                            {"clusters", "list", token},
                            {token},
                            {"clusters", token},
                            {"clusters", "list", "--profile", "pasted"},
                            {"clusters", "start", "x", "--timeout", token},

                            {"fs", "ls", token},
                            {"clusters", "list", "--output", token}}) {
    INFO(dbc::join(words, " "));
    const auto done = cli.run(words);
    CHECK(done.exit_code != 0);
    CHECK_FALSE(is_shown(done, "0123456789"));
  }
  CHECK(cli.service.requests.empty());
}

TEST_CASE("names of others: no table, line or message of them steers a terminal or makes a second row",
          "[commands][visible]") {
  RemoteFixture cli;
  const std::string name = "a\nb\r\x1b[2J\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\xa8z";
  const auto is_clean = [](const std::string& text) {
    return text.find_first_of("\x1b\r\x7f") == std::string::npos && text.find("\xc2\x9b") == std::string::npos &&
           text.find("\xe2\x80\xae") == std::string::npos && text.find("\xe2\x80\xa8") == std::string::npos;
  };
  const dbc::Json list{
      {"clusters", dbc::Json::array({{{"cluster_id", name}, {"cluster_name", name}, {"state", "RUNNING"}}})}};
  for (const auto& form : {std::vector<std::string>{}, {"-o", "text"}, {"--output", "JSON"}, {"-o", "json"}}) {
    cli.service.reply(200, dbc::write_json(list, {}));
    std::vector<std::string> words{"clusters", "list"};
    words.insert(words.end(), form.begin(), form.end());
    const auto done = cli.run(words);
    INFO(done.out);
    CHECK(done.exit_code == 0);
    CHECK(is_clean(done.out));
  }
  cli.service.reply(200, dbc::write_json(list, {}));
  const auto plain = cli.run({"clusters", "list"}).out;
  CHECK(std::count(plain.begin(), plain.end(), '\n') == 1);
  cli.service.reply(404, dbc::write_json({{"error_code", name}, {"message", name}}, {}));
  const auto failed = cli.run({"clusters", "get", "--cluster-id", "x"});
  CHECK(is_clean(failed.err));
  CHECK(std::count(failed.err.begin(), failed.err.end(), '\n') == 1);
}

TEST_CASE("names of others: copying tells each file in one line", "[commands][visible]") {
  RemoteFixture cli;
  const std::string name = "x -> y\nforged -> line\x1b[1A";
  cli.service.answer = [&](const dbc::net::Request& request) -> dbc::Result<dbc::net::Response> {
    const bool is_list = request.target.find("/list") != std::string::npos;
    if (request.target.find("/read") != std::string::npos)
      return dbc::net::Response{.status = 200, .headers = {}, .body = R"({"bytes_read":0,"data":""})"};
    const dbc::Json file{{"path", "/d/" + name}, {"is_dir", false}, {"file_size", 0}};
    const dbc::Json body = is_list ? dbc::Json{{"files", dbc::Json::array({file})}}
                                   : dbc::Json{{"path", "/d"}, {"is_dir", true}, {"file_size", 0}};
    return dbc::net::Response{.status = 200, .headers = {}, .body = dbc::write_json(body, {})};
  };
  const auto done = cli.run({"fs", "cp", "-r", "dbfs:/d", (cli.home() / "into").string()});
  CHECK(done.exit_code == 0);
  CHECK(done.out.find("dbfs:/d/x -> y\\nforged -> line\\x1b[1A -> ") == 0);
  CHECK(std::count(done.out.begin(), done.out.end(), '\n') == 1);
  CHECK(std::filesystem::exists(cli.home() / "into" / name));
}

TEST_CASE("errors: what is told on standard output of a copy masks the credential in use",
          "[commands][secrets-shown]") {
  RemoteFixture cli;
  std::filesystem::create_directory(cli.home() / "from");
  (void)cli.write_file("from/a", "x");
  const dbc::Json refusal{{"error_code", "RESOURCE_ALREADY_EXISTS"}, {"message", "no, " + k_token + "\n"}};
  cli.service.answer = [&](const dbc::net::Request&) -> dbc::Result<dbc::net::Response> {
    return dbc::net::Response{.status = 400, .headers = {}, .body = dbc::write_json(refusal, {})};
  };
  const auto done = cli.run({"fs", "cp", "-r", (cli.home() / "from").string(), "dbfs:/to"});
  CHECK(done.exit_code == 1);
  CHECK(done.out.find("no, **REDACTED**") != std::string::npos);
  CHECK(done.out.find("0123456789") == std::string::npos);
}

TEST_CASE("names of others: completion offers no profile that steers the shell", "[commands][visible]") {
  CommandFixture cli;
  (void)cli.write_file(".databrickscfg", "[good]\nhost = h\n[b\x1b[2Jad]\nhost = h\n");
  cli.environment["_DBC_COMPLETE"] = "bash_complete";
  cli.environment["COMP_WORDS"] = "dbc --profile ";
  cli.environment["COMP_CWORD"] = "2";
  CHECK(cli.run({}).out == "plain,good\n");
}
