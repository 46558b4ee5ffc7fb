#pragma once

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "support/namespaces.hpp"
#include "support/runs_fixture.hpp"

namespace dbc::test {

/// Whose jobs attack, and what their box is made of.
struct Attack {
  bool is_ordinary_user = false;  ///< where the test is root's; else it is an ordinary user's anyway
  bool is_mapped = false;

  [[nodiscard]] bool is_boxed() const { return !is_mapped && can_make_namespaces(); }
};

/// This process as the user of an attack, with a home and a folder for temporary files of its own.
class ActingUser {
 public:
  explicit ActingUser(const Attack& attack) : has_changed_(attack.is_ordinary_user && ::getuid() == 0) {
    for (const char* name : {"HOME", "TMPDIR", "DBC_DATA_HOME", "XDG_DATA_HOME"}) remember(name);
    ::setenv("HOME", place_.path().c_str(), 1);
    ::setenv("TMPDIR", place_.path().c_str(), 1);
    ::unsetenv("DBC_DATA_HOME");
    ::unsetenv("XDG_DATA_HOME");
    if (!has_changed_) return;
    REQUIRE(::chown(place_.path().c_str(), k_nobody, k_nobody) == 0);
    REQUIRE(::setgroups(0, nullptr) == 0);
    REQUIRE(::setresgid(k_nobody, k_nobody, 0) == 0);
    REQUIRE(::setresuid(k_nobody, k_nobody, 0) == 0);
  }
  ~ActingUser() {
    if (has_changed_) {
      (void)!::setresuid(0, 0, 0);
      (void)!::setresgid(0, 0, 0);
    }
    for (const auto& [name, value] : before_) {
      if (value) ::setenv(name.c_str(), value->c_str(), 1);
      if (!value) ::unsetenv(name.c_str());
    }
  }
  ActingUser(const ActingUser&) = delete;
  ActingUser& operator=(const ActingUser&) = delete;

  [[nodiscard]] const std::filesystem::path& home() const { return place_.path(); }

 private:
  static constexpr unsigned k_nobody = 65534;
  void remember(const char* name) {
    const char* value = std::getenv(name);
    before_.emplace_back(name, value != nullptr ? std::optional<std::string>(value) : std::nullopt);
  }
  TemporaryFolder place_;
  bool has_changed_;
  std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

/// A workspace whose jobs attack the box that they run in.
struct BoxFixture : ActingUser, RunsFixture {
  explicit BoxFixture(const Attack& how) : ActingUser(how), attack(how) {
    if (attack.is_mapped) std::ofstream(root() / "emulator.toml") << k_mapped;
  }
  static constexpr const char* k_mapped = "[runs]\npaths = \"mapped\"\n";

  std::string make_cluster(const Json& more = Json::object()) {
    Json spec = cluster({{"cluster_name", "c"}, {"autotermination_minutes", 20}});
    spec.update(more);
    return post("clusters/create", spec)["cluster_id"];
  }
  /// A script on a cluster that is there.
  Json script_on(const std::string& cluster_id, const std::string& key, const std::string& code) {
    Json task = script(key, code);
    task.erase("new_cluster");
    task["existing_cluster_id"] = cluster_id;
    return task;
  }
  /// What the script prints; the run must succeed.
  std::string printed_by(const Json& task) {
    const Json run = finished(submit({task}));
    const Json output = output_of(run, task["task_key"]);
    INFO(output.dump(1));
    CHECK(result_of(run) == "TERMINATED/SUCCESS");
    return output.value("logs", "");
  }
  std::string printed_by_code(const std::string& code) { return printed_by(script("a", code)); }
  /// What the run's own log has, which no job can reach.
  std::string log_of(const Json& run, const std::string& key, const std::string& stream) {
    const auto id = task_of(run, key).at("run_id").get<std::int64_t>();
    return body_of(call("GET", "/_internal/runs/logs?run_id=" + std::to_string(id) + "&stream=" + stream))["data"];
  }
  std::string create_secret() {
    body_of(call("POST", "/api/2.0/secrets/scopes/create", {{"scope", "s"}}));
    body_of(call("POST", "/api/2.0/secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "hush"}}));
    const auto key = read_file(root() / "secrets.key");
    REQUIRE(key);
    return *key;
  }

  Attack attack;
};

/// Each user and each kind of box.
inline Attack any_attack() { return {.is_ordinary_user = GENERATE(false, true), .is_mapped = GENERATE(false, true)}; }

/// Each user and each kind of box once, for what is tried in many forms.
inline Attack attack_of_each_kind() {
  return GENERATE(Attack{.is_ordinary_user = false, .is_mapped = true},
                  Attack{.is_ordinary_user = true, .is_mapped = false});
}

/// Of boxes that hide and protect.
inline Attack boxed_attack() { return {.is_ordinary_user = GENERATE(false, true)}; }

inline bool is_left_out(const Attack& attack) {
  if (attack.is_boxed()) return false;
  WARN("left out: this machine makes no namespaces");
  return true;
}

inline std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace dbc::test
