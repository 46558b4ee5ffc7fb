#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "dbc/base/text.hpp"
#include "support/hostile_server.hpp"
#include "support/process.hpp"
#include "support/zipped.hpp"

using namespace dbc;
using namespace dbc::test;

namespace {

constexpr const char* k_token = "dapi00112233445566778899aabbccddeeff";
constexpr const char* k_precious = "what the user had before\n";
constexpr std::chrono::seconds k_longest{60};  // of one command, on a busy machine: one that would go on for ever
[[maybe_unused]] constexpr long k_most_memory = 256L << 10U;  // KiB, where a reply may have 8 MiB
constexpr std::size_t k_workers = 12;                         // most of a slow answer's time is waiting

/// What a command makes of a reply, and so which answers are harmless to it.
enum Wants : unsigned {
  k_object = 1U,   ///< prints a JSON object, whatever is in it
  k_nothing = 2U,  ///< prints nothing of the reply: an empty object or none is a success
  k_fields = 4U,   ///< needs certain members
  k_bytes = 8U,    ///< the bytes of a file
  k_pages = 16U,   ///< reads a list to its last page
  k_lists = 32U,   ///< as k_object, with a list in it
  k_any = ~0U,
};

/// A command for each way in which the client uses a reply. FOLDER stands for a folder of the test's own.
struct Kind {
  const char* name;
  Wants wants;
  std::vector<std::string> words;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"get", k_object, {"clusters", "get", "--cluster-id", "c"}},
      {"list", k_lists, {"clusters", "list"}},
      {"list of jobs", k_lists, {"jobs", "list", "--output", "JSON"}},
      {"pages", k_pages, {"pipelines", "list"}},
      {"pages by offset", k_pages, {"jobs", "list", "--version", "2.1", "--all"}},
      {"name looked up", k_pages, {"clusters", "get", "--cluster-name", "x"}},
      {"create", k_object, {"clusters", "create", "--json", R"({"cluster_name":"x"})"}},
      {"start", k_nothing, {"clusters", "start", "--cluster-id", "c"}},
      {"wait", k_fields, {"runs", "submit", "--wait", "--json", R"({"run_name":"x"})"}},
      {"uninstall", k_lists, {"libraries", "uninstall", "--all", "--cluster-id", "c"}},
      {"secret", k_nothing, {"secrets", "put", "--scope", "s", "--key", "k", "--string-value", "v"}},
      {"repo by path", k_fields, {"repos", "get", "--path", "/Repos/a/b"}},
      {"purge", k_pages, {"unity-catalog", "catalogs", "delete", "--name", "main", "--purge"}},
      {"lineage", k_lists, {"unity-catalog", "lineage", "table", "--table-name", "a.b.c"}},
      {"fs ls", k_lists, {"fs", "ls", "dbfs:/"}},
      {"fs ls of a volume", k_pages, {"fs", "ls", "dbfs:/Volumes/a/b/c"}},
      {"fs cat", k_fields, {"fs", "cat", "dbfs:/a"}},
      {"fs mkdirs", k_nothing, {"fs", "mkdirs", "dbfs:/a"}},
      {"fs rm", k_nothing, {"fs", "rm", "-r", "dbfs:/a"}},
      {"upload", k_fields, {"fs", "cp", "--overwrite", "FOLDER/kept", "dbfs:/a"}},
      {"upload of a tree", k_nothing, {"fs", "cp", "-r", "FOLDER/tree", "dbfs:/a"}},
      {"upload to a volume", k_nothing, {"fs", "cp", "--overwrite", "FOLDER/kept", "dbfs:/Volumes/a/b/c/d"}},
      {"download", k_fields, {"fs", "cp", "--overwrite", "dbfs:/a", "FOLDER/kept"}},
      {"download of a tree", k_fields, {"fs", "cp", "-r", "--overwrite", "dbfs:/a", "FOLDER"}},
      {"download from a volume", k_bytes, {"fs", "cp", "--overwrite", "dbfs:/Volumes/a/b/c/d", "FOLDER/kept"}},
      {"copy", k_fields, {"fs", "cp", "dbfs:/a", "dbfs:/b"}},
      {"import", k_nothing, {"workspace", "import", "-l", "PYTHON", "FOLDER/kept", "/a"}},
      {"export", k_fields, {"workspace", "export", "--overwrite", "/a", "FOLDER/kept"}},
      {"export into a folder", k_fields, {"workspace", "export", "--overwrite", "/a", "FOLDER"}},
      {"export of a tree", k_object, {"workspace", "export_dir", "--overwrite", "/a", "FOLDER"}},
      {"sign-in", k_fields, {"configure", "--oauth", "--scope", "sql", "--profile", "new", "--host", "HOST"}},
      {"renewal", k_fields, {"clusters", "list", "--profile", "old"}},
  };
  return all;
}

