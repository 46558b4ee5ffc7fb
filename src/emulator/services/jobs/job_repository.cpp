#include "emulator/services/jobs/job_repository.hpp"

#include <algorithm>

namespace dbc::emulator {
namespace {

/// Keep in step with `read_row`.
constexpr std::string_view k_select =
    "SELECT sequence, job_id, name, creator, created_at, is_single_task, settings FROM jobs";

constexpr ListedObject k_listed{.kinds = "'jobs'", .id = "job_id", .creator = "creator"};

Job read_row(const Statement& row) {
  return Job{.sequence = row.integer(0),
             .id = row.integer(1),
             .name = row.text(2),
             .creator = row.text(3),
             .created_at = from_epoch_millis(row.integer(4)),
             .is_single_task = row.integer(5) != 0,
             .settings = row.text(6)};
}

Result<std::vector<Job>> read_all(Statement& statement) {
  std::vector<Job> jobs;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return jobs;
    jobs.push_back(read_row(statement));
  }
}

/// The clauses differ with what is asked for, so that each form uses an index.
std::string page_sql(const JobQuery& query) {
  std::string sql(k_select);
  sql += query.after ? " WHERE sequence > ?" : " WHERE sequence < ?";
  if (query.name) sql += " AND name = ?";
  if (query.audience) sql += " AND " + granted_condition(k_listed);
  sql += query.after ? " ORDER BY sequence" : " ORDER BY sequence DESC";
  return sql + " LIMIT ? OFFSET ?";
}

}  // namespace

Result<std::optional<Job>> JobRepository::find(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE job_id = ?"));
  DBC_TRY(auto rows, read_all(statement.bind(id)));
  return rows.empty() ? std::optional<Job>{} : std::optional(std::move(rows.front()));
}

Result<std::vector<Job>> JobRepository::page(const JobQuery& query) {
  DBC_TRY(auto statement, transaction_.prepare(page_sql(query)));
  const std::int64_t key = query.after.value_or(query.before.value_or(INT64_MAX));
  int index = 0;
  statement.bind_one(++index, key);
  if (query.name) statement.bind_one(++index, *query.name);
  if (query.audience) {
    statement.bind_one(++index, query.audience->ids);
    statement.bind_one(++index, query.audience->user_name);
  }
  statement.bind_one(++index, query.limit);
  statement.bind_one(++index, query.offset);
  DBC_TRY(auto jobs, read_all(statement));
  if (query.after) std::ranges::reverse(jobs);
  return jobs;
}

Result<void> JobRepository::insert(const Job& job) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO jobs (job_id, name, creator, created_at, is_single_task, settings)"
                               " VALUES (?,?,?,?,?,?)"));
  return statement
      .bind(job.id, job.name, job.creator, to_epoch_millis(job.created_at), std::int64_t{job.is_single_task},
            job.settings)
      .run();
}

Result<void> JobRepository::update(const Job& job) {
  DBC_TRY(auto statement,
          transaction_.prepare("UPDATE jobs SET name = ?, is_single_task = ?, settings = ? WHERE job_id = ?"));
  return statement.bind(job.name, std::int64_t{job.is_single_task}, job.settings, job.id).run();
}

Result<bool> JobRepository::remove(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM jobs WHERE job_id = ?"));
  DBC_CHECK(statement.bind(id).run());
  return transaction_.changes() > 0;
}

}  // namespace dbc::emulator
