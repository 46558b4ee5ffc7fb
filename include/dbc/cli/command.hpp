#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::cli {

class Session;
class Invocation;

/// What an option's text must look like; checked before anything is sent.
enum class ValueType : std::uint8_t {
  text,
  flag,
  integer,
  boolean,
  choice,         ///< one of `Option::choices`, exactly
  choice_folded,  ///< one of `Option::choices` in any case; the value becomes upper case
  existing_path,
  path,       ///< a file's name; whether it exists is found out when it is used
  dbfs_path,  ///< "dbfs:/..."; anything else is a failure (exit code 1), not a usage error
  json,       ///< a JSON text, parsed and sent as JSON
};

/// Where the value of an option travels when the command is nothing but a request.
enum class Place : std::uint8_t {
  request,           ///< query of a GET, body of every other method
  path,              ///< fills {field} of the endpoint's path
  path_and_request,  ///< both of these
  object_path,       ///< fills {object} of the endpoint's path with NAME/VALUE: --catalog main is "catalog/main"
  none,              ///< the command's own code reads it
};

/// How a name that people know becomes the id that the service wants.
struct NameLookup {
  std::string_view list;         ///< path of the GET that lists the objects; may hold {jobs}
  std::string_view items;        ///< key of its reply that holds them
  std::string_view name;         ///< path of the name in an object: "settings.name"
  std::string_view id;           ///< key of the id in an object
  std::string_view noun;         ///< what it is, for messages: "cluster"
  std::string_view id_option;    ///< option that takes the id, without dashes: "cluster-id"
  std::string_view filter = {};  ///< query key by which the service narrows the list; empty for none
};

/// One option or argument, as data. Names and types are those of databricks-cli 0.18 unless `modern` is set.
struct Option {
  std::string_view names;  ///< "--language,-l"; an argument is a bare word: "SOURCE_PATH"
  std::string_view help;   ///< one line
  ValueType type = ValueType::text;
  bool required = false;
  bool repeatable = false;         ///< all values count; otherwise the last one wins
  std::string_view choices = {};   ///< "2.0|2.1"
  std::string_view fallback = {};  ///< value where the option is not given; empty for none
  std::uint8_t slot = 0;           ///< 1-based position of the same value in the modern spelling; 0 for none
  bool whole_number_slot = false;  ///< there it must be a whole number; the option itself passes on what it is given
  Place place = Place::request;
  std::string_view field =
      {};                    ///< key in the request, "a.b" for a key of an object; the long name with '_' where empty
  bool always_sent = false;  ///< an empty list or `false` is sent when the option is not given
  bool modern = false;       ///< not an option of databricks-cli 0.18
  bool skip_empty = false;   ///< an empty text counts as not given
  const NameLookup* lookup = nullptr;  ///< the value is a name; the id it stands for is given to another option
  std::string_view negative = {};      ///< "--no-read-only": a flag that says false; the last one of the two wins
  bool beside_json = false;            ///< goes into a body given as JSON too (`BodyRule::either`)
  bool hidden = false;                 ///< works, but help and completion do not show it
};

/// A rule over a set of options, judged by which were given.
struct OneOf {
  std::string_view options;  ///< "cluster-id|cluster-name", without dashes
  bool at_least_one = true;
};

enum class Method : std::uint8_t {
  none,
  get,
  post,
  put,
  patch,
  del,
};

/// The request of a command. `{jobs}` in a path is the Jobs API version in force.
struct Endpoint {
  Method method = Method::none;
  std::string_view path = {};
};

/// How a command takes a whole request body through --json and --json-file.
enum class BodyRule : std::uint8_t {
  none,
  strict,      ///< exactly one of the two, judged by presence
  truthy,      ///< exactly one of the two that is not empty
  file_first,  ///< either of the two; the file wins where both are given
  instead,     ///< the modern spelling: --json may stand in for all other options
  either,      ///< as `strict`, or no JSON at all but at least one option of the body
};

/// One column of a table: a path into each item, and how it is shown.
struct Column {
  std::string_view header;
  std::string_view path;          ///< "settings.name"
  bool truncate = false;          ///< longer than 100 characters is cut
  std::string_view missing = {};  ///< shown where the value is absent
  bool upper = false;             ///< shown in upper case
};

