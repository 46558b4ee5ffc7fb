#include "emulator/services/cluster_policies/policy_families.hpp"

#include <array>

#include "dbc_embedded/conf_policy_families_json.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_page = 1000;

Result<Page> read_page(const Json& input) {
  const Fields fields(input);
  DBC_TRY(const auto size, fields.integer("max_results"));
  DBC_TRY(const auto token, fields.text("page_token"));
  if (size && *size < 0) return invalid_parameter("max_results must not be negative");
  Page page{.size = k_max_page};
  if (size && *size > 0) page.size = std::min(k_max_page, static_cast<std::size_t>(*size));
  if (!token || token->empty()) return page;
  DBC_TRY(page.offset, read_page_token(*token, ""));
  return page;
}

Result<Reply> list_families(const Call& call, Context&) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Page page, read_page(input));
  DBC_TRY(const Json families, all_policy_families());
  Json list = Json::array();
  for (std::size_t i = page.offset; i < families.size() && list.size() < page.size; ++i) list.push_back(families[i]);
  Json body{{"policy_families", std::move(list)}};
  add_page_tokens(body, page, families.size(), "");
  return ok(body);
}

Result<Reply> get_family(const Call& call, Context&) {
  DBC_TRY(const Json input, call.input());
  if (Fields(input).find("version") != nullptr)
    return api_error(ErrorCode::not_implemented, "The emulated workspace knows no version of policy families");
  const std::string id(call.path_parameter("policy_family_id"));
  DBC_TRY(const auto family, find_policy_family(id));
  if (!family) return api_error(ErrorCode::resource_does_not_exist, "Can't find a policy family with id: " + id + ".");
  return ok(*family);
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/policy-families"};

constexpr std::array k_routes{
    Route{"GET", "/", list_families},
    Route{"GET", "/{policy_family_id}", get_family},
};

}  // namespace

constinit const RouteGroup k_policy_families_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

Result<Json> all_policy_families() {
  DBC_TRY(Json families, parse_json(embedded::conf_policy_families_json));
  for (Json& family : families) family["definition"] = json_text(family["definition"]);
  return families;
}

Result<std::optional<Json>> find_policy_family(std::string_view id) {
  DBC_TRY(Json families, all_policy_families());
  for (Json& family : families)
    if (string_or(family, "policy_family_id", "") == id) return std::optional(std::move(family));
  return std::optional<Json>{};
}

Result<std::string> effective_definition(const ClusterPolicy& policy) {
  if (!policy.family_id) return policy.definition.value_or("{}");
  DBC_TRY(const auto family, find_policy_family(*policy.family_id));
  if (!family) return std::string("{}");
  DBC_TRY(Json definition, parse_json(string_or(*family, "definition", "{}")));
  DBC_TRY(const Json overrides, parse_json(policy.overrides.value_or("{}")));
  for (const auto& [path, rule] : overrides.items()) {
    if (rule.is_null())
      definition.erase(path);
    else
      definition[path] = rule;
  }
  return json_text(definition);
}

}  // namespace dbc::emulator
