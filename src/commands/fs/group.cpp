#include "../groups.hpp"
#include "../root/configure_command.hpp"
#include "../transfer/transfer.hpp"
#include "fs.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_recursive{
    .names = "--recursive,-r", .help = "With everything below a folder", .type = ValueType::flag, .always_sent = true};

constexpr Option k_path[] = {
    {.names = "DBFS_PATH", .help = "Path of DBFS", .type = ValueType::dbfs_path, .required = true, .field = "path"},
};
constexpr Option k_ls[] = {
    {.names = "DBFS_PATH",
     .help = "Folder or file of DBFS; its root where not given",
     .type = ValueType::dbfs_path,
     .repeatable = true,
     .place = Place::none},
    {.names = "--absolute", .help = "Whole paths instead of names", .type = ValueType::flag, .place = Place::none},
    {.names = "-l",
     .help = "Also kind, size in bytes and time of change in milliseconds since the epoch",
     .type = ValueType::flag,
     .place = Place::none},
};
constexpr Option k_rm[] = {k_path[0], k_recursive};
constexpr Option k_mv[] = {
    {.names = "SRC", .help = "What is moved", .type = ValueType::dbfs_path, .required = true, .field = "source_path"},
    {.names = "DST",
     .help = "Its new path",
     .type = ValueType::dbfs_path,
     .required = true,
     .field = "destination_path"},
};
constexpr Option k_cp[] = {
    {.names = "SRC",
     .help = "What is copied: a local path, or dbfs:/..., below dbfs:/Volumes too",
     .required = true,
     .place = Place::none},
    {.names = "DST", .help = "Where to: a local path, or dbfs:/...", .required = true, .place = Place::none},
    k_recursive,
    {.names = "--overwrite", .help = "Replace what is there", .type = ValueType::flag, .place = Place::none},
    k_concurrency,
};
constexpr Option k_cat[] = {
    {.names = "SRC", .help = "File of DBFS", .required = true, .place = Place::none},
};

constexpr Command k_commands[] = {
    {.names = "ls",
     .summary = "List a folder of DBFS",
     .options = k_ls,
     .run = run_fs_ls,
     .example = "dbc fs ls -l dbfs:/mnt"},
    {.names = "mkdirs",
     .summary = "Make a folder of DBFS, and those above it",
     .options = k_path,
     .run = run_fs_mkdirs},
    {.names = "mkdir",
     .summary = "Make a folder of DBFS, and those above it",
     .options = k_path,
     .run = run_fs_mkdirs,
     .modern = true},
    {.names = "rm", .summary = "Delete a file or a folder of DBFS", .options = k_rm, .run = run_fs_rm},
    {.names = "mv",
     .summary = "Move or rename within DBFS",
     .options = k_mv,
     .endpoint = {Method::post, "/api/2.0/dbfs/move"}},
    {.names = "cp",
     .summary = "Copy files to, from and within DBFS",
     .options = k_cp,
     .run = run_fs_cp,
     .example = "dbc fs cp -r --overwrite ./data dbfs:/data"},
    {.names = "cat",
     .summary = "Write the bytes of a file of DBFS to standard output",
     .options = k_cat,
     .run = run_fs_cat},
    k_configure,
};

}  // namespace

constexpr cli::Group k_fs{.name = "fs", .summary = "Work with the files of DBFS", .commands = k_commands};

constexpr cli::Group k_dbfs{.name = "dbfs", .summary = "Work with the files of DBFS", .commands = k_commands};

}  // namespace dbc::commands
