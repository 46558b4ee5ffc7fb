#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::cli {
namespace {

Error no_match(const NameLookup& lookup, const std::string& name) {
  return {.kind = ErrorKind::not_found,
          .message = "No " + std::string(lookup.noun) + "s with name " + name + " were found"};
}

Error many_matches(const NameLookup& lookup, const std::string& name, const std::vector<std::string>& ids) {
  std::string noun(lookup.noun);
  std::string message =
      "More than 1 " + noun + " was named " + name + ", please use --" + std::string(lookup.id_option) + ". ";
  noun.replace(0, 1, to_upper(noun.substr(0, 1)));
  return {.kind = ErrorKind::input, .message = message + noun + " ids found: " + join(ids, ", ")};
}

Result<Json> objects(Session& session, const Invocation& invocation, const NameLookup& lookup,
                     const std::string& name) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, request_path(session, invocation, {Method::get, lookup.list}));
  api::Query query;
  if (!lookup.filter.empty()) query.emplace_back(lookup.filter, name);
  return list_all(*client, path, std::move(query), {.items = lookup.items});
}

Result<std::string> find_id(Session& session, const Invocation& invocation, const NameLookup& lookup,
                            const std::string& name) {
  if (name.empty())
    return Error{.kind = ErrorKind::input, .message = "the name of the " + std::string(lookup.noun) + " is empty"};
  DBC_TRY(const Json found, objects(session, invocation, lookup, name));
  std::vector<std::string> ids;
  for (const auto& object : found)
    if (text_at(object, lookup.name) == name) ids.push_back(text_at(object, lookup.id));
  if (ids.empty()) return no_match(lookup, name);
  if (ids.size() > 1) return many_matches(lookup, name, ids);
  return ids.front();
}

}  // namespace

Result<void> resolve_names(Session& session, Invocation& invocation) {
  for (const auto& option : invocation.command().options) {
    const auto name = bare_name(option);
    if (option.lookup == nullptr || !invocation.given(name)) continue;
    DBC_TRY(std::string id, find_id(session, invocation, *option.lookup, invocation.text(name)));
    invocation.add(option.lookup->id_option, std::move(id));
  }
  return {};
}

}  // namespace dbc::cli
