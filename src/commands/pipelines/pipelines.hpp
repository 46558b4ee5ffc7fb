#pragma once

#include <filesystem>

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_pipelines_create(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_edit(cli::Session& session, const cli::Invocation& invocation);
/// The old form of both: creates where no id is known.
[[nodiscard]] Result<void> run_pipelines_deploy(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_get(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_delete(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_list(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_start(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_stop(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_reset(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_pipelines_run(cli::Session& session, const cli::Invocation& invocation);

[[nodiscard]] Error empty_pipeline_id();

/// Settings of a pipeline, and the folder that relative paths in them start from.
struct PipelineSettings {
  Json content;
  std::filesystem::path folder;
};

/// Reads the one settings file that the command line names.
[[nodiscard]] Result<PipelineSettings> read_pipeline_settings(const cli::Invocation& invocation);

/// The libraries for the request: those that are local files are stored in DBFS first, each content once.
[[nodiscard]] Result<Json> upload_local_libraries(api::Client& client, const PipelineSettings& settings);

}  // namespace dbc::commands
