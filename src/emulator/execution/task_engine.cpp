#include "emulator/execution/task_engine.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "dbc/base/utf8.hpp"

namespace dbc::emulator {
namespace {

struct Kind {
  std::string_view task_type;
  std::string_view engine;
  std::string_view missing = {};  ///< what to tell while that engine does not exist
};

constexpr std::array k_kinds{
    Kind{"notebook_task", "python"},
    Kind{"spark_python_task", "python"},
    Kind{"python_wheel_task", "python"},
    Kind{"spark_jar_task", "spark", "Apache Spark and a Java virtual machine"},
    Kind{"spark_submit_task", "spark", "Apache Spark and a Java virtual machine"},
    Kind{"sql_task", "sql", "a SQL warehouse"},
    Kind{"dbt_task", "dbt", "dbt and a SQL warehouse"},
    Kind{"pipeline_task", "pipelines", "the pipelines service"},
    Kind{"dashboard_task", "dashboards", "the dashboards service"},
    Kind{"alert_task", "alerts", "the alerts service"},
};

const Kind* find_kind(std::string_view task_type) {
  const auto found = std::ranges::find(k_kinds, task_type, &Kind::task_type);
  return found == k_kinds.end() ? nullptr : &*found;
}

}  // namespace

std::string_view engine_name_of(std::string_view task_type) {
  const Kind* kind = find_kind(task_type);
  return kind == nullptr ? std::string_view{} : kind->engine;
}

std::string missing_engine_message(std::string_view task_type) {
  const Kind* kind = find_kind(task_type);
  const std::string needed = kind == nullptr ? "a service outside of it" : std::string(kind->missing);
  return "The emulated workspace cannot carry out a " + std::string(task_type) + ": it would need " + needed +
         ", which it does not have.";
}

RunState succeeded_state() { return {.life_cycle = LifeCycle::terminated, .result = "SUCCESS", .code = "SUCCESS"}; }

RunState workload_failed_state(std::string_view error) {
  constexpr std::size_t k_most_reason = 500;
  const std::string reason(first_characters(trim(error.substr(0, error.find('\n'))), k_most_reason));
  return {.life_cycle = LifeCycle::terminated,
          .result = "FAILED",
          .message = "Workload failed, see run output for details" + (reason.empty() ? "" : ": " + reason),
          .code = "RUN_EXECUTION_ERROR"};
}

RunState could_not_run_state(std::string message, std::string_view code) {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = std::move(message),
          .code = std::string(code)};
}

}  // namespace dbc::emulator
