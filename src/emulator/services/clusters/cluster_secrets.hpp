#pragma once

#include "emulator/http/call.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

// References to secrets, {{secrets/SCOPE/KEY}}, each the whole value of an entry of spark_conf or spark_env_vars:
// https://docs.databricks.com/aws/en/security/secrets/secrets-spark-conf-env-var

// They are revealed in the name of the cluster's creator, with the rights that this one has at that moment.

/// Lets the start or restart that `cluster` has begun fail where it refers to a secret that is not there, or that its
/// creator may not read.
[[nodiscard]] Result<void> doom_without_secrets(Transaction& transaction, Context& context, Cluster& cluster);

/// Refuses to put references into the attributes of somebody else's cluster: whoever may run something on it could read
/// what only its creator may. Those that `before` has at the same place may stay.
[[nodiscard]] Result<void> require_new_references(Transaction& transaction, Context& context,
                                                  const Principal& principal, const Cluster& cluster,
                                                  const Json& before, const Json& after);

/// The attributes of a cluster with the secrets in the place of the references: for the processes of the cluster alone,
/// never to be stored or shown. An error where a secret is not there any more, or the creator may not read it any more.
[[nodiscard]] Result<Json> with_secrets(Transaction& transaction, Context& context, const Cluster& cluster);

/// The termination_reason of a cluster that could not have a secret because of `error`.
[[nodiscard]] Json secret_reason(const Error& error);

}  // namespace dbc::emulator