enum class OutputKind : std::uint8_t {
  nothing,
  json,   ///< the reply
  table,  ///< a table, or the reply with `--output JSON`
};

enum class Headers : std::uint8_t {
  none,    ///< plain table without header
  plain,   ///< plain table with header
  simple,  ///< header and dashes
};

struct Output {
  OutputKind kind = OutputKind::nothing;
  std::string_view items = {};  ///< key of the reply that holds the rows; empty where the reply itself does
  std::span<const Column> columns = {};
  Headers headers = Headers::none;
  std::span<const Column> modern_columns = {};  ///< text form in the modern spelling; `columns` where empty
  bool modern_object = false;                   ///< the modern JSON form is the whole reply, not only its items
  bool raw_utf8 = false;                        ///< JSON keeps non-ASCII text as it is
  std::uint8_t sort_column = 0;      ///< 1-based column that orders the table, without regard to case; 0 for none
  bool left_aligned = false;         ///< numbers do not move to the right
  std::string_view page_token = {};  ///< query key of the next page, where the modern spelling lists all pages
  std::string_view ascii_with = {};  ///< "json|json-file": options that undo `raw_utf8`
};

/// How the modern spelling waits for what the command began.
struct Wait {
  Endpoint poll;                      ///< asked until the state settles
  std::string_view id;                ///< key of the request or reply, and of the poll's query (or of its path)
  std::string_view state;             ///< path of the state in the polled object
  std::string_view message;           ///< path of its explanation
  std::string_view good;              ///< "RUNNING"
  std::string_view bad;               ///< "ERROR|TERMINATED"
  std::string_view result = {};       ///< path of the outcome, where a good state is not yet a success
  std::string_view good_result = {};  ///< "SUCCESS"
};

enum class Needs : std::uint8_t {
  nothing,
  workspace,
};

using RunFunction = Result<void> (*)(Session& session, const Invocation& invocation);
/// Completes the body that the row's options have made.
using BodyFunction = Result<void> (*)(const Invocation& invocation, Json& body);

/// A command, declared once. Parsing, help, `dbc commands` and the request all come from this row.
struct Command {
  std::string_view names;  ///< "ls,list": the first is the canonical one
  std::string_view summary;
  std::span<const Option> options = {};
  Endpoint endpoint = {};
  Output output = {};
  BodyRule body = BodyRule::none;
  std::span<const OneOf> one_of = {};
  const Wait* wait = nullptr;
  RunFunction run = nullptr;  ///< code for a command that behaves; null for one that is only a request
  Needs needs = Needs::workspace;
  bool modern = false;  ///< not a command of databricks-cli 0.18
  bool hidden = false;
  std::string_view example = {};
  BodyFunction finish_body = nullptr;  ///< code for a body that rows cannot say; the rest is still the row's
  std::string_view no_body = {};       ///< message where `BodyRule::either` finds no body; a general one where empty
  std::string_view name_above = {};    ///< a further, hidden name of this command in the group that holds its group
};

/// A group of commands and of groups.
struct Group {
  std::string_view name;
  std::string_view summary;
  std::span<const Command> commands = {};
  std::span<const Group* const> groups = {};
  bool takes_profile = true;  ///< --profile and --debug may stand right after the group's name
  bool hidden = false;
  bool takes_version = true;  ///< --version may stand right after the group's name
};

/// The group of this name right below `group`; nullptr for none.
[[nodiscard]] const Group* find_group(const Group& group, std::string_view name);
/// The command that this name means in `group`, its hidden names included; nullptr for none.
[[nodiscard]] const Command* find_command(const Group& group, std::string_view name);

/// First of the comma-separated names.
[[nodiscard]] std::string_view canonical_name(std::string_view names);
[[nodiscard]] bool has_name(std::string_view names, std::string_view name);
/// The long name without dashes: "language" of "--language,-l".
[[nodiscard]] std::string_view bare_name(const Option& option);
[[nodiscard]] bool is_argument(const Option& option);
/// Key of the option's value in a request.
[[nodiscard]] std::string request_field(const Option& option);

}  // namespace dbc::cli
