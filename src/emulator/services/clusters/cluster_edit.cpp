#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/cluster_policy_use.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_permissions.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/clusters/handlers.hpp"

namespace dbc::emulator {
namespace {

Result<void> require_editable(const Cluster& cluster) {
  DBC_CHECK(require_all_purpose(cluster, "edit"));
  return require_state(cluster, {ClusterState::running, ClusterState::terminated});
}

Json edit_details(Json before, Json after, std::string_view user) {
  before.erase("default_tags");
  after.erase("default_tags");
  return {{"previous_attributes", before},
          {"attributes", after},
          {"previous_cluster_size", size_of_spec(before)},
          {"cluster_size", size_of_spec(after)},
          {"user", user}};
}

void take_spec(Cluster& cluster, const Json& spec, const ResolvedSpec& resolved) {
  cluster.name = string_or(spec, "cluster_name", "");
  cluster.spec = json_text(spec);
  cluster.attributes = json_text(resolved.attributes);
  cluster.target_workers = resolved.workers;
  cluster.autotermination = std::chrono::minutes{resolved.autotermination_minutes};
  cluster.driver = resolved.driver;
  cluster.worker = resolved.worker;
}

/// A running cluster takes a new spec by a restart, a terminated one at its next start.
Result<Reply> store_spec(ClusterChange& change, const Json& spec, const Call& call, Context& context) {
  const std::string& user = call.principal().user_name;
  Cluster& cluster = change.cluster();
  DBC_TRY(const auto resolved, resolve_spec(change.transaction(), spec, {.user_name = user, .source = cluster.source}));
  DBC_CHECK(require_parts(call, context, change.transaction(), spec));
  DBC_TRY(const Json before, parse_json(cluster.attributes));
  take_spec(cluster, spec, resolved);
  if (is_active(cluster)) DBC_CHECK(require_policy_room(change.transaction(), cluster, change.now()));
  change.add_event("EDITED", edit_details(before, resolved.attributes, user));
  if (cluster.state == ClusterState::running) {
    const auto timings = cluster_timings();
    begin_restart(cluster, timings, change.now());
    cluster.spark_context_id = make_spark_context_id(change.transaction().ids());
    change.add_event("RESTARTING", {{"user", user}});
  }
  DBC_CHECK(install_policy_libraries(change.transaction(), cluster, change.now()));
  DBC_CHECK(change.commit());
  return ok();
}

/// Sets or, where `value` is null, removes the field that a dotted path names.
Result<void> apply_path(Json& spec, std::string_view path, const Json* value) {
  const auto dot = path.find('.');
  const std::string name(path.substr(0, dot));
  if (dot == std::string_view::npos) {
    if (value == nullptr || value->is_null())
      spec.erase(name);
    else
      spec[name] = *value;
    return {};
  }
  Json& inner = spec[name];
  if (inner.is_null()) inner = Json::object();
  if (!inner.is_object()) return invalid_parameter("The update_mask names a part of " + name + ", which has no parts");
  return apply_path(inner, path.substr(dot + 1), value);
}

const Json* find_path(const Json& object, std::string_view path) {
  const auto dot = path.find('.');
  const Json* member = find_member(object, path.substr(0, dot));
  return member == nullptr || dot == std::string_view::npos ? member : find_path(*member, path.substr(dot + 1));
}

/// A size of one form replaces a size of the other.
void drop_other_size(Json& spec, std::string_view field) {
  if (field == "num_workers" && find_member(spec, "num_workers") != nullptr) spec.erase("autoscale");
  if (field == "autoscale" && find_member(spec, "autoscale") != nullptr) spec.erase("num_workers");
}

Result<Json> apply_mask(Json spec, const Json& changes, const std::vector<std::string>& mask) {
  for (const std::string& path : mask) {
    const auto field = std::string_view(path).substr(0, path.find('.'));
    if (!is_spec_field(field)) return invalid_parameter("The update_mask names an unknown field: " + path);
    DBC_CHECK(apply_path(spec, path, find_path(changes, path)));
    drop_other_size(spec, field);
  }
  return spec;
}

/// `*` stands for every field that the request carries.
std::vector<std::string> expand_mask(const std::vector<std::string>& mask, const Json& changes) {
  if (mask != std::vector<std::string>{"*"}) return mask;
  std::vector<std::string> fields;
  for (const auto& [name, value] : changes.items())
    if (is_spec_field(name)) fields.push_back(name);
  return fields;
}

}  // namespace

Result<Reply> edit_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Json spec, read_spec(input));
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_manage));
  DBC_CHECK(require_editable(change.cluster()));
  return store_spec(change, spec, call, context);
}

Result<Reply> update_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  const Fields fields(input);
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_manage));
  DBC_TRY(const auto mask, fields.texts("update_mask"));
  if (mask.empty()) return missing_field("update_mask");
  DBC_TRY(const Json* changes, fields.object("cluster"));
  const Json none = Json::object();
  if (changes == nullptr) changes = &none;
  DBC_CHECK(require_editable(change.cluster()));
  DBC_TRY(Json spec, parse_json(change.cluster().spec));
  DBC_TRY(spec, apply_mask(std::move(spec), *changes, expand_mask(mask, *changes)));
  DBC_TRY(spec, read_spec(spec));
  return store_spec(change, spec, call, context);
}

}  // namespace dbc::emulator
