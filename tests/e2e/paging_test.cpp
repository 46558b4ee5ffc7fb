#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>

#include "dbc/base/json.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"

using dbc::test::BinaryFixture;
using dbc::test::HttpClient;

namespace {

constexpr int k_jobs = 100'000;
constexpr int k_page = 100;
constexpr long k_tolerance = 4 * 1024;  // KiB; all jobs at once are twenty times as much

/// A workspace with many jobs, served by the real binary.
class ManyJobs {
 public:
  ManyJobs() {
    // A sanitizer keeps what was freed for a while; that is not the server's memory.
    dbc_.options.environment["ASAN_OPTIONS"] = "quarantine_size_mb=0:thread_local_quarantine_size_kb=0";
    const std::string data = (dbc_.home() / "data").string();
    const std::vector<std::string> start{"emulator", "start",   "--port", "0",       "--data-dir",
                                         data,       "--token", "t",      "--detach"};
    REQUIRE(dbc_.run(start).exit_code == 0);
    REQUIRE(dbc_.run({"emulator", "stop", "--data-dir", data}).exit_code == 0);
    insert_jobs(data + "/workspace.db");
    REQUIRE(dbc_.run(start).exit_code == 0);
    const auto status = dbc::parse_json(dbc_.run({"emulator", "status", "--data-dir", data, "--output", "json"}).out);
    REQUIRE(status);
    process_ = (*status)["pid"].get<int>();
    const std::string url = dbc::string_or(*status, "url", "");
    client_ = std::make_unique<HttpClient>(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  }
  ~ManyJobs() { (void)dbc_.run({"emulator", "stop", "--data-dir", (dbc_.home() / "data").string()}); }
  ManyJobs(const ManyJobs&) = delete;
  ManyJobs& operator=(const ManyJobs&) = delete;

  dbc::Json page(const std::string& query) {
    const auto answer = client_->request("GET", "/api/2.1/jobs/list?limit=" + std::to_string(k_page) + query,
                                         "Authorization: Bearer t\r\n", "");
    auto parsed = dbc::parse_json(answer.body);
    REQUIRE(answer.status == 200);
    REQUIRE(parsed);
    return std::move(*parsed);
  }

  /// Memory of the server, in KiB: the largest it ever was.
  [[nodiscard]] long peak_memory() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/status");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::smatch found;
    REQUIRE(std::regex_search(text, found, std::regex("VmHWM:\\s+([0-9]+) kB")));
    return std::stol(found[1].str());
  }

 private:
  static void insert_jobs(const std::string& path) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    const std::string sql =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(k_jobs) +
        ") INSERT INTO jobs (job_id, name, creator, created_at, is_single_task, settings)"
        " SELECT i, 'job ' || i, 'admin@localhost', 1700000000000 + i, 0,"
        " '{\"name\":\"job ' || i || '\",\"max_concurrent_runs\":1,\"format\":\"MULTI_TASK\",\"tasks\":[]}' FROM "
        "n";
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }

  BinaryFixture dbc_;
  int process_ = 0;
  std::unique_ptr<HttpClient> client_;
};

void note_ids(const dbc::Json& page, std::set<long>& ids) {
  for (const auto& job : page.at("jobs")) ids.insert(job.at("job_id").get<long>());
}

}  // namespace

TEST_CASE("jobs list: a hundred thousand jobs page in constant memory", "[e2e][paging]") {
  ManyJobs many;
  constexpr int k_warm_up = 40;  // pages after which caches and buffers are there
  constexpr int k_pages = 200;   // of a thousand: what leaked or was kept would show by then
  std::set<long> ids;
  std::string token;
  long settled = 0;
  int pages = 0;
  do {
    const auto page = many.page(token.empty() ? "" : "&page_token=" + token);
    note_ids(page, ids);
    token = page.value("next_page_token", "");
    if (++pages == k_warm_up) settled = many.peak_memory();
  } while (!token.empty() && pages < k_pages);
  CHECK(ids.size() == std::size_t{k_pages} * k_page);
  CHECK(*ids.rbegin() == k_jobs);
  CHECK(many.peak_memory() < settled + k_tolerance);
  ids.clear();
  for (int offset = 0; offset <= 1000; offset += 2 * k_page)
    note_ids(many.page("&offset=" + std::to_string(offset)), ids);
  CHECK(ids.size() == std::size_t{6} * k_page);
  CHECK(many.peak_memory() < settled + k_tolerance);
}
