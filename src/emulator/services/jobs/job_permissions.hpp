#pragma once

#include <string>

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

// A run has the permissions of its job. A submitted run has a job of its own that only its id is known of, and the
// permissions are kept for that id.

/// What permissions need to know of a job.
[[nodiscard]] Result<ObjectFacts> find_job_object(Transaction& transaction, Context& context, const std::string& id);

[[nodiscard]] ObjectRef job_object(std::int64_t job_id);

/// Refuses who lacks this level on a job.
[[nodiscard]] Result<void> require_on_job(const Call& call, Context& context, Transaction& transaction,
                                          std::int64_t job_id, std::string_view level);

/// Refuses who may not make the clusters that settings describe, attach to those that they name, or run the jobs that
/// their tasks run. What `previous` has is not asked for again; nullptr for none.
[[nodiscard]] Result<void> require_links(const Call& call, Context& context, Transaction& transaction,
                                         const Json& settings, const Json* previous = nullptr);

/// Whose rights the runs of a job have.
struct RunAs {
  std::string wanted;
  std::string before = {};  ///< empty for a new job
};

/// Whose rights settings ask for: those of the creator where they name nobody.
[[nodiscard]] std::string run_as_in(const Json& settings, const std::string& creator);

/// Refuses to let a job run with the rights of somebody else, unless it did so already.
[[nodiscard]] Result<void> require_run_as(const Call& call, Context& context, Transaction& transaction,
                                          const RunAs& run_as);

/// Grants what the access_control_list of a request says on the new job that it makes. The caller owns the job unless
/// the list names another owner.
[[nodiscard]] Result<void> grant_as_asked(const Call& call, Transaction& transaction, const Json& input,
                                          std::int64_t job_id);

}  // namespace dbc::emulator
