#include <algorithm>
#include <ctime>

#include "dbc/api/dbfs.hpp"
#include "dbc/cli/dbfs_path.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/output/colour.hpp"
#include "dbc/output/table.hpp"
#include "fs.hpp"

namespace dbc::commands {
namespace {

std::string shown_path(const api::DbfsEntry& entry, bool absolute) {
  const auto path = cli::dbfs_path_of(entry.path);
  return absolute ? path : cli::dbfs_name(path);
}

/// A service that tells no time of change gets no column for it.
std::vector<std::string> long_row(const api::DbfsEntry& entry, bool absolute, bool with_time) {
  std::vector<std::string> row{entry.is_dir ? "dir" : "file", std::to_string(entry.size), shown_path(entry, absolute)};
  if (with_time) row.push_back(entry.modification_time ? std::to_string(*entry.modification_time) : "");
  return row;
}

output::Table table_of(const std::vector<api::DbfsEntry>& entries, bool is_long, bool absolute, bool in_colour) {
  const bool with_time =
      std::ranges::any_of(entries, [](const auto& entry) { return entry.modification_time.has_value(); });
  output::Table table;
  for (const auto& entry : entries) {
    table.rows.push_back(is_long ? long_row(entry, absolute, with_time)
                                 : std::vector<std::string>{shown_path(entry, absolute)});
    auto& colours = table.colours.emplace_back(table.rows.back().size());
    if (in_colour && entry.is_dir) colours[is_long ? 2 : 0] = output::k_cyan;
  }
  return table;
}

/// "2024-01-31T12:00:00+01:00" in the machine's time zone.
std::string local_time(std::int64_t millis) {
  const auto seconds = static_cast<std::time_t>(millis / 1000);
  std::tm parts{};
  if (::localtime_r(&seconds, &parts) == nullptr) return "";
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &parts);
  std::string out(text, length);
  return out.ends_with("+0000") ? out.replace(out.size() - 5, 5, "Z") : out.insert(out.size() - 2, ":");
}

Json modern_form(std::vector<api::DbfsEntry> entries, bool absolute) {
  std::ranges::sort(entries, {}, &api::DbfsEntry::path);
  Json list = Json::array();
  for (const auto& entry : entries) {
    Json item{{"is_directory", entry.is_dir}};
    if (entry.modification_time) item["last_modified"] = local_time(*entry.modification_time);
    item["name"] = shown_path(entry, absolute);
    item["size"] = entry.size;
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

Result<void> run_fs_ls(cli::Session& session, const cli::Invocation& invocation) {
  const auto paths = invocation.texts("DBFS_PATH");
  if (paths.size() > 1) return Error{.kind = ErrorKind::input, .message = "ls can take a maximum of one path."};
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(auto entries, api::Dbfs(*client).list(paths.empty() ? "dbfs:/" : paths.front()));
  const bool absolute = invocation.flag("absolute");
  if (invocation.modern_output == "json")
    return cli::print_json(session, modern_form(std::move(entries), absolute), true);
  const bool in_colour = output::shows_colour(session.out(), session.environment());
  return session.out().write(output::render(table_of(entries, invocation.flag("l"), absolute, in_colour)));
}

}  // namespace dbc::commands
