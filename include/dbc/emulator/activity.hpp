#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The requests to one endpoint. No credential, no query and no body is ever in here.
struct EndpointUse {
  std::string method = {};
  std::string endpoint = {};  ///< pattern of the path; the path itself where no endpoint is known
  std::string call = {};      ///< "pipelines.list_pipelines"; empty where no endpoint is known
  std::map<int, std::uint64_t> statuses = {};
  std::chrono::microseconds duration{0};    ///< of all of them
  std::map<int, std::string> reasons = {};  ///< for each status of 400 or more, why the first one had it

  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] bool is_unmodelled() const { return statuses.contains(k_unmodelled); }
  static constexpr int k_unmodelled = 501;
};

/// Something that was made, changed or deleted, by a request or by a task.
struct Change {
  std::string action;     ///< made, changed, deleted; a cluster is terminated as well
  std::string kind;       ///< job, notebook, secret scope, ...
  std::string id = {};    ///< empty where the name is all there is
  std::string name = {};  ///< or path
};

struct ActivityReport {
  std::vector<EndpointUse> requests = {};  ///< in the order of their first use
  std::uint64_t lost = 0;                  ///< requests that came too fast to be looked at
  std::vector<Change> changes = {};        ///< each once: what was changed several times, or made and then changed
};

/// Looks at a workspace from its making on: at what both doors are asked, by whichever process, and what becomes of it.
class ActivityWatch {
 public:
  /// The folder must hold a workspace. One watch at a time.
  [[nodiscard]] static Result<std::unique_ptr<ActivityWatch>> begin(const std::filesystem::path& folder);
  ActivityWatch(const ActivityWatch&) = delete;
  ActivityWatch& operator=(const ActivityWatch&) = delete;
  ~ActivityWatch();

  /// What happened; the watch is over then.
  [[nodiscard]] Result<ActivityReport> end();

 private:
  struct State;
  explicit ActivityWatch(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dbc::emulator
