#include "dbc/cli/request_runner.hpp"

#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

constexpr std::string_view k_legacy_jobs_version = "2.0";
constexpr std::string_view k_modern_jobs_version = "2.2";

/// The option's value as one segment of a path. Dots alone would be taken for a step in the tree.
Result<std::string> path_segment(const Invocation& invocation, const Option& option) {
  const std::string value = invocation.text(bare_name(option));
  if (!value.empty() && value != "." && value != "..") return percent_encode(value);
  return Error{.kind = ErrorKind::input,
               .message = std::string(canonical_name(option.names)) + " '" + value + "' cannot name anything"};
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
  for (const auto& option : invocation.command().options) {
    DBC_TRY(const auto part, path_part(invocation, option, path));
    if (!part.first.empty()) path = replace_all(path, part.first, part.second);
  }
  return path;
}

namespace {

/// What the row says of the reply: a command that prints nothing of it needs none, and of what was deleted there is
/// nothing to tell.
api::Shape reply_shape(const Command& command, Method method) {
  const bool tells = command.output.kind != OutputKind::nothing && method != Method::del;
  return tells ? api::Shape::object : api::Shape::acknowledgement;
}

Result<Json> send(Session& session, const Invocation& invocation, const Endpoint& endpoint) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, request_path(session, invocation, endpoint));
  if (endpoint.method == Method::get) {
    DBC_TRY(const api::Query query, request_query(invocation));
    return client->get(path, query);
  }
  DBC_TRY(const Json body, request_body(invocation));
  return client->send(method_name(endpoint.method), path, body, reply_shape(invocation.command(), endpoint.method));
}

}  // namespace

Result<Json> call(Session& session, const Invocation& invocation, const Endpoint& endpoint) {
  DBC_TRY(Json reply, send(session, invocation, endpoint));
  const Output& form = invocation.command().output;
  if (!form.items.empty()) DBC_CHECK(api::list_in(reply, form.items));
  return reply;
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
  if (id.empty())
    return api::wrong_shape("the service does not tell what to wait for: its reply has no '" + std::string(wait.id) +
                            "'");
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
