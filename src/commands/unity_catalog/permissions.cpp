#include "../shared_options.hpp"
#include "dbc/cli/request_runner.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option object(std::string_view names, std::string_view help) {
  return {.names = names, .help = help, .place = Place::object_path};
}
constexpr std::array<Option, 6> k_objects{
    object("--metastore", "Id of a metastore"),
    object("--catalog", "Name of a catalog"),
    object("--schema", "Full name of a schema"),
    object("--table", "Full name of a table"),
    object("--storage-credential", "Name of a storage credential"),
    object("--external-location", "Name of an external location"),
};
constexpr cli::OneOf k_one_object[] = {
    {.options = "metastore|catalog|schema|table|storage-credential|external-location"}};

constexpr auto k_get = joined(
    k_objects,
    std::array{Option{
        .names = "--effective", .help = "Count in what is inherited", .type = ValueType::flag, .place = Place::none}});
constexpr auto k_update = joined(k_objects, std::array{k_json_file, k_json});

constexpr cli::Endpoint k_effective{Method::get, "/api/2.1/unity-catalog/effective-permissions/{object}"};

Result<void> run_get(cli::Session& session, const cli::Invocation& invocation) {
  const auto& endpoint = invocation.flag("effective") ? k_effective : invocation.command().endpoint;
  DBC_TRY(const Json reply, cli::call(session, invocation, endpoint));
  return cli::print_reply(session, invocation, reply);
}

constexpr Command k_commands[] = {
    {.names = "get",
     .summary = "Show who may do what with an object",
     .options = k_get,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/permissions/{object}"},
     .output = k_reply,
     .one_of = k_one_object,
     .run = run_get,
     .example = "dbc unity-catalog permissions get --catalog main --effective",
     .name_above = "get-permissions"},
    {.names = "update",
     .summary = "Grant and revoke what may be done with an object",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/permissions/{object}"},
     .output = k_reply,
     .body = BodyRule::strict,
     .one_of = k_one_object,
     .name_above = "update-permissions"},
};

}  // namespace

constexpr cli::Group k_permissions{.name = "permissions",
                                   .summary = "Who may do what with catalogs, schemas, tables and storage",
                                   .commands = k_commands,
                                   .takes_profile = false,
                                   .takes_version = false};

}  // namespace dbc::commands::unity_catalog
