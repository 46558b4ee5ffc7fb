#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/services/jobs/job.hpp"
#include "emulator/services/permissions/audience.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Which jobs to list, newest first. The keys are sequences; a page costs the same wherever it lies.
struct JobQuery {
  std::optional<std::string> name = {};     ///< exact, but for the case of letters
  std::optional<std::int64_t> before = {};  ///< only jobs that are older than this one
  std::optional<std::int64_t> after = {};   ///< only jobs that are newer, the nearest ones
  std::optional<Audience> audience = {};    ///< only jobs that it may see
  std::int64_t offset = 0;
  std::int64_t limit = 0;
};

class JobRepository {
 public:
  explicit JobRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<Job>> find(std::int64_t id);
  /// Newest first, whichever way the query goes.
  [[nodiscard]] Result<std::vector<Job>> page(const JobQuery& query);

  [[nodiscard]] Result<void> insert(const Job& job);
  /// Stores name, form and settings.
  [[nodiscard]] Result<void> update(const Job& job);
  /// False where there was none.
  [[nodiscard]] Result<bool> remove(std::int64_t id);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
