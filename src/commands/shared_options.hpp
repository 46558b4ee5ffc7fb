#pragma once

#include "dbc/cli/command.hpp"

/// Options that several groups declare alike.
namespace dbc::commands {

inline constexpr cli::Option k_json_file{.names = "--json-file",
                                         .help = "File with the JSON of the request",
                                         .type = cli::ValueType::path,
                                         .place = cli::Place::none};
inline constexpr cli::Option k_json{
    .names = "--json", .help = "JSON of the request, or @FILE", .place = cli::Place::none};
inline constexpr cli::Option k_output{.names = "--output",
                                      .help = "Form of the output",
                                      .type = cli::ValueType::choice_folded,
                                      .choices = "JSON|TABLE|TEXT",
                                      .place = cli::Place::none};
/// The modern spelling's way to give a whole request, where the legacy one has options only.
inline constexpr cli::Option k_modern_json{.names = "--json",
                                           .help = "The whole request as JSON, or @FILE, instead of other options",
                                           .place = cli::Place::none,
                                           .modern = true};

inline constexpr cli::Option k_cluster_id{
    .names = "--cluster-id", .help = "Id of the cluster", .required = true, .slot = 1};
inline constexpr cli::NameLookup k_clusters_by_name{.list = "/api/2.0/clusters/list",
                                                    .items = "clusters",
                                                    .name = "cluster_name",
                                                    .id = "cluster_id",
                                                    .noun = "cluster",
                                                    .id_option = "cluster-id"};
/// Beside an option for the cluster's id.
inline constexpr cli::Option k_cluster_name{.names = "--cluster-name",
                                            .help = "Name of the cluster, if only one has it",
                                            .place = cli::Place::none,
                                            .modern = true,
                                            .lookup = &k_clusters_by_name};

inline constexpr cli::Option k_jobs_version{.names = "--version",
                                            .help = "Version of the Jobs API",
                                            .type = cli::ValueType::choice,
                                            .choices = "2.0|2.1",
                                            .place = cli::Place::none};
inline constexpr cli::Option k_job_id{
    .names = "--job-id", .help = "Id of the job", .required = true, .slot = 1, .whole_number_slot = true};
inline constexpr cli::Option k_run_id{
    .names = "--run-id", .help = "Id of the run", .required = true, .slot = 1, .whole_number_slot = true};
/// How the modern spelling waits for a run: it fails where the run does.
inline constexpr cli::Wait k_run_succeeds{.poll = {cli::Method::get, "/api/{jobs}/jobs/runs/get"},
                                          .id = "run_id",
                                          .state = "state.life_cycle_state",
                                          .message = "state.state_message",
                                          .good = "TERMINATED|SKIPPED",
                                          .bad = "INTERNAL_ERROR",
                                          .result = "state.result_state",
                                          .good_result = "SUCCESS"};

}  // namespace dbc::commands
