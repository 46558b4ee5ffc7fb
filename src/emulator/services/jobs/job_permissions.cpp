#include "emulator/services/jobs/job_permissions.hpp"

#include <algorithm>
#include <charconv>

#include "emulator/http/error_code.hpp"
#include "emulator/services/clusters/cluster_permissions.hpp"
#include "emulator/services/jobs/job_repository.hpp"
#include "emulator/services/jobs/task_rules.hpp"
#include "emulator/services/permissions/acl_request.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_path = "jobs";

Error no_such_object(const std::string& id) {
  return api_error(ErrorCode::resource_does_not_exist, "Job " + id + " does not exist.");
}

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The one that belongs to nobody's job but was submitted.
Result<std::optional<Run>> submitted_run(Transaction& transaction, std::int64_t job_id, TimePoint now) {
  DBC_TRY(auto found, RunRepository(transaction, now).page({.job_id = job_id, .limit = 1}));
  return found.empty() ? std::optional<Run>{} : std::optional(std::move(found.front()));
}

/// Every cluster that settings describe.
std::vector<const Json*> new_clusters(const Json& settings) {
  std::vector<const Json*> specs;
  const auto add = [&](const Json& holder) {
    if (const Json* spec = find_member(holder, "new_cluster")) specs.push_back(spec);
  };
  if (const Json* shared = find_member(settings, "job_clusters")) std::ranges::for_each(*shared, add);
  for (const Json* task : all_tasks(settings)) add(*task);
  return specs;
}

/// Whatever the order of their members.
bool is_same(const Json& one, const Json& other) { return nlohmann::json(one) == nlohmann::json(other); }

std::vector<std::string> existing_clusters(const Json& settings) {
  std::vector<std::string> ids;
  for (const Json* task : all_tasks(settings))
    if (auto id = string_or(*task, "existing_cluster_id", ""); !id.empty()) ids.push_back(std::move(id));
  return ids;
}

std::vector<std::int64_t> called_jobs(const Json& settings) {
  std::vector<std::int64_t> ids;
  for (const Json* task : all_tasks(settings))
    if (const Json* run_job = find_member(*task, "run_job_task")) ids.push_back(run_job->value("job_id", INT64_C(0)));
  return ids;
}

bool has(const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); }

bool has_owner(const Grants& grants) {
  return std::ranges::find(grants, level::is_owner, &Grant::level) != grants.end();
}

void set_owner(Grants& grants, std::int64_t principal_id) {
  std::erase_if(grants, [&](const Grant& grant) { return grant.principal_id == principal_id; });
  grants.insert(grants.begin(), {.principal_id = principal_id, .level = std::string(level::is_owner)});
}

}  // namespace

Result<ObjectFacts> find_job_object(Transaction& transaction, Context& context, const std::string& id) {
  const auto number = number_of(id);
  if (!number) return no_such_object(id);
  DBC_TRY(const auto job, JobRepository(transaction).find(*number));
  if (job) return ObjectFacts{.creator = job->creator};
  DBC_TRY(const auto run, submitted_run(transaction, *number, context.clock.now()));
  if (!run) return no_such_object(id);
  return ObjectFacts{.creator = run->creator};
}

ObjectRef job_object(std::int64_t job_id) { return {k_path, std::to_string(job_id)}; }

Result<void> require_on_job(const Call& call, Context& context, Transaction& transaction, std::int64_t job_id,
                            std::string_view level) {
  return require(context, transaction, call.principal(), job_object(job_id), level);
}

Result<void> require_links(const Call& call, Context& context, Transaction& transaction, const Json& settings,
                           const Json* previous) {
  if (call.principal().is_admin) return {};
  const Json nothing = Json::object();
  const Json& before = previous == nullptr ? nothing : *previous;
  const auto known_specs = new_clusters(before);
  for (const Json* spec : new_clusters(settings)) {
    if (std::ranges::any_of(known_specs, [&](const Json* known) { return is_same(*known, *spec); })) continue;
    DBC_CHECK(require_to_create(call.principal(), context, transaction, *spec));
  }
  const auto known_ids = existing_clusters(before);
  for (const auto& id : existing_clusters(settings))
    if (!has(known_ids, id))
      DBC_CHECK(require(context, transaction, call.principal(), {"clusters", id}, level::can_attach_to));
  const auto known_jobs = called_jobs(before);
  for (const auto id : called_jobs(settings))
    if (!has(known_jobs, id)) DBC_CHECK(require_on_job(call, context, transaction, id, level::can_manage_run));
  return {};
}

std::string run_as_in(const Json& settings, const std::string& creator) {
  const Json* run_as = find_member(settings, "run_as");
  if (run_as == nullptr || !run_as->is_object() || run_as->empty() || !run_as->front().is_string()) return creator;
  return run_as->front().get<std::string>();
}

Result<void> require_run_as(const Call& call, Context& context, Transaction& transaction, const RunAs& run_as) {
  if (run_as.wanted == run_as.before) return {};
  return require_identity(
      context, transaction, call.principal(), run_as.wanted,
      "User " + call.principal().user_name + " may not let jobs run as " + run_as.wanted + ": this takes an admin");
}

Result<void> grant_as_asked(const Call& call, Transaction& transaction, const Json& input, std::int64_t job_id) {
  const ObjectRef object = job_object(job_id);
  DBC_TRY(auto grants, read_access_control_list(transaction, input, *object.kind));
  if (grants.empty()) return {};
  if (!has_owner(grants)) set_owner(grants, call.principal().id);
  DBC_CHECK(check_grants(grants, *object.kind));
  return GrantRepository(transaction).replace(object, grants);
}

}  // namespace dbc::emulator
