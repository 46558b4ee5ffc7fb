#include "recipient_bodies.hpp"

namespace dbc::commands::unity_catalog {
namespace {

constexpr std::string_view k_address = "allowed-ip-address";
constexpr std::string_view k_property = "property";

/// KEY=VALUE, split at the first '='; the value may hold more of them.
Result<Json> property(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    return Error{.kind = ErrorKind::input,
                 .message = "Invalid format for property '" + text + "'. The format should be <key>=<value>."};
  return Json{{"key", text.substr(0, equals)}, {"value", text.substr(equals + 1)}};
}

Result<Json> properties(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const auto& text : texts) {
    DBC_TRY(Json pair, property(text));
    list.push_back(std::move(pair));
  }
  return list;
}

/// One empty text stands for "none of them".
bool clears(const std::vector<std::string>& texts) { return texts.size() == 1 && texts.front().empty(); }

}  // namespace

Result<void> finish_new_recipient(const cli::Invocation& invocation, Json& body) {
  DBC_TRY(Json pairs, properties(invocation.texts(k_property)));
  body["authentication_type"] = invocation.given("sharing-id") ? "DATABRICKS" : "TOKEN";
  body["ip_access_list"] = {{"allowed_ip_addresses", invocation.texts(k_address)}};
  body["properties_kvpairs"] = {{"properties", std::move(pairs)}};
  return {};
}

Result<void> finish_recipient_update(const cli::Invocation& invocation, Json& body) {
  if (const auto addresses = invocation.texts(k_address); !addresses.empty()) {
    body["ip_access_list"] = Json::object();
    if (!clears(addresses)) body["ip_access_list"]["allowed_ip_addresses"] = addresses;
  }
  if (const auto texts = invocation.texts(k_property); !texts.empty()) {
    body["properties_kvpairs"] = Json::object();
    if (clears(texts)) return {};
    DBC_TRY(body["properties_kvpairs"]["properties"], properties(texts));
  }
  return {};
}

}  // namespace dbc::commands::unity_catalog
