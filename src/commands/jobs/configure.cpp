#include "dbc/config/profile_store.hpp"
#include "jobs.hpp"

namespace dbc::commands {

/// Writes one key and nothing else: credentials of the environment must not end up in the file.
Result<void> run_jobs_configure(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const config::Profile* profile, session.profile());
  DBC_TRY(const auto file, config::profile_file_path(session.environment()));
  const std::string section = profile->name.empty() ? "DEFAULT" : profile->name;
  DBC_CHECK(config::update_profile(file, section, {{"jobs-api-version", invocation.find("version")}}));
  if (!profile->name.empty()) return {};
  return session.err().write(
      "Note: the credentials in force come from the environment, where DATABRICKS_JOBS_API_VERSION sets the "
      "version.\n");
}

}  // namespace dbc::commands
