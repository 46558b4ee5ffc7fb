#include "../groups.hpp"
#include "../shared_options.hpp"
#include "pipelines.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;
using cli::ValueType;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr cli::NameLookup k_pipelines_by_name{.list = "/api/2.0/pipelines",
                                              .items = "statuses",
                                              .name = "name",
                                              .id = "pipeline_id",
                                              .noun = "pipeline",
                                              .id_option = "pipeline-id"};
constexpr Option k_id{.names = "--pipeline-id", .help = "Id of the pipeline", .slot = 1, .place = Place::path};
constexpr Option k_name{.names = "--pipeline-name",
                        .help = "Name of the pipeline, if only one has it",
                        .place = Place::none,
                        .modern = true,
                        .lookup = &k_pipelines_by_name};
/// An id beside a settings file is never a bare word: that is the file.
constexpr Option k_id_beside_settings{
    .names = "--pipeline-id", .help = "Id of the pipeline, where the settings have none", .place = Place::none};
constexpr Option k_settings_argument{.names = "settings_arg", .help = "File with the settings", .place = Place::none};
constexpr Option k_settings{.names = "--settings", .help = "File with the settings", .place = Place::none};
constexpr Option k_allow_duplicates{.names = "--allow-duplicate-names",
                                    .help = "Another pipeline may have the same name",
                                    .type = ValueType::flag,
                                    .place = Place::none};

constexpr Option k_create[] = {k_settings_argument, k_settings, k_allow_duplicates, k_modern_json};
constexpr Option k_edit[] = {k_settings_argument, k_settings, k_id_beside_settings, k_name, k_allow_duplicates};
constexpr Option k_deploy[] = {
    k_settings_argument,
    k_settings,
    {.names = "--spec", .help = "Old name of --settings", .place = Place::none},
    k_allow_duplicates,
    k_id_beside_settings,
    k_name,
};
constexpr Option k_by_id[] = {k_id, k_name};
constexpr Option k_start[] = {
    k_id,
    k_name,
    {.names = "--full-refresh", .help = "Compute all tables anew", .type = ValueType::flag, .place = Place::none},
};
constexpr Option k_required_id{
    .names = "--pipeline-id", .help = "Id of the pipeline", .required = true, .slot = 1, .place = Place::path};
constexpr Option k_start_update[] = {
    k_required_id,
    k_name,
    {.names = "--full-refresh", .help = "Compute all tables anew", .type = ValueType::flag},
    {.names = "--validate-only", .help = "Check the pipeline without changing a table", .type = ValueType::flag},
};
constexpr Option k_update[] = {k_required_id, k_name, k_json_file, k_json};
constexpr Option k_list_pipelines[] = {
    {.names = "--filter", .help = "Only these, such as: name LIKE '%etl%'"},
    {.names = "--max-results", .help = "Pipelines in each page", .type = ValueType::integer},
};
constexpr Option k_by_required_id[] = {k_required_id, k_name};

constexpr cli::Wait k_idle{.poll = {Method::get, "/api/2.0/pipelines/{pipeline_id}"},
                           .id = "pipeline_id",
                           .state = "state",
                           .message = "cause",
                           .good = "IDLE",
                           .bad = "FAILED"};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a pipeline from a settings file",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.0/pipelines"},
     .output = k_reply,
     .body = BodyRule::instead,
     .run = run_pipelines_create,
     .example = "dbc pipelines create --settings pipeline.json"},
    {.names = "edit",
     .summary = "Replace the settings of a pipeline",
     .options = k_edit,
     .endpoint = {Method::put, "/api/2.0/pipelines/{pipeline_id}"},
     .run = run_pipelines_edit},
    {.names = "deploy",
     .summary = "Create or edit a pipeline; old form of both commands",
     .options = k_deploy,
     .endpoint = {Method::post, "/api/2.0/pipelines"},
     .run = run_pipelines_deploy},
    {.names = "delete",
     .summary = "Delete a pipeline",
     .options = k_by_id,
     .endpoint = {Method::del, "/api/2.0/pipelines/{pipeline_id}"},
     .run = run_pipelines_delete},
    {.names = "get",
     .summary = "Show a pipeline",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/2.0/pipelines/{pipeline_id}"},
     .output = k_reply,
     .run = run_pipelines_get},
    {.names = "list",
     .summary = "List the pipelines",
     .endpoint = {Method::get, "/api/2.0/pipelines"},
     .output = k_reply,
     .run = run_pipelines_list},
    {.names = "start",
     .summary = "Start an update of a pipeline",
     .options = k_start,
     .endpoint = {Method::post, "/api/2.0/pipelines/{pipeline_id}/updates"},
     .run = run_pipelines_start},
    {.names = "stop",
     .summary = "Stop a pipeline",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/pipelines/{pipeline_id}/stop"},
     .wait = &k_idle,
     .run = run_pipelines_stop},
    {.names = "reset",
     .summary = "Old form of start --full-refresh",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/pipelines/{pipeline_id}/updates"},
     .run = run_pipelines_reset},
    {.names = "run",
     .summary = "Old form of start",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/pipelines/{pipeline_id}/updates"},
     .run = run_pipelines_run},
    {.names = "list-pipelines",
     .summary = "List the pipelines",
     .options = k_list_pipelines,
     .endpoint = {Method::get, "/api/2.0/pipelines"},
     .output = {.kind = OutputKind::json, .items = "statuses", .page_token = "page_token"},
     .modern = true},
    {.names = "start-update",
     .summary = "Start an update of a pipeline",
     .options = k_start_update,
     .endpoint = {Method::post, "/api/2.0/pipelines/{pipeline_id}/updates"},
     .output = k_reply,
     .modern = true},
    {.names = "update",
     .summary = "Replace the settings of a pipeline",
     .options = k_update,
     .endpoint = {Method::put, "/api/2.0/pipelines/{pipeline_id}"},
     .body = BodyRule::strict,
     .modern = true},
    {.names = "list-updates",
     .summary = "List the updates of a pipeline",
     .options = k_by_required_id,
     .endpoint = {Method::get, "/api/2.0/pipelines/{pipeline_id}/updates"},
     .output = k_reply,
     .modern = true},
};

}  // namespace

constexpr cli::Group k_pipelines{
    .name = "pipelines", .summary = "Create, change and start pipelines", .commands = k_commands};

}  // namespace dbc::commands
