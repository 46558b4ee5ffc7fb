#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbc::emulator {

// How a text refers to values that are known when it is used: `{{job.id}}`, `{{tasks.a.values.b}}`. Checks of settings
// and the run itself read references through here, so that both know the same ones.

/// One `{{...}}` of a text, which need not be a reference.
struct BracedText {
  std::size_t begin = 0;   ///< of the opening braces
  std::size_t length = 0;  ///< with both pairs of braces
  std::string_view inside;
};

/// The innermost pairs of double braces, in order.
[[nodiscard]] std::vector<BracedText> braced_texts(std::string_view text);

/// What a reference names.
enum class ReferenceKind {
  job_id,
  job_name,
  job_run_id,
  job_repair_count,
  job_start_time,  ///< argument: a part of a time
  job_trigger_type,
  job_trigger_time,  ///< argument: a part of a time
  job_trigger_file_arrival_location,
  job_trigger_table_update,  ///< argument: what of it
  job_parameter,             ///< argument: the name
  task_name,
  task_run_id,
  task_execution_count,
  task_notebook_path,
  other_task_run_id,  ///< these have the key of a task
  other_task_result_state,
  other_task_error_code,
  other_task_execution_count,
  other_task_notebook_path,
  other_task_value,   ///< argument: the key of the value
  other_task_output,  ///< argument: what of it
  input,              ///< argument: a key of it, or empty for all of it
  workspace_id,
  workspace_url,
  backfill,  ///< argument: a part of a time
  // The older forms.
  start_date,
  start_time,
  task_retry_count,
};

struct Reference {
  ReferenceKind kind;
  std::string task = {};  ///< the key of the other task
  std::string argument = {};
};

/// What stands between braces.
struct ReadReference {
  bool is_reference = false;                ///< false: plain text, which is left as it is
  std::optional<Reference> reference = {};  ///< nothing for one of a known namespace whose name is not known
};

[[nodiscard]] ReadReference read_reference(std::string_view inside);

}  // namespace dbc::emulator
