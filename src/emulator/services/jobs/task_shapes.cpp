#include <array>

#include "emulator/services/jobs/job_shapes.hpp"

// What a task may say, field by field. Tasks that need services outside the workspace are kept as they are.

namespace dbc::emulator {
namespace {

using namespace fields;
using Names = std::string_view;

constexpr std::array<Names, 2> k_sources{"WORKSPACE", "GIT"};
constexpr std::array<Names, 6> k_run_ifs{"ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED",
                                         "ALL_DONE",    "AT_LEAST_ONE_FAILED",  "ALL_FAILED"};
constexpr std::array<Names, 6> k_operators{"EQUAL_TO",  "NOT_EQUAL",         "GREATER_THAN", "GREATER_THAN_OR_EQUAL",
                                           "LESS_THAN", "LESS_THAN_OR_EQUAL"};

constexpr std::array k_dependency_fields{text("task_key", Need::filled), text("outcome")};
constexpr Shape k_dependency{k_dependency_fields};

constexpr std::array k_pypi_fields{text("package", Need::filled), text("repo")};
constexpr Shape k_pypi{k_pypi_fields};
constexpr std::array k_maven_fields{text("coordinates", Need::filled), text("repo"), texts("exclusions")};
constexpr Shape k_maven{k_maven_fields};
constexpr std::array k_library_fields{text("jar"),
                                      text("egg"),
                                      text("whl"),
                                      text("requirements"),
                                      structure("pypi", k_pypi),
                                      structure("maven", k_maven),
                                      structure("cran", k_pypi)};
constexpr Shape k_library{k_library_fields};

constexpr std::array k_notebook_fields{text("notebook_path", Need::filled), text_map("base_parameters"),
                                       choice("source", k_sources), text("warehouse_id")};
constexpr Shape k_notebook{k_notebook_fields};

constexpr std::array k_spark_python_fields{text("python_file", Need::filled), texts("parameters"),
                                           choice("source", k_sources)};
constexpr Shape k_spark_python{k_spark_python_fields};

constexpr std::array k_wheel_fields{text("package_name", Need::filled), text("entry_point", Need::filled),
                                    texts("parameters"), text_map("named_parameters")};
constexpr Shape k_wheel{k_wheel_fields};

constexpr std::array k_jar_fields{text("main_class_name", Need::filled), text("jar_uri"), texts("parameters"),
                                  boolean("run_as_repl")};
constexpr Shape k_jar{k_jar_fields};

constexpr std::array k_submit_fields{texts("parameters")};
constexpr Shape k_submit{k_submit_fields};

constexpr std::array k_pipeline_fields{text("pipeline_id", Need::filled),
                                       boolean("full_refresh"),
                                       texts("full_refresh_selection"),
                                       texts("refresh_selection"),
                                       texts("refresh_flow_selection"),
                                       texts("reset_checkpoint_selection"),
                                       text_map("parameters")};
constexpr Shape k_pipeline{k_pipeline_fields};

constexpr std::array k_sql_query_fields{text("query_id", Need::filled)};
constexpr Shape k_sql_query{k_sql_query_fields};
constexpr std::array k_sql_dashboard_fields{text("dashboard_id", Need::filled), objects("subscriptions"),
                                            text("custom_subject"), boolean("pause_subscriptions")};
constexpr Shape k_sql_dashboard{k_sql_dashboard_fields};
constexpr std::array k_sql_alert_fields{text("alert_id", Need::filled), objects("subscriptions"),
                                        boolean("pause_subscriptions")};
constexpr Shape k_sql_alert{k_sql_alert_fields};
constexpr std::array k_sql_file_fields{text("path", Need::filled), choice("source", k_sources)};
constexpr Shape k_sql_file{k_sql_file_fields};
constexpr std::array k_sql_fields{text("warehouse_id", Need::filled),      structure("query", k_sql_query),
                                  structure("dashboard", k_sql_dashboard), structure("alert", k_sql_alert),
                                  structure("file", k_sql_file),           text_map("parameters")};
constexpr Shape k_sql{k_sql_fields};

constexpr std::array k_dbt_fields{
    texts("commands", Need::present), text("project_directory"),  text("schema"), text("catalog"), text("warehouse_id"),
    text("profiles_directory"),       choice("source", k_sources)};
constexpr Shape k_dbt{k_dbt_fields};

constexpr std::array k_run_job_fields{
    integer("job_id", Need::filled), text_map("job_parameters"), texts("jar_params"),
    text_map("notebook_params"),     texts("python_params"),     text_map("python_named_params"),
    texts("spark_submit_params"),    text_map("sql_params"),     texts("dbt_commands"),
    object("pipeline_params")};
constexpr Shape k_run_job{k_run_job_fields};

constexpr std::array k_condition_fields{choice("op", k_operators, Need::filled), text("left", Need::present),
                                        text("right", Need::present)};
constexpr Shape k_condition{k_condition_fields};

constexpr std::array k_for_each_fields{text("inputs", Need::filled), integer("concurrency"),
                                       structure("task", k_task_shape, Need::present)};
constexpr Shape k_for_each{k_for_each_fields};

constexpr std::array k_task_fields{
    text("task_key", Need::filled),
    text("description"),
    structures("depends_on", k_dependency),
    choice("run_if", k_run_ifs),
    structure("notebook_task", k_notebook),
    structure("spark_python_task", k_spark_python),
    structure("python_wheel_task", k_wheel),
    structure("spark_jar_task", k_jar),
    structure("spark_submit_task", k_submit),
    structure("pipeline_task", k_pipeline),
    structure("sql_task", k_sql),
    structure("dbt_task", k_dbt),
    structure("run_job_task", k_run_job),
    structure("condition_task", k_condition),
    structure("for_each_task", k_for_each),
    object("dashboard_task"),
    object("alert_task"),
    object("clean_rooms_notebook_task"),
    object("dbt_cloud_task"),
    object("dbt_platform_task"),
    object("power_bi_task"),
    object("gen_ai_compute_task"),
    object("python_operator_task"),
    object("ai_runtime_task"),
    text("existing_cluster_id"),
    cluster("new_cluster"),
    text("job_cluster_key"),
    text("environment_key"),
    text("environment_variables_key"),
    object("compute"),
    structures("libraries", k_library),
    integer("max_retries"),
    integer("min_retry_interval_millis"),
    boolean("retry_on_timeout"),
    integer("timeout_seconds"),
    structure("email_notifications", k_email_notifications_shape),
    structure("webhook_notifications", k_webhook_notifications_shape),
    structure("notification_settings", k_notification_settings_shape),
    structure("health", k_health_shape),
    boolean("disabled"),
    boolean("disable_auto_optimization"),
};

constexpr std::array<Names, 20> k_task_types{
    "notebook_task",
    "spark_python_task",
    "python_wheel_task",
    "spark_jar_task",
    "spark_submit_task",
    "pipeline_task",
    "sql_task",
    "dbt_task",
    "run_job_task",
    "condition_task",
    "for_each_task",
    "dashboard_task",
    "alert_task",
    "clean_rooms_notebook_task",
    "dbt_cloud_task",
    "dbt_platform_task",
    "power_bi_task",
    "gen_ai_compute_task",
    "python_operator_task",
    "ai_runtime_task",
};

constexpr std::array<Names, 14> k_flat_task_fields{
    "existing_cluster_id",
    "new_cluster",
    "libraries",
    "notebook_task",
    "spark_jar_task",
    "spark_python_task",
    "spark_submit_task",
    "pipeline_task",
    "python_wheel_task",
    "sql_task",
    "dbt_task",
    "max_retries",
    "min_retry_interval_millis",
    "retry_on_timeout",
};

constexpr std::array k_run_parameter_fields{
    text_map("job_parameters"),      text_map("notebook_params"), texts("python_params"),
    text_map("python_named_params"), texts("jar_params"),         texts("spark_submit_params"),
    text_map("sql_params"),          texts("dbt_commands"),       object("pipeline_params"),
};

}  // namespace

constinit const Shape k_task_shape{k_task_fields};
constinit const Shape k_run_parameters_shape{k_run_parameter_fields};

std::span<const std::string_view> task_types() { return k_task_types; }

std::span<const std::string_view> flat_task_fields() { return k_flat_task_fields; }

}  // namespace dbc::emulator
