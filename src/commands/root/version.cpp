#include "dbc/cli/version.hpp"

#include "dbc/cli/request_runner.hpp"
#include "root.hpp"

namespace dbc::commands {

Result<void> run_version(cli::Session& session, const cli::Invocation& invocation) {
  const std::string version(cli::own_version());
  if (invocation.text("output") != "JSON") return session.out().write("dbc " + version + "\n");
  return cli::print_json(session, Json{{"ProjectName", "dbc"}, {"Version", version}});
}

}  // namespace dbc::commands
