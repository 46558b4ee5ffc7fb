#include "dbc/cli/request_runner.hpp"
#include "dbc/output/colour.hpp"
#include "dbc/output/python_text.hpp"
#include "dbc/output/table.hpp"
#include "workspace.hpp"

namespace dbc::commands {
namespace {

struct Form {
  bool absolute = false;
  bool is_long = false;
  bool with_id = false;
  bool in_colour = false;
};

std::string cell(const Json& object, std::string_view key) {
  const Json* value = find_member(object, key);
  return value == nullptr ? "" : output::cell_text(*value);
}

std::string_view colour_for(const std::string& type) {
  if (type == "DIRECTORY") return output::k_cyan;
  return type == "LIBRARY" ? output::k_green : std::string_view{};
}

void add_row(output::Table& table, const Json& object, const Form& form) {
  const auto type = cell(object, "object_type");
  const auto path = cell(object, "path");
  std::vector<std::string> row{form.absolute ? path : path.substr(path.rfind('/') + 1)};
  if (form.is_long) row = {type, row.front(), cell(object, "language")};
  if (form.with_id) row.push_back(cell(object, "object_id"));
  auto& colours = table.colours.emplace_back(row.size());
  if (form.in_colour) colours[form.is_long ? 1 : 0] = colour_for(type);
  table.rows.push_back(std::move(row));
}

/// The objects of all paths in one reply.
Result<Json> list_all(api::Client& client, const std::vector<std::string>& paths) {
  Json all = Json::array();
  for (const auto& path : paths) {
    DBC_TRY(const Json reply, client.get("/api/2.0/workspace/list", {{"path", path}}));
    DBC_TRY(const Json* objects, api::list_in(reply, "objects"));
    if (objects == nullptr) continue;
    for (const auto& object : *objects) all.push_back(object);
  }
  return Json{{"objects", std::move(all)}};
}

}  // namespace

Result<void> run_workspace_ls(cli::Session& session, const cli::Invocation& invocation) {
  auto paths = invocation.texts("WORKSPACE_PATH");
  if (paths.empty()) paths.emplace_back("/");
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json reply, list_all(*client, paths));
  if (invocation.modern_output) return cli::print_reply(session, invocation, reply);
  const Form form{.absolute = invocation.flag("absolute"),
                  .is_long = invocation.flag("long"),
                  .with_id = invocation.flag("id"),
                  .in_colour = output::shows_colour(session.out(), session.environment())};
  output::Table table;
  for (const auto& object : reply["objects"]) add_row(table, object, form);
  return session.out().write(output::render(table));
}

}  // namespace dbc::commands
