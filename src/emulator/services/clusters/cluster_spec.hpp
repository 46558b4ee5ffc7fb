#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The fields of a cluster that a client may set.
[[nodiscard]] bool is_spec_field(std::string_view name);

/// The known fields of `input` with their types settled (numbers that came as text, and the reverse); unknown ones
/// and nulls are dropped. MALFORMED_REQUEST names a field of a wrong type.
[[nodiscard]] Result<Json> read_spec(const Json& input);

/// What a spec comes to once it is checked.
struct ResolvedSpec {
  Json attributes;   ///< the spec with defaults filled in, as `clusters/get` shows it
  Json with_policy;  ///< the spec with what its policy fills in, and nothing else
  std::int64_t workers = 0;
  Machine driver = {};
  Machine worker = {};
  std::int64_t autotermination_minutes = 0;
};

/// For whom a cluster is made or edited.
struct SpecOwner {
  std::string_view user_name;
  std::string_view source = "API";  ///< API, JOB, ...
};

/// Checks a spec against the rules of the service, the pools and the policy it names, and fills the defaults in.
[[nodiscard]] Result<ResolvedSpec> resolve_spec(Transaction& transaction, const Json& spec, const SpecOwner& owner);

/// The node type of that id; else an error that tells which there are.
[[nodiscard]] Result<NodeType> get_node_type(const std::string& id);

/// "Invalid spark version <key>." where there is none of that name.
[[nodiscard]] Result<void> check_runtime(const std::string& key);

/// Refuses a custom tag that no cluster may have; a job's tags become tags of its clusters.
[[nodiscard]] Result<void> check_cluster_tag(const std::string& key, const std::string& value);

/// {"num_workers": n} or {"autoscale": {...}} of a spec, as events show it.
[[nodiscard]] Json size_of_spec(const Json& spec);

/// Checks and reads the size alone (`clusters/resize`): the number of workers to start with.
[[nodiscard]] Result<std::int64_t> workers_of(const Json& spec);

}  // namespace dbc::emulator
