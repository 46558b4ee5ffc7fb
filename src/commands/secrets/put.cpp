#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "secrets.hpp"

namespace dbc::commands {
namespace {

/// A secret as the request carries it: text, or bytes in base64.
struct Value {
  std::string_view field;
  std::string content;
};

Value text_value(std::string text) { return {.field = "string_value", .content = std::move(text)}; }
Value bytes_value(std::string_view bytes) { return {.field = "bytes_value", .content = base64_encode(bytes)}; }

bool is_utf8(const std::string& text) {
  try {
    (void)nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

Error no_input() { return {.kind = ErrorKind::input, .message = "standard input holds no secret"}; }

bool names_an_editor(const config::Environment& environment) {
  return !environment("VISUAL").value_or("").empty() || !environment("EDITOR").value_or("").empty();
}

Result<Value> value_from_editor(const config::Environment& environment) {
  DBC_TRY(std::string secret, secret_from_editor(environment));
  return text_value(std::move(secret));
}

/// `echo VALUE | ...` ends with a newline that nobody means: exactly one is left out. What is not text keeps all bytes.
/// A script that has nothing to pipe may still bring an editor of its own.
Result<Value> value_from_input(const cli::Input& input, const config::Environment& environment) {
  DBC_TRY(std::string content, input.read_all());
  if (content.empty()) return names_an_editor(environment) ? value_from_editor(environment) : no_input();
  if (!is_utf8(content)) return bytes_value(content);
  if (content.ends_with('\n')) content.pop_back();
  return text_value(std::move(content));
}

Result<Value> value_of(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("string-value") && invocation.given("binary-file"))
    return Error{.kind = ErrorKind::input,
                 .message = "At most one of ['string-value', 'binary-file'] should be provided."};
  if (invocation.given("string-value")) return text_value(invocation.text("string-value"));
  if (invocation.given("binary-file")) {
    DBC_TRY(const std::string content, read_file(invocation.text("binary-file")));
    return bytes_value(content);
  }
  const auto& input = session.surroundings().input;
  return input.is_terminal ? value_from_editor(session.environment()) : value_from_input(input, session.environment());
}

/// As the modern client does it: what comes through a pipe is bytes, to the last newline.
Result<Value> modern_value_of(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("string-value") && invocation.given("bytes-value"))
    return Error{.kind = ErrorKind::input, .message = "cannot specify both --bytes-value and --string-value"};
  if (invocation.given("string-value")) return text_value(invocation.text("string-value"));
  if (invocation.given("bytes-value")) return bytes_value(invocation.text("bytes-value"));
  const auto& input = session.surroundings().input;
  if (!input.is_terminal) {
    DBC_TRY(const std::string content, input.read_all());
    return content.empty() ? Result<Value>(no_input()) : bytes_value(content);
  }
  DBC_CHECK(session.err().write("Please enter your secret value: "));
  const auto line = input.read_hidden_line();
  if (!line) return Error{.kind = ErrorKind::aborted, .message = "Aborted!"};
  return text_value(*line);
}

Result<void> put(cli::Session& session, const cli::Invocation& invocation, const Value& value) {
  DBC_TRY(Json body, cli::request_body(invocation));
  body[std::string(value.field)] = value.content;
  DBC_TRY(api::Client * client, session.workspace());
  DBC_CHECK(client->send("POST", invocation.command().endpoint.path, body, api::Shape::acknowledgement));
  return {};
}

}  // namespace

Result<void> run_secrets_put(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const Value value, value_of(session, invocation));
  return put(session, invocation, value);
}

Result<void> run_secrets_put_secret(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("json")) return cli::run_request(session, invocation);
  DBC_TRY(const Value value, modern_value_of(session, invocation));
  return put(session, invocation, value);
}

}  // namespace dbc::commands
