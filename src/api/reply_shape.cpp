#include "dbc/api/reply_shape.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "dbc/api/client.hpp"
#include "dbc/base/json_limits.hpp"
#include "dbc/base/text.hpp"
#include "dbc/net/sign_in_page.hpp"

namespace dbc::api {
namespace {

constexpr std::size_t k_bytes_of_a_value = 32;  // of text; in memory it takes several times as many

bool is_list_of_objects(const Json& value) {
  return value.is_array() && std::ranges::all_of(value, [](const Json& item) { return item.is_object(); });
}

/// "" and 0 stand for no error.
bool tells_error(const Json& reply) {
  const Json* code = find_member(reply, "error_code");
  if (code == nullptr || code->is_null()) return false;
  const bool is_empty_text = code->is_string() && code->get_ref<const std::string&>().empty();
  return !is_empty_text && *code != 0;
}

/// Firewalls, proxies and single sign-on put such pages before a workspace.
bool asks_to_sign_in(std::string_view page) {
  const std::string text = to_lower(page);
  constexpr std::array<std::string_view, 6> k_words{"sign in", "sign-in", "signin", "log in", "login", "sign on"};
  return std::ranges::any_of(k_words, [&](auto word) { return text.find(word) != std::string::npos; });
}

Error page_instead(const std::string& answered, std::string_view page) {
  if (net::tells_of_private_link(page)) return net::private_link_error("the workspace");
  if (!asks_to_sign_in(page)) return wrong_shape(answered + " with a page instead of JSON");
  return wrong_shape(answered + " with a page to sign in on instead of JSON")
      .with_hint(
          "Check the host and the credentials of the profile, and whether a proxy or VPN of this network asks to "
          "sign in first");
}

Error not_json(const net::Response& response, const std::string& why) {
  const std::string answered = "the service answered " + std::to_string(response.status);
  if (trim(response.body).starts_with('<')) return page_instead(answered, response.body);
  if (why.starts_with(k_more_values)) return wrong_shape(answered + " with a body of " + why).with_hint(k_longer_reply);
  return wrong_shape(answered + " with a body that is " + why);
}

std::string type_of(const net::Response& head) {
  const auto* type = head.headers.find("Content-Type");
  return type == nullptr ? "" : to_lower(*type);
}

Error instead_of_file(const net::Response& head, const std::string& what) {
  return wrong_shape("the service answered " + std::to_string(head.status) + " with " + what + " instead of the file");
}

const Json* member_of(const Json& object, std::string_view key, bool (Json::*is_right)() const) {
  const Json* member = find_member(object, key);
  return member != nullptr && (member->*is_right)() ? member : nullptr;
}

Error no_member(std::string_view key, std::string_view what) {
  return wrong_shape("the service does not tell " + std::string(what) + ": its reply has no usable '" +
                     std::string(key) + "'");
}

}  // namespace

Error wrong_shape(std::string message) {
  return {.kind = ErrorKind::http,
          .message = std::move(message),
          .hint = "Check that the profile's host is a Databricks workspace"};
}

Result<Json> read_reply(const net::Response& response, Shape shape, std::size_t longest) {
  if (trim(response.body).empty()) {
    if (shape == Shape::acknowledgement) return Json::object();
    return wrong_shape("the service answered " + std::to_string(response.status) + " without saying anything");
  }
  constexpr auto k_any = std::numeric_limits<std::size_t>::max();
  auto parsed = parse_json(response.body, {.values = longest / k_bytes_of_a_value, .members = k_any});
  if (!parsed) return not_json(response, parsed.error().message);
  if (!parsed->is_object()) return not_json(response, "no JSON object");
  if (tells_error(*parsed)) return error_from_response(response);
  return parsed;
}

Result<void> check_is_no_page(const net::Response& head) {
  if (type_of(head).find("html") == std::string::npos) return {};
  return instead_of_file(head, "a page");
}

Result<void> check_bytes_head(const net::Response& head) {
  DBC_CHECK(check_is_no_page(head));
  const std::string type = type_of(head);
  if (type.empty()) return instead_of_file(head, "something of no type");
  if (type.starts_with("application/json")) return instead_of_file(head, "JSON");
  return {};
}

Result<const Json*> list_in(const Json& reply, std::string_view key) {
  const Json* list = find_member(reply, key);
  if (list == nullptr || list->is_null()) return static_cast<const Json*>(nullptr);
  if (is_list_of_objects(*list)) return list;
  return wrong_shape("the service's '" + std::string(key) + "' is no list of objects");
}

Result<std::string> text_in(const Json& object, std::string_view key, std::string_view what) {
  const Json* found = member_of(object, key, &Json::is_string);
  if (found == nullptr) return no_member(key, what);
  return found->get<std::string>();
}

Result<std::uint64_t> count_in(const Json& object, std::string_view key, std::string_view what) {
  const Json* found = member_of(object, key, &Json::is_number_unsigned);
  if (found == nullptr) return no_member(key, what);
  return found->get<std::uint64_t>();
}

Result<bool> flag_in(const Json& object, std::string_view key, std::string_view what) {
  const Json* found = member_of(object, key, &Json::is_boolean);
  if (found == nullptr) return no_member(key, what);
  return found->get<bool>();
}

}  // namespace dbc::api
