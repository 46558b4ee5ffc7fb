#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/clusters/cluster.hpp"

namespace dbc::emulator {

/// The fields of a cluster that a client may set.
[[nodiscard]] bool is_spec_field(std::string_view name);

/// The known fields of `input` with their types settled (numbers that came as text, and the reverse); unknown ones
/// and nulls are dropped. MALFORMED_REQUEST names a field of a wrong type.
[[nodiscard]] Result<Json> read_spec(const Json& input);

/// What a spec comes to once it is checked.
struct ResolvedSpec {
  Json attributes;  ///< the spec with defaults filled in, as `clusters/get` shows it
  std::int64_t workers = 0;
  Machine driver = {};
  Machine worker = {};
  std::int64_t autotermination_minutes = 0;
};

/// Checks a spec against the rules of the service and fills the defaults in. `user_name` is who creates or edits.
[[nodiscard]] Result<ResolvedSpec> resolve_spec(const Json& spec, std::string_view user_name);

/// Refuses a custom tag that no cluster may have; a job's tags become tags of its clusters.
[[nodiscard]] Result<void> check_cluster_tag(const std::string& key, const std::string& value);

/// {"num_workers": n} or {"autoscale": {...}} of a spec, as events show it.
[[nodiscard]] Json size_of_spec(const Json& spec);

/// Checks and reads the size alone (`clusters/resize`): the number of workers to start with.
[[nodiscard]] Result<std::int64_t> workers_of(const Json& spec);

}  // namespace dbc::emulator
