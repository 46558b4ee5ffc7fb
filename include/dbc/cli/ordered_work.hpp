#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dbc/api/client.hpp"

namespace dbc::cli {

/// Opens another connection to the workspace; called from any thread.
using ClientFactory = std::function<Result<std::unique_ptr<api::Client>>()>;

/// The clients of one thread. They are opened when they are first asked for, and used by nobody else meanwhile.
class Lane {
 public:
  explicit Lane(ClientFactory factory, api::Client* first = nullptr) : factory_(std::move(factory)), first_(first) {}

  [[nodiscard]] Result<api::Client*> client() { return open(first_, own_first_); }
  /// A second one, for a job that reads and writes at the same time.
  [[nodiscard]] Result<api::Client*> second_client() { return open(second_, own_second_); }

 private:
  [[nodiscard]] Result<api::Client*> open(api::Client*& client, std::unique_ptr<api::Client>& owner) const;

  ClientFactory factory_;
  api::Client* first_;
  api::Client* second_ = nullptr;
  std::unique_ptr<api::Client> own_first_;
  std::unique_ptr<api::Client> own_second_;
};

/// How many things went which way.
struct Tally {
  std::uint64_t done = 0;
  std::uint64_t skipped = 0;
  std::uint64_t failed = 0;

  Tally& operator+=(const Tally& other);
};

struct Finished;
/// A piece of work. It runs on some thread, may touch nothing that is not its own, and is called once.
using Job = std::function<Result<Finished>(Lane& lane)>;

/// What a job leaves behind.
struct Finished {
  std::string out = {};        ///< one line for stdout, with its end
  std::string err = {};        ///< one line for stderr, with its end
  Tally tally = {};            ///< what it adds to the sum
  std::vector<Job> next = {};  ///< comes after this job and before whatever comes after it
};

/// How all of it ended.
struct WorkReport {
  Tally tally = {};                 ///< everything that was done, also what came after a failure
  std::uint64_t after_failure = 0;  ///< of `tally.done`, what was under way when an earlier job failed
  std::optional<Error> error = {};  ///< of the first job, in order, that failed
};

struct WorkOptions {
  std::size_t width = 1;         ///< jobs in flight; 1 runs everything on the calling thread
  std::size_t look_ahead = 512;  ///< jobs finished or begun while an earlier one still runs; bounds memory
};

/// Runs jobs that beget jobs, several at once, and delivers what they leave in the order in which a single thread would
/// have run them: a job, the jobs it begot, the job after it. The first failure in that order ends the work: what comes
/// before it is still completed, what comes after is not begun. `deliver` is called on the calling thread, up to the
/// failure; its own failure ends the work as well.
[[nodiscard]] WorkReport run_ordered(Job root, ClientFactory factory, api::Client* first, const WorkOptions& options,
                                     const std::function<Result<void>(const Finished&)>& deliver);

}  // namespace dbc::cli
