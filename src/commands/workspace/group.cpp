#include "../groups.hpp"
#include "../transfer/transfer.hpp"
#include "workspace.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_overwrite{
    .names = "--overwrite,-o", .help = "Replace what is there", .type = ValueType::flag, .place = Place::none};
constexpr Option k_format{.names = "--format,-f",
                          .help = "Form of the notebook",
                          .type = ValueType::choice_folded,
                          .choices = "SOURCE|HTML|JUPYTER|DBC",
                          .fallback = "SOURCE",
                          .place = Place::none};
constexpr Option k_source{.names = "SOURCE_PATH", .help = "What is copied", .required = true, .place = Place::none};
constexpr Option k_target{.names = "TARGET_PATH", .help = "Where to", .required = true, .place = Place::none};

constexpr Option k_path[] = {
    {.names = "WORKSPACE_PATH", .help = "Path in the workspace", .required = true, .field = "path"},
};
constexpr Option k_delete[] = {
    k_path[0],
    {.names = "--recursive,-r", .help = "With everything below a folder", .type = ValueType::flag, .always_sent = true},
};
constexpr Option k_ls[] = {
    {.names = "WORKSPACE_PATH",
     .help = "Folders or notebooks; the root where not given",
     .repeatable = true,
     .place = Place::none},
    {.names = "--absolute", .help = "Whole paths instead of names", .type = ValueType::flag, .place = Place::none},
    {.names = "--long,-l", .help = "Also type and language", .type = ValueType::flag, .place = Place::none},
    {.names = "--id,-i", .help = "Also the object's id", .type = ValueType::flag, .place = Place::none},
};
constexpr Option k_import[] = {
    k_source,
    k_target,
    {.names = "--language,-l",
     .help = "Language of the notebook",
     .type = ValueType::choice_folded,
     .required = true,
     .choices = "SCALA|PYTHON|SQL|R",
     .place = Place::none},
    k_format,
    k_overwrite,
};
constexpr Option k_export[] = {k_source, k_target, k_format, k_overwrite};
constexpr Option k_export_dir[] = {k_source, k_target, k_overwrite, k_concurrency};
constexpr Option k_import_dir[] = {
    k_source,
    k_target,
    k_overwrite,
    {.names = "--exclude-hidden-files,-e",
     .help = "Leave out files and folders whose names begin with a dot",
     .type = ValueType::flag,
     .place = Place::none},
    k_concurrency,
};

constexpr cli::Column k_modern_columns[] = {
    {.header = "ID", .path = "object_id"},
    {.header = "Type", .path = "object_type"},
    {.header = "Language", .path = "language"},
    {.header = "Path", .path = "path"},
};

constexpr Command import_dir_as(std::string_view name, bool modern) {
  return {.names = name,
          .summary = "Copy a local folder of notebooks into the workspace",
          .options = k_import_dir,
          .run = run_workspace_import_dir,
          .modern = modern,
          .hidden = modern};
}
constexpr Command export_dir_as(std::string_view name, bool modern) {
  return {.names = name,
          .summary = "Copy a folder of notebooks to this machine",
          .options = k_export_dir,
          .run = run_workspace_export_dir,
          .modern = modern,
          .hidden = modern};
}

constexpr Command k_commands[] = {
    {.names = "ls,list",
     .summary = "List a folder of the workspace",
     .options = k_ls,
     .output = {.kind = cli::OutputKind::table, .items = "objects", .modern_columns = k_modern_columns},
     .run = run_workspace_ls,
     .example = "dbc workspace ls -l /Users"},
    {.names = "mkdirs",
     .summary = "Make a folder of the workspace, and those above it",
     .options = k_path,
     .endpoint = {Method::post, "/api/2.0/workspace/mkdirs"}},
    {.names = "import",
     .summary = "Copy a local file into the workspace, as a notebook",
     .options = k_import,
     .run = run_workspace_import,
     .example = "dbc workspace import -l PYTHON etl.py /Users/me/etl"},
    {.names = "export", .summary = "Copy a notebook to this machine", .options = k_export, .run = run_workspace_export},
    {.names = "delete,rm",
     .summary = "Delete a notebook or a folder",
     .options = k_delete,
     .endpoint = {Method::post, "/api/2.0/workspace/delete"}},
    export_dir_as("export_dir", false),
    export_dir_as("export-dir", true),
    import_dir_as("import_dir", false),
    import_dir_as("import-dir", true),
};

}  // namespace

constexpr cli::Group k_workspace{
    .name = "workspace", .summary = "Work with notebooks and folders of the workspace", .commands = k_commands};

}  // namespace dbc::commands
