#include "emulator/services/jobs/job_shapes.hpp"

#include <array>

// What a job may say, field by field, apart from its tasks.

namespace dbc::emulator {
namespace {

using namespace fields;
using Names = std::string_view;

constexpr std::array<Names, 2> k_pause_statuses{"UNPAUSED", "PAUSED"};
constexpr std::array<Names, 2> k_retry_modes{"NEVER", "ON_FAILURE"};
constexpr std::array<Names, 2> k_table_conditions{"ANY_UPDATED", "ALL_UPDATED"};
constexpr std::array<Names, 4> k_periods{"MINUTES", "HOURS", "DAYS", "WEEKS"};
constexpr std::array<Names, 5> k_metrics{"RUN_DURATION_SECONDS", "STREAMING_BACKLOG_BYTES", "STREAMING_BACKLOG_RECORDS",
                                         "STREAMING_BACKLOG_SECONDS", "STREAMING_BACKLOG_FILES"};
constexpr std::array<Names, 1> k_health_operators{"GREATER_THAN"};
constexpr std::array<Names, 2> k_edit_modes{"EDITABLE", "UI_LOCKED"};
constexpr std::array<Names, 2> k_deployment_kinds{"BUNDLE", "SYSTEM_MANAGED"};
constexpr std::array<Names, 3> k_performance_targets{"STANDARD", "PERFORMANCE_OPTIMIZED", "BALANCED"};
constexpr std::array<Names, 2> k_formats{"SINGLE_TASK", "MULTI_TASK"};

constexpr std::array k_email_fields{texts("on_start"),
                                    texts("on_success"),
                                    texts("on_failure"),
                                    texts("on_duration_warning_threshold_exceeded"),
                                    texts("on_streaming_backlog_exceeded"),
                                    texts("on_maintenance_start"),
                                    texts("on_maintenance_complete"),
                                    boolean("no_alert_for_skipped_runs")};

constexpr std::array k_webhook_fields{text("id", Need::filled)};
constexpr Shape k_webhook{k_webhook_fields};
constexpr std::array k_webhooks_fields{structures("on_start", k_webhook),
                                       structures("on_success", k_webhook),
                                       structures("on_failure", k_webhook),
                                       structures("on_duration_warning_threshold_exceeded", k_webhook),
                                       structures("on_streaming_backlog_exceeded", k_webhook),
                                       structures("on_maintenance_start", k_webhook),
                                       structures("on_maintenance_complete", k_webhook)};

constexpr std::array k_notification_settings_fields{
    boolean("no_alert_for_skipped_runs"), boolean("no_alert_for_canceled_runs"), boolean("alert_on_last_attempt")};

constexpr std::array k_health_rule_fields{choice("metric", k_metrics, Need::filled),
                                          choice("op", k_health_operators, Need::filled),
                                          integer("value", Need::present)};
constexpr Shape k_health_rule{k_health_rule_fields};
constexpr std::array k_health_fields{structures("rules", k_health_rule)};

constexpr std::array k_schedule_fields{text("quartz_cron_expression", Need::filled), text("timezone_id", Need::filled),
                                       choice("pause_status", k_pause_statuses), object("sql_condition")};
constexpr Shape k_schedule{k_schedule_fields};

constexpr std::array k_continuous_fields{choice("pause_status", k_pause_statuses),
                                         choice("task_retry_mode", k_retry_modes), object("maintenance_window")};
constexpr Shape k_continuous{k_continuous_fields};

constexpr std::array k_file_arrival_fields{text("url", Need::filled), integer("min_time_between_triggers_seconds"),
                                           integer("wait_after_last_change_seconds")};
constexpr Shape k_file_arrival{k_file_arrival_fields};
constexpr std::array k_table_update_fields{texts("table_names", Need::present), choice("condition", k_table_conditions),
                                           integer("min_time_between_triggers_seconds"),
                                           integer("wait_after_last_change_seconds")};
constexpr Shape k_table_update{k_table_update_fields};
constexpr std::array k_periodic_fields{integer("interval", Need::present), choice("unit", k_periods, Need::filled)};
constexpr Shape k_periodic{k_periodic_fields};
constexpr std::array k_trigger_fields{choice("pause_status", k_pause_statuses),
                                      structure("file_arrival", k_file_arrival),
                                      structure("table_update", k_table_update),
                                      structure("periodic", k_periodic),
                                      object("model"),
                                      object("sql_condition")};
constexpr Shape k_trigger{k_trigger_fields};

constexpr std::array k_job_cluster_fields{text("job_cluster_key", Need::filled), cluster("new_cluster"),
                                          text("serverless_compute_id")};
constexpr Shape k_job_cluster{k_job_cluster_fields};
constexpr std::array k_environment_fields{text("environment_key", Need::filled), object("spec")};
constexpr Shape k_environment{k_environment_fields};
constexpr std::array k_parameter_fields{text("name", Need::filled), text("default", Need::present)};
constexpr Shape k_parameter{k_parameter_fields};
constexpr std::array k_queue_fields{boolean("enabled")};
constexpr Shape k_queue{k_queue_fields};
constexpr std::array k_run_as_fields{text("user_name"), text("service_principal_name"), text("group_name")};
constexpr Shape k_run_as{k_run_as_fields};
constexpr std::array k_git_fields{
    text("git_url", Need::filled), text("git_provider"), text("git_branch"), text("git_tag"), text("git_commit"),
    object("sparse_checkout"),     object("job_source")};
constexpr Shape k_git{k_git_fields};
constexpr std::array k_deployment_fields{choice("kind", k_deployment_kinds, Need::filled), text("metadata_file_path"),
                                         text("deployment_id"), text("version_id")};
constexpr Shape k_deployment{k_deployment_fields};

constexpr std::array k_settings_fields{
    text("name"),
    text("description"),
    text_map("tags"),
    structure("email_notifications", k_email_notifications_shape),
    structure("webhook_notifications", k_webhook_notifications_shape),
    structure("notification_settings", k_notification_settings_shape),
    integer("timeout_seconds"),
    text("duration_target"),
    structure("health", k_health_shape),
    structure("schedule", k_schedule),
    structure("continuous", k_continuous),
    structure("trigger", k_trigger),
    integer("max_concurrent_runs"),
    structure("queue", k_queue),
    structures("parameters", k_parameter),
    structure("run_as", k_run_as),
    structure("git_source", k_git),
    structures("tasks", k_task_shape),
    structures("job_clusters", k_job_cluster),
    structures("environments", k_environment),
    objects("environment_variables"),
    choice("edit_mode", k_edit_modes),
    structure("deployment", k_deployment),
    choice("performance_target", k_performance_targets),
    text("budget_policy_id"),
    text("usage_policy_id"),
    text("parent_path"),
    choice("format", k_formats),
};

}  // namespace

constinit const Shape k_email_notifications_shape{k_email_fields};
constinit const Shape k_webhook_notifications_shape{k_webhooks_fields};
constinit const Shape k_notification_settings_shape{k_notification_settings_fields};
constinit const Shape k_health_shape{k_health_fields};
constinit const Shape k_settings_shape{k_settings_fields};

}  // namespace dbc::emulator