/// Host and port of the bad server, and of another one.
struct Places {
  std::string own;
  std::string elsewhere;
};

/// What the bad server does with every request.
struct Row {
  const char* name;
  std::function<HostileAnswer(int number, const Places& places)> answer;
  unsigned to = k_any;  ///< the kinds of commands to whom this is an error
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// An answer that does not depend on the request.
Row always(const char* name, HostileAnswer answer, unsigned to = k_any) {
  return {name, [answer = std::move(answer)](int, const Places&) { return answer; }, to};
}

Row always(const char* name, int status, const std::string& body, const std::vector<std::string>& fields = {},
           unsigned to = k_any) {
  return always(name, HostileAnswer{.bytes = http_answer(status, body, fields)}, to);
}

Row redirect(const char* name, int status, std::string location) {
  return {name,
          [=](int, const Places& places) {
            return HostileAnswer{
                .bytes = http_answer(status, "{}",
                                     {"Location: " + replace_all(replace_all(location, "ELSEWHERE", places.elsewhere),
                                                                 "OWN", places.own)})};
          },
          k_any};
}

/// A page of every list, that names the next one.
Row pages(const char* name, std::function<std::string(int number)> rest) {
  return {name,
          [rest = std::move(rest)](int number, const Places&) {
            return HostileAnswer{.bytes = http_answer(200, "{" + rest(number) + "}")};
          },
          k_pages};
}

std::string lists_of(const std::string& items) {
  std::string text;
  for (const auto* key : {"statuses", "jobs", "clusters", "tables", "schemas", "contents"})
    text += "\"" + std::string(key) + "\":[" + items + "],";
  return text;
}

const std::string k_ok_head = "HTTP/1.1 200 OK\r\n";
const std::string k_page = "<html><head><title>Sign in</title></head><body>Welcome</body></html>";

std::vector<Row> broken_http() {
  const std::string zeros = zipped(std::string(64U << 20U, '0'));
  const std::string small = zipped("{\"clusters\":[" + std::string(5000, ' ') + "]}");
  const auto with_length = [](const std::string& body) {
    return k_ok_head + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  return {
      always("closes at once", HostileAnswer{}),
      always("another protocol", HostileAnswer{.bytes = "SSH-2.0-OpenSSH_9.2\r\n"}),
      always("HTTP/0.9", HostileAnswer{.bytes = "{}"}),
      always("status 000", HostileAnswer{.bytes = "HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\n{}"}),
      always("an interim answer alone", HostileAnswer{.bytes = "HTTP/1.1 100 Continue\r\n\r\n"}),
      always("switches protocols", HostileAnswer{.bytes = "HTTP/1.1 101 Switching Protocols\r\n\r\n{}"}),
      always("half a head", HostileAnswer{.bytes = k_ok_head + "Content-Len"}),
      always("a head alone", HostileAnswer{.bytes = k_ok_head + "\r\n"}, k_any),
      always("shorter than told", HostileAnswer{.bytes = k_ok_head + "Content-Length: 9000\r\n\r\n{}"}),
      always("chunks that break off", HostileAnswer{.bytes = k_ok_head + "Transfer-Encoding: chunked\r\n\r\n10\r\n{}"}),
      always("chunks without a size",
             HostileAnswer{.bytes = k_ok_head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"}),
      always("a negative length", HostileAnswer{.bytes = k_ok_head + "Content-Length: -1\r\n\r\n{}"}),
      always("gzip that is none", HostileAnswer{.bytes = with_length("{}")}),
      always("gzip that breaks off", HostileAnswer{.bytes = with_length(small.substr(0, small.size() / 2))}),
      always("a bomb", HostileAnswer{.bytes = with_length(zeros)}),
      always("endless body", HostileAnswer{.bytes = k_ok_head + "\r\n", .endless = std::string(65536, '[')}),
      always("endless chunks", HostileAnswer{.bytes = k_ok_head + "Transfer-Encoding: chunked\r\n\r\n",
                                             .endless = "4000\r\n" + std::string(0x4000, ' ') + "\r\n"}),
      always("endless chunk extension", HostileAnswer{.bytes = k_ok_head + "Transfer-Encoding: chunked\r\n\r\n1;",
                                                      .endless = std::string(65536, 'x')}),
      always("endless head",
             HostileAnswer{.bytes = k_ok_head, .endless = "X-Field: " + std::string(900, 'x') + "\r\n"}),
      always("an endless header line", HostileAnswer{.bytes = k_ok_head + "X: ", .endless = std::string(65536, 'x')}),
      always("endless interim answers", HostileAnswer{.endless = "HTTP/1.1 100 Continue\r\n\r\n"}),
      always("endless refusal", HostileAnswer{.bytes = "HTTP/1.1 403 No\r\n\r\n", .endless = std::string(65536, 'x')}),
      always("endless body of a redirect",
             HostileAnswer{.bytes = "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", .endless = std::string(65536, 'x')}),
      always("silence", HostileAnswer{.silent = true}),
      always("silence after the head",
             HostileAnswer{.bytes = k_ok_head + "Content-Length: 9\r\n\r\n{", .silent = true}),
      always("a head, byte by byte", HostileAnswer{.bytes = k_ok_head, .drip = "X-Field: x\r\n"}),
      always("a body, byte by byte", HostileAnswer{.bytes = k_ok_head + "Content-Length: 90000\r\n\r\n", .drip = " "}),
  };
}

std::vector<Row> wrong_answers() {
  const std::string deep = std::string(100'000, '[');
  return {
      always("a sign-in page", 200, k_page, {"Content-Type: text/html; charset=utf-8"}),
      always("a page of no type", 200, k_page),
      always("null", 200, "null"),
      always("a list", 200, "[]"),
      always("a list of objects", 200, R"([{"cluster_id":"c"}])"),
      always("a text", 200, R"("fine")"),
      always("a number", 200, "1"),
      always("true", 200, "true"),
      always("two objects", 200, "{}{}"),
      always("half an object", 200, R"({"path":"/a","is_dir":fal)"),
      always("ill-formed UTF-8", 200, "{\"path\":\"\xff\xfe\"}"),
      always("UTF-16", 200, std::string("\xff\xfe{\0}\0", 6)),
      always("very deep", 200, deep),
      always("very deep objects", 200, repeated("{\"a\":", 100'000)),
      always("very many values", 200, "{\"x\":[0" + repeated(",0", 3U << 20U) + "]}"),
      always("an error that says 200", 200, R"({"error_code":"PERMISSION_DENIED","message":"no"})"),
      always("an error that says 200, by number", 200, R"({"error_code":403,"message":"no"})"),
      always("an empty object", 200, "{}", {}, k_fields),
      always("nothing", 200, "", {}, k_any & ~k_nothing),
      always("no content", 204, "", {}, k_any & ~k_nothing),
      always(
          "members of other types", 200,
          R"({"path":1,"is_dir":"no","file_size":"9","object_type":[],"object_id":null,"content":7,"bytes_read":"x",)"
          R"("data":3,"run_id":null,"token_endpoint":[],"state":"x"})",
          {}, k_fields),
      always("a size below nothing", 200, R"({"path":"/a","is_dir":false,"file_size":-1,"object_type":"X"})", {},
             k_fields),
      always("a size beyond numbers", 200,
             R"({"path":"/a","is_dir":false,"file_size":1)" + std::string(50'000, '0') + R"(,"object_type":"X"})", {},
             k_fields),
      always("lists that are none", 200,
             R"({"statuses":"x","jobs":{},"clusters":7,"tables":true,"schemas":"","contents":{},"files":"x",)"
             R"("objects":7,"library_statuses":"all","upstream_tables":1,"downstream_tables":2})",
             {}, k_pages | k_lists),
      always("lists of other things", 200, "{" + lists_of("1,\"x\",null,[]") + "\"x\":1}", {}, k_pages),
      always("a redirect to nowhere", 302, "{}"),
      always("a choice", 300, "{}"),
      always("not modified", 304, ""),
      always("status 600", 600, "{}"),
      always("come back in a thousand years", 429, "{}", {"Retry-After: 31536000000"}),
      always("come back yesterday", 503, "{}", {"Retry-After: -5"}),
      always("come back at the end of time", 503, "{}", {"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"}),
      always("come back at once, always", 429, "{}", {"Retry-After: 0"}),
      always("a long refusal", 400,
             R"({"error_code":")" + std::string(100'000, 'E') + R"(","message":")" + std::string(100'000, 'm') + "\"}"),
  };
}

std::vector<Row> leading_astray() {
  return {
      redirect("to itself", 302, "/again"),
      redirect("to itself, keeping the method", 307, "/again"),
      redirect("to another host", 302, "http://ELSEWHERE/x"),
      redirect("to another host, keeping the method", 307, "http://ELSEWHERE/x"),
      redirect("to another host for good", 308, "http://ELSEWHERE/x"),
      redirect("to another host for the outcome", 303, "http://ELSEWHERE/x"),
      redirect("to a host behind a backslash", 302, "http://OWN\\@ELSEWHERE/x"),
      redirect("to a host behind a user", 307, "http://OWN@ELSEWHERE/x"),
      redirect("to a host behind two users", 302, "http://a@OWN@ELSEWHERE/x"),
      redirect("to a host without a scheme", 302, "//ELSEWHERE/x"),
      redirect("to a file", 302, "file:///etc/passwd"),
      redirect("to no URL", 302, "http://[::1"),
      redirect("to no host", 302, "http://"),
  };
}

std::vector<Row> endless_lists() {
  const auto numbered = [](int number) { return "\"next_page_token\":\"" + std::to_string(number) + "\""; };
  return {
      pages("the same token again", [](int) { return lists_of("") + "\"next_page_token\":\"again\""; }),
      pages("two tokens in turn", [=](int number) { return lists_of("") + numbered(number % 2); }),
      pages("ever new tokens", [=](int number) { return lists_of("") + numbered(number); }),
      pages("ever new tokens with the same page",
            [=](int number) { return lists_of(R"({"full_name":"a"})") + numbered(number); }),
      pages("a token that is none", [](int) { return lists_of("") + "\"next_page_token\":{\"a\":1}"; }),
      pages("more, it says", [](int) { return lists_of("") + "\"has_more\":true,\"next_page_token\":7"; }),
  };
}

/// One command against one row, in a folder of its own.
class Trial {
 public:
  Trial(const Kind& kind, const Row& row)
      : kind_(kind),
        row_(row),
        elsewhere_([](int) { return HostileAnswer{.bytes = http_answer(200, k_page, {"Content-Type: text/html"})}; }),
        server_([this](int number) {
          return row_.answer(number, {server_.place(), elsewhere_.place()});
        }) {
    std::filesystem::create_directories(folder() / "tree/below");
    for (const auto* name : {"kept", "tree/one", "tree/below/two"}) std::ofstream(folder() / name) << k_precious;
    write_profiles();
    for (const auto& [name, value] : std::initializer_list<std::pair<std::string, std::string>>{
             {"DBC_HTTP_TIMEOUT_SECONDS", "1"}, {"DBC_RETRY_TIMEOUT_SECONDS", "0"}, {"DBC_MAX_REPLY_MIB", "8"}})
      dbc_.options.environment[name] = value;
  }

  /// What is wrong; empty where nothing is.
  std::string run() {
    const auto before = snapshot();
    const auto started = std::chrono::steady_clock::now();
    const auto result = dbc_.run(words());
    if (std::chrono::steady_clock::now() - started > k_longest) complain("it took too long");
    const bool must_fail = (row_.to & kind_.wants) != 0;
    if (must_fail) check_failure(result);
    if (result.exit_code > 2) complain("exit code " + std::to_string(result.exit_code));
    check_memory(result.peak_kib);
    if (must_fail && snapshot() != before) complain("files have changed");
    check_secrets(result);
    if (complaints_.empty()) return {};
    return std::string(kind_.name) + " / " + row_.name + ":" + complaints_ + "\n  out: " + result.out.substr(0, 300) +
           "\n  err: " + result.err.substr(0, 600);
  }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return dbc_.home() / "folder"; }

  void complain(const std::string& what) { complaints_ += " " + what + ";"; }

  /// Three profiles: the one in use, none called "new", and one whose token has expired.
  void write_profiles() {
    const std::string expired = "e30." + base64_encode(R"({"exp":1})") + ".x";
    (void)dbc_.write_file(".databrickscfg", "[DEFAULT]\nhost = " + server_.url() + "\ntoken = " + k_token +
                                                "\n\n[old]\nhost = " + server_.url() + "\ntoken = " + expired +
                                                "\nrefresh_token = " + k_token + "\n");
  }

  [[nodiscard]] std::vector<std::string> words() const {
    auto words = kind_.words;
    for (auto& word : words) word = replace_all(replace_all(word, "FOLDER", folder().string()), "HOST", server_.url());
    return words;
  }

  /// Every file with its content. New folders are no loss.
  [[nodiscard]] std::set<std::string> snapshot() const {
    std::set<std::string> files;
    for (const auto& each : std::filesystem::recursive_directory_iterator(dbc_.home())) {
      if (!each.is_regular_file()) continue;
      std::ifstream file(each.path());
      files.insert(each.path().string() + "\n" + std::string{std::istreambuf_iterator<char>(file), {}});
    }
    return files;
  }

  void check_failure(const ProcessResult& result) {
    if (result.exit_code != 1) complain("exit code " + std::to_string(result.exit_code) + " instead of 1");
    const auto at = result.err.rfind("Error: ");
    const bool starts_line = at != std::string::npos && (at == 0 || result.err[at - 1] == '\n');
    if (!starts_line || result.err.find('\n', at) != result.err.size() - 1) complain("no error of one line");
    if (result.err.size() > 6000) complain("a long error");
  }

  void check_memory([[maybe_unused]] long peak_kib) {
#if !defined(DBC_SANITIZED)
    if (peak_kib > k_most_memory) complain(std::to_string(peak_kib) + " KiB of memory");
#endif
  }

  void check_secrets(const ProcessResult& result) {
    const std::string told = elsewhere_.received();
    if (told.find(k_token) != std::string::npos || told.find("Authorization") != std::string::npos)
      complain("the token went to another host");
    if (told.find("precious") != std::string::npos || told.find("cluster_name") != std::string::npos)
      complain("a body went to another host");
    if ((result.out + result.err).find(k_token) != std::string::npos) complain("the token is shown");
  }

  const Kind& kind_;
  const Row& row_;
  BinaryFixture dbc_;
  HostileServer elsewhere_;
  HostileServer server_;
  std::string complaints_;
};

/// Every row against every kind of command; several at once. Under a sanitizer, where a process takes ten times as long
/// to start, each row against a few kinds, and each kind against some rows.
void try_all(const std::vector<Row>& rows) {
#if defined(DBC_SANITIZED)
  constexpr std::size_t k_stride = 11;  // shares no divisor with the number of kinds
  WARN("under a sanitizer, one in " << k_stride << " pairs of answer and command is tried");
  REQUIRE(kinds().size() % k_stride != 0);
#else
  constexpr std::size_t k_stride = 1;
#endif
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::vector<std::string> findings;
  const std::size_t trials = rows.size() * kinds().size();
  const auto work = [&] {
    for (std::size_t at = 0; (at = next.fetch_add(k_stride)) < trials;) {
      const auto finding = Trial(kinds()[at % kinds().size()], rows[at / kinds().size()]).run();
      const std::lock_guard lock(mutex);
      if (!finding.empty()) findings.push_back(finding);
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < k_workers; ++i) workers.emplace_back(work);
  for (auto& worker : workers) worker.join();
  for (const auto& finding : findings) FAIL_CHECK(finding);
  CHECK(trials > kinds().size());
}

}  // namespace

TEST_CASE("client: broken HTTP is an error to every kind of command", "[adversary][client]") { try_all(broken_http()); }

TEST_CASE("client: an answer of the wrong shape is an error to every kind of command", "[adversary][client]") {
  try_all(wrong_answers());
}

TEST_CASE("client: a redirect leads no command astray, and takes nothing along", "[adversary][client]") {
  try_all(leading_astray());
}

TEST_CASE("client: a list that does not end is an error", "[adversary][client]") { try_all(endless_lists()); }
