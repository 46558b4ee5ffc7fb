#include "emulator/services/runs/run_repository.hpp"

#include <algorithm>
#include <variant>

#include "emulator/services/runs/run_columns.hpp"

namespace dbc::emulator {
namespace {

#define DBC_RUN_COLUMNS                                                                                         \
  "run_id, job_id, name, type, trigger, creator, is_single_task, attempt_number, original_attempt_run_id, "     \
  "settings, parameters, life_cycle_state, result_state, state_message, reason_code, started_at, admitted_at, " \
  "ended_at, cancel_requested_at, repair_number, repair_id, repaired_at, is_hidden, begun_at, "                 \
  "caller_task_run_id"

// Keep these in step with `read_run` and `bind_run`.
constexpr std::string_view k_select = "SELECT sequence, " DBC_RUN_COLUMNS " FROM runs";
constexpr std::string_view k_insert =
    "INSERT INTO runs (" DBC_RUN_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view k_save =
    "UPDATE runs SET settings = ?, parameters = ?, life_cycle_state = ?, result_state = ?, state_message = ?,"
    " reason_code = ?, admitted_at = ?, ended_at = ?, cancel_requested_at = ?, repair_number = ?, repair_id = ?,"
    " repaired_at = ?, is_hidden = ?, begun_at = ? WHERE run_id = ?";
#undef DBC_RUN_COLUMNS

Run read_run(const Statement& row) {
  return Run{.sequence = row.integer(0),
             .id = row.integer(1),
             .job_id = row.integer(2),
             .name = row.text(3),
             .type = row.text(4),
             .trigger = row.text(5),
             .creator = row.text(6),
             .is_single_task = row.integer(7) != 0,
             .attempt_number = row.integer(8),
             .original_attempt_run_id = row.integer(9),
             .settings = row.text(10),
             .parameters = row.text(11),
             .state = state_at(row, 12),
             .started_at = from_epoch_millis(row.integer(16)),
             .admitted_at = time_at(row, 17),
             .ended_at = time_at(row, 18),
             .cancel_requested_at = time_at(row, 19),
             .repair_number = row.integer(20),
             .repair_id = row.optional_integer(21),
             .repaired_at = time_at(row, 22),
             .is_hidden = row.integer(23) != 0,
             .begun_at = time_at(row, 24),
             .caller_task_run_id = row.optional_integer(25)};
}

Result<std::vector<Run>> read_runs(Statement& statement) {
  std::vector<Run> runs;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return runs;
    runs.push_back(read_run(statement));
  }
}

Result<std::optional<Run>> read_first(Statement& statement) {
  DBC_TRY(const bool has_row, statement.step());
  return has_row ? std::optional(read_run(statement)) : std::nullopt;
}

Result<std::int64_t> read_count(Statement& statement) {
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

/// Clauses and their values, in the same order. The clauses differ with what is asked for, so that each form can use
/// an index.
struct Filter {
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> values;

  void add(std::string_view clause, std::variant<std::int64_t, std::string> value) {
    sql.append(" AND ").append(clause);
    values.push_back(std::move(value));
  }
  void bind_to(Statement& statement) const {
    int index = 0;
    for (const auto& value : values) std::visit([&](const auto& held) { statement.bind_one(++index, held); }, value);
  }
};

/// A run is seen by whoever sees its job; that of a submitted run is known by its id alone.
constexpr ListedObject k_listed{
    .kinds = "'jobs'",
    .id = "runs.job_id",
    .creator = "coalesce((SELECT jobs.creator FROM jobs WHERE jobs.job_id = runs.job_id), runs.creator)"};

Filter filter_of(const RunQuery& query, TimePoint horizon) {
  Filter filter{.sql = " WHERE is_hidden = 0", .values = {}};
  if (query.activity == Activity::active) filter.sql += " AND ended_at IS NULL";
  if (query.activity == Activity::completed) filter.add("+ended_at >= ?", to_epoch_millis(horizon));
  if (query.activity == Activity::any) filter.add("(ended_at IS NULL OR +ended_at >= ?)", to_epoch_millis(horizon));
  if (query.job_id) filter.add("job_id = ?", *query.job_id);
  if (query.type) filter.add("type = ?", *query.type);
  if (query.started_from) filter.add("started_at >= ?", to_epoch_millis(*query.started_from));
  if (query.started_to) filter.add("started_at <= ?", to_epoch_millis(*query.started_to));
  if (query.audience) {
    filter.add(granted_condition(k_listed), query.audience->ids);
    filter.values.emplace_back(query.audience->user_name);
  }
  if (query.before) filter.add("sequence < ?", *query.before);
  if (query.after) filter.add("sequence > ?", *query.after);
  filter.sql += query.after ? " ORDER BY sequence" : " ORDER BY sequence DESC";
  filter.sql += " LIMIT ? OFFSET ?";
  filter.values.emplace_back(query.limit);
  filter.values.emplace_back(query.offset);
  return filter;
}

}  // namespace

Result<std::optional<Run>> RunRepository::find(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE run_id = ? AND is_hidden = 0"
                                                                       " AND (ended_at IS NULL OR ended_at >= ?)"));
  return read_first(statement.bind(id, to_epoch_millis(now_ - k_run_retention)));
}

