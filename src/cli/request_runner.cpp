#include "dbc/cli/request_runner.hpp"

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::string_view k_legacy_jobs_version = "2.0";
constexpr std::string_view k_modern_jobs_version = "2.2";

Error input_error(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::input, .message = std::move(message), .hint = std::move(hint)};
}

bool counts_as_given(const Invocation& invocation, const Option& option) {
  const auto name = bare_name(option);
  if (invocation.command().body == BodyRule::instead && invocation.given("json")) return invocation.given(name);
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

Result<Json> body_file_first(const Invocation& invocation) {
  if (!invocation.text("json-file").empty()) return json_from_file(invocation.text("json-file"));
  if (!invocation.given("json")) return input_error("Either --json-file or --json should be provided");
  return json_from_option(invocation.text("json"));
}

Result<Json> body_from_pair(const Invocation& invocation) {
  if (invocation.command().body == BodyRule::file_first) return body_file_first(invocation);
  if (invocation.command().body == BodyRule::instead)
    return invocation.given("json") ? json_from_option(invocation.text("json")) : Json::object();
  const bool by_presence = invocation.command().body == BodyRule::strict;
  const bool text = by_presence ? invocation.given("json") : !invocation.text("json").empty();
  const bool file = by_presence ? invocation.given("json-file") : !invocation.text("json-file").empty();
  if (text == file) return input_error("Either --json-file or --json should be provided");
  return file ? json_from_file(invocation.text("json-file")) : json_from_option(invocation.text("json"));
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

Result<std::string> jobs_version(Session& session, const Invocation& invocation) {
  if (invocation.given("version")) return invocation.text("version");
  if (invocation.command().modern) return std::string(k_modern_jobs_version);
  DBC_TRY(const api::Client* client, session.workspace());
  if (!client->jobs_api_version().empty()) return client->jobs_api_version();
  return std::string(invocation.modern ? k_modern_jobs_version : k_legacy_jobs_version);
}

Result<std::string> request_path(Session& session, const Invocation& invocation, const Endpoint& endpoint) {
  std::string path(endpoint.path);
  if (path.find("{jobs}") != std::string::npos) {
    DBC_TRY(const std::string version, jobs_version(session, invocation));
    path = replace_all(path, "{jobs}", version);
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

namespace {

/// One reply; in the modern spelling the items of all pages, unless their number was limited.
Result<Json> fetch(Session& session, const Invocation& invocation) {
  const Command& command = invocation.command();
  const Output& form = command.output;
  if (form.page_token.empty() || !invocation.modern_output || invocation.given("limit"))
    return call(session, invocation, command.endpoint);
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, request_path(session, invocation, command.endpoint));
  DBC_TRY(api::Query query, request_query(invocation));
  DBC_TRY(Json items, list_all(*client, path, std::move(query), {.items = form.items, .token = form.page_token}));
  return Json{{std::string(form.items), std::move(items)}};
}

Result<void> wait_and_print(Session& session, const Invocation& invocation, const Json& reply) {
  const Wait& wait = *invocation.command().wait;
  std::string id = text_at(reply, wait.id);
  if (id.empty()) id = invocation.text(replace_all(std::string(wait.id), "_", "-"));
  if (id.empty()) {
    DBC_TRY(const Json body, request_body(invocation));
    id = text_at(body, wait.id);
  }
  DBC_TRY(const Json settled, wait_for(session, invocation, id));
  DBC_CHECK(print_json(session, settled));
  return check_outcome(wait, id, settled);
}

}  // namespace

Result<void> run_request(Session& session, const Invocation& invocation) {
  DBC_TRY(const Json reply, fetch(session, invocation));
  const bool waits = invocation.command().wait != nullptr && invocation.modern && !invocation.no_wait;
  return waits ? wait_and_print(session, invocation, reply) : print_reply(session, invocation, reply);
}

const Json* find_path(const Json& value, std::string_view path) {
  const Json* at = &value;
  for (const auto step : split(path, '.')) {
    at = find_member(*at, step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string text_at(const Json& value, std::string_view path) {
  const Json* found = find_path(value, path);
  if (found == nullptr || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : write_json(*found, {});
}

}  // namespace dbc::cli
