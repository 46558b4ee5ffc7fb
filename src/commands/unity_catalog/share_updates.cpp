#include "share_updates.hpp"

#include "dbc/cli/request_runner.hpp"

namespace dbc::commands::unity_catalog {
namespace {

std::string_view action_name(ShareAction action) {
  switch (action) {
    case ShareAction::add:
      return "ADD";
    case ShareAction::update:
      return "UPDATE";
    default:
      return "REMOVE";
  }
}

std::string_view type_name(SharedType type) { return type == SharedType::schema ? "SCHEMA" : "TABLE"; }

Error input_error(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

Json update_of(ShareAction action, Json object) {
  return {{"action", action_name(action)}, {"data_object", std::move(object)}};
}

/// A table's type may be left out, a schema's may not.
Result<void> check_type(SharedType type, const Json& object) {
  if (!object.is_object()) return input_error("the JSON of a shared object must be an object");
  const Json* given = find_member(object, "data_object_type");
  if (given == nullptr && type == SharedType::table) return {};
  if (given != nullptr && *given == Json(type_name(type))) return {};
  return input_error("Must specify data_object_type as \"" + std::string(type_name(type)) + "\"" +
                     (type == SharedType::table ? " or not specify data_object_type at all" : ""));
}

std::string missing_name(ShareAction action, SharedType type) {
  const bool removes = action == ShareAction::remove;
  const std::string what = type == SharedType::schema ? "full schema name"
                           : removes                  ? "full or shared as table name"
                                                      : "table name";
  const std::string doing = removes ? "removing" : action == ShareAction::add ? "adding" : "updating";
  return "Must specify " + what + " when " + doing + " shared " + (type == SharedType::schema ? "schema" : "table");
}

/// The object that the row's fields describe.
Result<Json> object_from_fields(ShareAction action, SharedType type, const Json& fields) {
  const bool by_alias = action == ShareAction::remove && fields.contains("shared_as");
  if (!fields.contains("name") && !by_alias) return input_error(missing_name(action, type));
  Json object{{"data_object_type", type_name(type)}};
  object.update(fields);
  return object;
}

}  // namespace

Result<void> wrap_shared_object(ShareAction action, SharedType type, const cli::Invocation& invocation, Json& body) {
  if (action == ShareAction::remove && invocation.given("table") && invocation.given("shared-as"))
    return input_error("You can only pass in either --table or --shared-as and not both");
  Json object;
  if (invocation.given("json") || invocation.given("json-file")) {
    DBC_TRY(object, cli::json_from_pair(invocation, "json", "json-file"));
    DBC_CHECK(check_type(type, object));
  } else {
    DBC_TRY(object, object_from_fields(action, type, body));
  }
  body = {{"updates", Json::array({update_of(action, std::move(object))})}};
  return {};
}

Result<void> add_table_updates(const cli::Invocation& invocation, Json& body) {
  if (invocation.given("json") || invocation.given("json-file")) return {};
  Json updates = Json::array();
  const auto append = [&](ShareAction action, std::string_view option) {
    for (const auto& table : invocation.texts(option))
      updates.push_back(update_of(action, {{"data_object_type", "TABLE"}, {"name", table}}));
  };
  append(ShareAction::add, "add-table");
  append(ShareAction::remove, "remove-table");
  body["updates"] = std::move(updates);
  return {};
}

}  // namespace dbc::commands::unity_catalog