Result<std::optional<Run>> RunRepository::find_even_hidden(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE run_id = ?"));
  return read_first(statement.bind(id));
}

Result<std::vector<Run>> RunRepository::page(const RunQuery& query) {
  const Filter filter = filter_of(query, now_ - k_run_retention);
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + filter.sql));
  filter.bind_to(statement);
  DBC_TRY(auto runs, read_runs(statement));
  if (query.after) std::ranges::reverse(runs);
  return runs;
}

Result<std::vector<Run>> RunRepository::active(std::optional<std::int64_t> job_id) {
  const std::string_view of_job = job_id ? " AND job_id = ?" : "";
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE ended_at IS NULL" + std::string(of_job) +
                                               " ORDER BY sequence"));
  if (job_id) statement.bind(*job_id);
  return read_runs(statement);
}

Result<std::optional<Run>> RunRepository::find_attempt_after(const Run& run) {
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE job_id = ? AND attempt_number = ?"
                                                                       " AND original_attempt_run_id = ?"));
  return read_first(statement.bind(run.job_id, run.attempt_number + 1, run.original_attempt_run_id));
}

Result<std::vector<Run>> RunRepository::active_called_by(std::int64_t id) {
  DBC_TRY(auto statement,
          transaction_.prepare(std::string(k_select) +
                               " WHERE ended_at IS NULL AND caller_task_run_id IS NOT NULL AND (caller_task_run_id = ?1"
                               " OR caller_task_run_id IN (SELECT task_run_id FROM task_runs WHERE run_id = ?1))"
                               " ORDER BY sequence"));
  return read_runs(statement.bind(id));
}

Result<std::int64_t> RunRepository::count_admitted(std::int64_t job_id) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT count(*) FROM runs WHERE job_id = ? AND ended_at IS NULL"
                                               " AND life_cycle_state <> 'QUEUED'"));
  return read_count(statement.bind(job_id));
}

Result<std::optional<Run>> RunRepository::first_in_queue(std::int64_t job_id) {
  DBC_TRY(auto statement,
          transaction_.prepare(std::string(k_select) + " WHERE job_id = ? AND ended_at IS NULL"
                                                       " AND life_cycle_state = 'QUEUED' ORDER BY sequence LIMIT 1"));
  return read_first(statement.bind(job_id));
}

Result<void> RunRepository::insert(const Run& r) {
  DBC_TRY(auto statement, transaction_.prepare(k_insert));
  statement.bind(r.id, r.job_id, r.name, r.type, r.trigger, r.creator, std::int64_t{r.is_single_task}, r.attempt_number,
                 r.original_attempt_run_id, r.settings, r.parameters, name_of(r.state.life_cycle), r.state.result,
                 r.state.message, r.state.code, to_epoch_millis(r.started_at), millis_of(r.admitted_at),
                 millis_of(r.ended_at), millis_of(r.cancel_requested_at), r.repair_number, r.repair_id,
                 millis_of(r.repaired_at), std::int64_t{r.is_hidden}, millis_of(r.begun_at), r.caller_task_run_id);
  return statement.run();
}

Result<void> RunRepository::save(const Run& r) {
  DBC_TRY(auto statement, transaction_.prepare(k_save));
  statement.bind(r.settings, r.parameters, name_of(r.state.life_cycle), r.state.result, r.state.message, r.state.code,
                 millis_of(r.admitted_at), millis_of(r.ended_at), millis_of(r.cancel_requested_at), r.repair_number,
                 r.repair_id, millis_of(r.repaired_at), std::int64_t{r.is_hidden}, millis_of(r.begun_at), r.id);
  return statement.run();
}

Result<void> RunRepository::remove(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM runs WHERE run_id = ?"));
  return statement.bind(id).run();
}

Result<void> RunRepository::remove_completed_of(std::int64_t job_id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM runs WHERE job_id = ? AND ended_at IS NOT NULL"));
  return statement.bind(job_id).run();
}

Result<void> RunRepository::remove_expired() {
  const std::int64_t horizon = to_epoch_millis(now_ - k_run_retention);
  {
    DBC_TRY(auto runs, transaction_.prepare("DELETE FROM runs WHERE ended_at < ?"));
    DBC_CHECK(runs.bind(horizon).run());
  }
  DBC_TRY(auto tokens, transaction_.prepare("DELETE FROM run_tokens WHERE created_at < ?"));
  return tokens.bind(horizon).run();
}

Result<std::optional<std::int64_t>> RunRepository::run_with_token(const RunToken& token) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT run_id FROM run_tokens WHERE owner = ? AND token = ?"));
  DBC_TRY(const bool has_row, statement.bind(token.owner, token.text).step());
  return has_row ? std::optional(statement.integer(0)) : std::nullopt;
}

Result<void> RunRepository::add_token(const RunToken& token, std::int64_t run_id) {
  DBC_TRY(auto statement, transaction_.prepare("INSERT INTO run_tokens (owner, token, run_id, created_at)"
                                               " VALUES (?, ?, ?, ?)"));
  return statement.bind(token.owner, token.text, run_id, to_epoch_millis(now_)).run();
}

}  // namespace dbc::emulator
