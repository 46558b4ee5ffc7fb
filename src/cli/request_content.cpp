#include <algorithm>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"

// What a command line says becomes the body or the query of its request.
namespace dbc::cli {
namespace {

Error input_error(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::input, .message = std::move(message), .hint = std::move(hint)};
}

/// Neither or both of two options that give the same JSON.
Error one_of_pair(bool both, std::string_view text_option, std::string_view file_option) {
  const std::string file = "--" + std::string(file_option);
  const std::string text = "--" + std::string(text_option);
  if (both) return input_error(file + " and " + text + " were both provided, and only one of them can be the request");
  return input_error("Either " + file + " or " + text + " should be provided");
}

bool travels_in_request(const Option& option) {
  return option.place == Place::request || option.place == Place::path_and_request;
}

bool counts_as_given(const Invocation& invocation, const Option& option) {
  const auto name = bare_name(option);
  if (invocation.command().body == BodyRule::instead && invocation.given("json")) return invocation.given(name);
  if (option.always_sent) return true;
  if (option.skip_empty) return !invocation.text(name).empty();
  return invocation.has(name);
}

Result<Json> json_from_file(const std::string& path) {
  auto text = read_text_file(path);
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

/// Either of the two; the file wins.
Result<Json> body_file_first(const Invocation& invocation) {
  if (!invocation.text("json-file").empty()) return json_from_file(invocation.text("json-file"));
  if (!invocation.given("json")) return one_of_pair(false, "json", "json-file");
  return json_from_text(invocation.text("json"), "json", "json-file");
}

/// The modern spelling: the text of --json, or an empty object that the options will fill.
Result<Json> body_instead(const Invocation& invocation) {
  if (!invocation.given("json")) return Json(Json::object());
  return json_from_text(invocation.text("json"), "json", "json-file");
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
  if (text == file) return one_of_pair(text, "json", "json-file");
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
    case BodyRule::file_first:
      return body_file_first(invocation);
    case BodyRule::instead:
      return body_instead(invocation);
    default:
      return json_from_pair(invocation, "json", "json-file");
  }
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

Result<Json> json_from_pair(const Invocation& invocation, std::string_view text_option, std::string_view file_option) {
  const bool file = invocation.given(file_option);
  if (file == invocation.given(text_option)) return one_of_pair(file, text_option, file_option);
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

}  // namespace dbc::cli
