#include "dbc/cli/request_runner.hpp"

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::string_view k_default_jobs_version = "2.0";

Error input_error(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::input, .message = std::move(message), .hint = std::move(hint)};
}

bool counts_as_given(const Invocation& invocation, const Option& option) {
  const auto name = bare_name(option);
  if (option.always_sent) return true;
  if (option.skip_empty) return !invocation.text(name).empty();
  return invocation.has(name);
}

Result<Json> json_from_file(const std::string& path) {
  auto text = read_file(path);
  if (!text) return std::move(text).error();
  auto parsed = parse_json(*text);
  if (!parsed) return input_error("the file " + path + " is " + parsed.error().message);
  return parsed;
}

Result<Json> json_from_option(const std::string& text) {
  if (text.starts_with('@')) return json_from_file(text.substr(1));
  auto parsed = parse_json(text);
  if (!parsed)
    return input_error("the text of --json is " + parsed.error().message, "A file is given with --json-file FILE");
  return parsed;
}

Result<Json> body_from_pair(const Invocation& invocation) {
  const bool by_presence = invocation.command().body == BodyRule::strict;
  const bool text = by_presence ? invocation.given("json") : !invocation.text("json").empty();
  const bool file = by_presence ? invocation.given("json-file") : !invocation.text("json-file").empty();
  if (text == file) return input_error("Either --json-file or --json should be provided");
  return file ? json_from_file(invocation.text("json-file")) : json_from_option(invocation.text("json"));
}

std::string jobs_version(const Invocation& invocation, const api::Client& client) {
  if (invocation.given("version")) return invocation.text("version");
  return client.jobs_api_version().empty() ? std::string(k_default_jobs_version) : client.jobs_api_version();
}

/// A query carries text: booleans in lower case, numbers as written.
std::string query_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : write_json(value, {});
}

/// "a.b" puts the value into the object `a`.
void set_field(Json& body, std::string_view field, Json value) {
  Json* at = &body;
  const auto steps = split(field, '.');
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) at = &(*at)[std::string(steps[i])];
  (*at)[std::string(steps.back())] = std::move(value);
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    default:
      return "GET";
  }
}

Result<Json> request_body(const Invocation& invocation) {
  Json body = Json::object();
  if (invocation.command().body != BodyRule::none) {
    DBC_TRY(body, body_from_pair(invocation));
  }
  for (const auto& option : invocation.command().options) {
    if (option.place != Place::request || !counts_as_given(invocation, option)) continue;
    DBC_TRY(Json value, invocation.json_value(option));
    if (body.is_object()) set_field(body, request_field(option), std::move(value));
  }
  return body;
}

Result<api::Query> request_query(const Invocation& invocation) {
  api::Query query;
  for (const auto& option : invocation.command().options) {
    if (option.place != Place::request || !counts_as_given(invocation, option)) continue;
    DBC_TRY(const Json value, invocation.json_value(option));
    query.emplace_back(request_field(option), query_text(value));
  }
  return query;
}

Result<std::string> request_path(Session& session, const Invocation& invocation, const Endpoint& endpoint) {
  std::string path(endpoint.path);
  if (path.find("{jobs}") != std::string::npos) {
    DBC_TRY(const api::Client* client, session.workspace());
    path = replace_all(path, "{jobs}", jobs_version(invocation, *client));
  }
  for (const auto& option : invocation.command().options)
    if (option.place == Place::path)
      path = replace_all(path, "{" + request_field(option) + "}", percent_encode(invocation.text(bare_name(option))));
  return path;
}

Result<Json> call(Session& session, const Invocation& invocation, const Endpoint& endpoint) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, request_path(session, invocation, endpoint));
  if (endpoint.method == Method::get) {
    DBC_TRY(const api::Query query, request_query(invocation));
    return client->get(path, query);
  }
  DBC_TRY(const Json body, request_body(invocation));
  return client->send(method_name(endpoint.method), path, body);
}

Result<void> run_request(Session& session, const Invocation& invocation) {
  const Command& command = invocation.command();
  DBC_TRY(const Json reply, call(session, invocation, command.endpoint));
  if (command.wait == nullptr || !invocation.modern || invocation.no_wait)
    return print_reply(session, invocation, reply);
  std::string id = string_or(reply, command.wait->id, "");
  if (id.empty()) {
    DBC_TRY(const Json body, request_body(invocation));
    id = string_or(body, command.wait->id, "");
  }
  DBC_TRY(const Json settled, wait_for(session, invocation, id));
  return print_json(session, settled);
}

const Json* find_path(const Json& value, std::string_view path) {
  const Json* at = &value;
  for (const auto step : split(path, '.')) {
    at = find_member(*at, step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace dbc::cli
