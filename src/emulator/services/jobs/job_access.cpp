#include "emulator/services/jobs/job_access.hpp"

#include <algorithm>
#include <set>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/jobs/task_graph.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

std::set<std::string> clusters_of(const Json& settings) {
  std::set<std::string> ids;
  for (const Json* task : all_tasks(settings))
    if (const auto id = string_or(*task, "existing_cluster_id", ""); !id.empty()) ids.insert(id);
  return ids;
}

Result<void> check_cluster(Transaction& transaction, const std::string& id, TimePoint now) {
  ClusterRepository clusters(transaction);
  const auto found = get_cluster(clusters, id, now);
  if (!found && !found.error().http) return found.error();
  if (!found) return invalid_parameter("Cluster validation error: " + found.error().message);
  if (found->cluster.source == "JOB")
    return invalid_parameter("Cluster validation error: existing_cluster_id only supports all-purpose cluster IDs");
  return {};
}

Result<void> check_run_job(Transaction& transaction, const Json& task, std::int64_t own_id) {
  const Json* run_job = find_member(task, "run_job_task");
  if (run_job == nullptr) return {};
  const std::int64_t id = run_job->at("job_id").get<std::int64_t>();
  const std::string who = "Task '" + task_key_of(task) + "' runs job " + std::to_string(id);
  if (id == own_id) return invalid_parameter(who + ", to which it belongs itself");
  DBC_TRY(const auto found, JobRepository(transaction).find(id));
  if (!found) return invalid_parameter(who + ", which does not exist");
  return {};
}

bool is_waiting(const Json& settings, std::string_view name) {
  const Json* start = find_member(settings, name);
  return start != nullptr && string_or(*start, "pause_status", "UNPAUSED") == "UNPAUSED";
}

bool has_addressee(const Json& settings, std::string_view name) {
  const Json* lists = find_member(settings, name);
  return lists != nullptr &&
         std::ranges::any_of(*lists, [](const Json& list) { return list.is_array() && !list.empty(); });
}

}  // namespace

Result<std::int64_t> read_job_id(const Json& input) {
  DBC_TRY(const auto id, Fields(input).integer("job_id"));
  if (!id) return missing_field("job_id");
  return *id;
}

Error no_such_job(std::int64_t id) { return invalid_parameter("Job " + std::to_string(id) + " does not exist."); }

Result<Job> get_job(JobRepository& jobs, std::int64_t id) {
  DBC_TRY(auto found, jobs.find(id));
  if (!found) return no_such_job(id);
  return std::move(*found);
}

Result<JobSettings> settings_of(const Job& job) {
  DBC_TRY(Json value, parse_json(job.settings));
  return JobSettings{.value = std::move(value), .is_single_task = job.is_single_task};
}

Result<void> check_links(Transaction& transaction, const Json& settings, const LinkContext& context) {
  const auto followed = context.previous == nullptr ? std::set<std::string>{} : clusters_of(*context.previous);
  for (const auto& id : clusters_of(settings))
    if (!followed.contains(id)) DBC_CHECK(check_cluster(transaction, id, context.now));
  for (const Json* task : all_tasks(settings)) DBC_CHECK(check_run_job(transaction, *task, context.job_id));
  return {};
}

Reply with_warnings(Reply reply, const Json& settings) {
  std::vector<std::string> names;
  for (const std::string name : {"schedule", "continuous", "trigger"})
    if (is_waiting(settings, name)) names.push_back(name);
  for (const std::string name : {"email_notifications", "webhook_notifications"})
    if (has_addressee(settings, name)) names.push_back(name);
  if (!names.empty())
    reply.headers.emplace_back("Warning", "299 dbc \"" + join(names, ", ") +
                                              ": stored, but this workspace neither fires nor sends them yet\"");
  return reply;
}

}  // namespace dbc::emulator
