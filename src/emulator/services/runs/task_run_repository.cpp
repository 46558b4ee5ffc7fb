#include "emulator/services/runs/run_columns.hpp"
#include "emulator/services/runs/run_repository.hpp"

// The part of the repository that knows what lies below a run.

namespace dbc::emulator {
namespace {

#define DBC_TASK_RUN_COLUMNS                                                                                 \
  "task_run_id, run_id, task_key, attempt_number, repair_number, settings, life_cycle_state, result_state, " \
  "state_message, reason_code, started_at, ended_at, setup_duration, execution_duration, cleanup_duration, " \
  "cluster_id, spark_context_id, parent_id, details"

// Keep these in step with `read_task_run` and the parameters below.
constexpr std::string_view k_select = "SELECT sequence, " DBC_TASK_RUN_COLUMNS " FROM task_runs";
constexpr std::string_view k_insert =
    "INSERT INTO task_runs (" DBC_TASK_RUN_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view k_save =
    "UPDATE task_runs SET life_cycle_state = ?, result_state = ?, state_message = ?, reason_code = ?, started_at = ?,"
    " ended_at = ?, setup_duration = ?, execution_duration = ?, cleanup_duration = ?, cluster_id = ?,"
    " spark_context_id = ?, details = ? WHERE task_run_id = ?";
#undef DBC_TASK_RUN_COLUMNS

std::int64_t count(std::chrono::milliseconds duration) { return duration.count(); }

TaskRun read_task_run(const Statement& row) {
  const auto duration = [&](int column) { return std::chrono::milliseconds{row.integer(column)}; };
  return TaskRun{.sequence = row.integer(0),
                 .id = row.integer(1),
                 .run_id = row.integer(2),
                 .key = row.text(3),
                 .attempt_number = row.integer(4),
                 .repair_number = row.integer(5),
                 .settings = row.text(6),
                 .state = state_at(row, 7),
                 .started_at = time_at(row, 11),
                 .ended_at = time_at(row, 12),
                 .setup_duration = duration(13),
                 .execution_duration = duration(14),
                 .cleanup_duration = duration(15),
                 .cluster_id = row.optional_text(16),
                 .spark_context_id = row.optional_integer(17),
                 .parent_id = row.optional_integer(18),
                 .details = row.text(19)};
}

}  // namespace

Result<std::optional<TaskRun>> RunRepository::find_task_run(std::int64_t task_run_id) {
  DBC_TRY(auto statement, transaction_.prepare(std::string(k_select) + " WHERE task_run_id = ?"));
  DBC_TRY(const bool has_row, statement.bind(task_run_id).step());
  return has_row ? std::optional(read_task_run(statement)) : std::nullopt;
}

Result<std::vector<TaskRun>> RunRepository::task_runs(const TaskRunQuery& query) {
  std::vector<TaskRun> rows;
  DBC_TRY(auto statement,
          transaction_.prepare(std::string(k_select) +
                               " WHERE run_id = ? AND (? OR parent_id IS ?) ORDER BY sequence LIMIT ? OFFSET ?"));
  statement.bind(query.run_id, std::int64_t{query.with_iterations}, query.parent_id, query.limit, query.offset);
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    rows.push_back(read_task_run(statement));
  }
}

Result<std::int64_t> RunRepository::count_task_runs(std::int64_t run_id) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT count(*) FROM task_runs WHERE run_id = ? AND parent_id IS NULL"));
  DBC_CHECK(statement.bind(run_id).step());
  return statement.integer(0);
}

Result<void> RunRepository::insert_task_run(const TaskRun& t) {
  DBC_TRY(auto statement, transaction_.prepare(k_insert));
  statement.bind(t.id, t.run_id, t.key, t.attempt_number, t.repair_number, t.settings, name_of(t.state.life_cycle),
                 t.state.result, t.state.message, t.state.code, millis_of(t.started_at), millis_of(t.ended_at),
                 count(t.setup_duration), count(t.execution_duration), count(t.cleanup_duration), t.cluster_id,
                 t.spark_context_id, t.parent_id, t.details);
  return statement.run();
}

Result<void> RunRepository::save_task_run(const TaskRun& t) {
  DBC_TRY(auto statement, transaction_.prepare(k_save));
  statement.bind(name_of(t.state.life_cycle), t.state.result, t.state.message, t.state.code, millis_of(t.started_at),
                 millis_of(t.ended_at), count(t.setup_duration), count(t.execution_duration), count(t.cleanup_duration),
                 t.cluster_id, t.spark_context_id, t.details, t.id);
  return statement.run();
}

Result<TaskRunOutput> RunRepository::output(std::int64_t task_run_id) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT output, views FROM task_run_outputs WHERE task_run_id = ?"));
  DBC_TRY(const bool has_row, statement.bind(task_run_id).step());
  return has_row ? TaskRunOutput{.output = statement.text(0), .views = statement.text(1)} : TaskRunOutput{};
}

Result<void> RunRepository::save_output(std::int64_t task_run_id, const TaskRunOutput& output) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO task_run_outputs (task_run_id, output, views) VALUES (?, ?, ?)"
                               " ON CONFLICT (task_run_id) DO UPDATE SET output = excluded.output,"
                               " views = excluded.views"));
  return statement.bind(task_run_id, output.output, output.views).run();
}

Result<std::vector<TaskValue>> RunRepository::task_values(std::int64_t run_id) {
  std::vector<TaskValue> values;
  DBC_TRY(auto statement, transaction_.prepare("SELECT task_key, name, value FROM task_values WHERE run_id = ?"));
  statement.bind(run_id);
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return values;
    values.push_back({.task_key = statement.text(0), .name = statement.text(1), .value = statement.text(2)});
  }
}

Result<void> RunRepository::save_task_value(std::int64_t run_id, const TaskValue& value) {
  DBC_TRY(auto statement, transaction_.prepare("INSERT INTO task_values (run_id, task_key, name, value)"
                                               " VALUES (?, ?, ?, ?) ON CONFLICT (run_id, task_key, name)"
                                               " DO UPDATE SET value = excluded.value"));
  return statement.bind(run_id, value.task_key, value.name, value.value).run();
}

Result<std::vector<PastExecution>> RunRepository::history(std::int64_t run_id) {
  std::vector<PastExecution> rows;
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT repair_number, repair_id, life_cycle_state, result_state, state_message,"
                               " reason_code, started_at, ended_at FROM run_history WHERE run_id = ?"
                               " ORDER BY repair_number"));
  statement.bind(run_id);
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    rows.push_back({.repair_number = statement.integer(0),
                    .repair_id = statement.optional_integer(1),
                    .state = state_at(statement, 2),
                    .started_at = from_epoch_millis(statement.integer(6)),
                    .ended_at = time_at(statement, 7)});
  }
}

Result<void> RunRepository::add_history(std::int64_t run_id, const PastExecution& past) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO run_history (run_id, repair_number, repair_id, life_cycle_state,"
                               " result_state, state_message, reason_code, started_at, ended_at)"
                               " VALUES (?,?,?,?,?,?,?,?,?)"));
  return statement
      .bind(run_id, past.repair_number, past.repair_id, name_of(past.state.life_cycle), past.state.result,
            past.state.message, past.state.code, to_epoch_millis(past.started_at), millis_of(past.ended_at))
      .run();
}

}  // namespace dbc::emulator
