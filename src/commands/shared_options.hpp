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
inline constexpr cli::Option k_cluster_id{
    .names = "--cluster-id", .help = "Id of the cluster", .required = true, .slot = 1};

}  // namespace dbc::commands
