#include "dbc/cli/request_runner.hpp"

#include <algorithm>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::string_view k_default_jobs_version = "2.0";

Error input_error(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::input, .message = std::move(message), .hint = std::move(hint)};
}

bool travels_in_request(const Option& option) {
  return option.place == Place::request || option.place == Place::path_and_request;
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

Result<Json> json_from_text(const std::string& text, std::string_view option, std::string_view file_option) {
  if (text.starts_with('@')) return json_from_file(text.substr(1));
  auto parsed = parse_json(text);
  if (!parsed)
    return input_error("the text of --" + std::string(option) + " is " + parsed.error().message,
                       "A file is given with --" + std::string(file_option) + " FILE");
  return parsed;
}

bool is_json_pair(const Option& option) {
  const auto name = bare_name(option);
  return name == "json" || name == "json-file";
}

/// An option of the body was given, other than one that also joins a JSON body.
bool has_body_options(const Invocation& invocation) {
  return std::ranges::any_of(invocation.command().options, [&](const Option& option) {
    const bool names_object = option.place == Place::path || option.place == Place::object_path;
    return !names_object && !option.beside_json && !is_json_pair(option) && invocation.given(bare_name(option));
  });
}

/// The JSON of the pair, or an empty object that the options will fill.
Result<Json> body_from_either(const Invocation& invocation) {
  const Command& command = invocation.command();
  const bool json = invocation.given("json") || invocation.given("json-file");
  const bool options = has_body_options(invocation);
  const std::string doing = command.endpoint.method == Method::post ? "creation" : "update";
  if (json && options) return input_error("Cannot specify JSON if any other " + doing + " flags are specified");
  if (options) return Json(Json::object());
  if (!json && !command.no_body.empty()) return input_error(std::string(command.no_body));
  return json_from_pair(invocation, "json", "json-file");
}

/// The pair, where an empty text counts as not given.
Result<Json> body_from_truthy_pair(const Invocation& invocation) {
  const bool text = !invocation.text("json").empty();
  const bool file = !invocation.text("json-file").empty();
  if (text == file) return input_error("Either --json-file or --json should be provided");
  return file ? json_from_file(invocation.text("json-file"))
              : json_from_text(invocation.text("json"), "json", "json-file");
}

Result<Json> body_start(const Invocation& invocation) {
  switch (invocation.command().body) {
    case BodyRule::none:
      return Json(Json::object());
    case BodyRule::either:
      return body_from_either(invocation);
    case BodyRule::truthy:
      return body_from_truthy_pair(invocation);
    default:
      return json_from_pair(invocation, "json", "json-file");
  }
}

/// The option's value as one segment of a path. Dots alone would be taken for a step in the tree.
Result<std::string> path_segment(const Invocation& invocation, const Option& option) {
  const std::string value = invocation.text(bare_name(option));
  if (!value.empty() && value != "." && value != "..") return percent_encode(value);
  return input_error(std::string(canonical_name(option.names)) + " '" + value + "' cannot name anything");
}

/// What the option puts into a path: the placeholder and its text. Nothing where it has no place there.
Result<std::pair<std::string, std::string>> path_part(const Invocation& invocation, const Option& option,
                                                      std::string_view path) {
  using Part = std::pair<std::string, std::string>;
  const bool object = option.place == Place::object_path && invocation.given(bare_name(option));
  const bool field = option.place == Place::path || option.place == Place::path_and_request;
  const std::string placeholder = object ? "{object}" : "{" + request_field(option) + "}";
  if ((!object && !field) || path.find(placeholder) == std::string_view::npos) return Part{};
  DBC_TRY(const std::string segment, path_segment(invocation, option));
  return Part{placeholder, object ? std::string(bare_name(option)) + "/" + segment : segment};
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

Result<Json> json_from_pair(const Invocation& invocation, std::string_view text_option, std::string_view file_option) {
  const bool file = invocation.given(file_option);
  if (file == invocation.given(text_option))
    return input_error("Either --" + std::string(file_option) + " or --" + std::string(text_option) +
                       " should be provided");
  return file ? json_from_file(invocation.text(file_option))
              : json_from_text(invocation.text(text_option), text_option, file_option);
}

Result<Json> request_body(const Invocation& invocation) {
  DBC_TRY(Json body, body_start(invocation));
  for (const auto& option : invocation.command().options) {
    if (!travels_in_request(option) || !counts_as_given(invocation, option)) continue;
    DBC_TRY(Json value, invocation.json_value(option));
    if (body.is_object()) set_field(body, request_field(option), std::move(value));
  }
  if (const auto finish = invocation.command().finish_body; finish != nullptr) {
    DBC_CHECK(finish(invocation, body));
  }
  return body;
}

Result<api::Query> request_query(const Invocation& invocation) {
  api::Query query;
  for (const auto& option : invocation.command().options) {
    if (!travels_in_request(option) || !counts_as_given(invocation, option)) continue;
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
  for (const auto& option : invocation.command().options) {
    DBC_TRY(const auto part, path_part(invocation, option, path));
    if (!part.first.empty()) path = replace_all(path, part.first, part.second);
  }
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
