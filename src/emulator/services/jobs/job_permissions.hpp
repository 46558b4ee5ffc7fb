#pragma once

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

/// Refuses who may not make the clusters that settings describe, or attach to those that they name. What `previous`
/// has is not asked for again; nullptr for none.
[[nodiscard]] Result<void> require_clusters(const Call& call, Context& context, Transaction& transaction,
                                            const Json& settings, const Json* previous = nullptr);

/// Refuses to let a job run with the rights of somebody else, unless `previous` settings did so already.
[[nodiscard]] Result<void> require_run_as(const Call& call, Context& context, Transaction& transaction,
                                          const Json& settings, const Json* previous = nullptr);

/// Grants what the access_control_list of a request says on the new job that it makes. The caller owns the job unless
/// the list names another owner.
[[nodiscard]] Result<void> grant_as_asked(const Call& call, Transaction& transaction, const Json& input,
                                          std::int64_t job_id);

}  // namespace dbc::emulator
