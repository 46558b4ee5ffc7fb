#include "emulator/services/scim/scim_list.hpp"

#include <algorithm>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/scim/scim_error.hpp"
#include "emulator/services/scim/scim_filter.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_default_count = 100;

struct ListQuery {
  std::optional<ScimFilter> filter;
  std::string sort_by;  ///< empty for the order of the ids
  bool is_descending = false;
  std::int64_t start_index = 1;
  std::int64_t count = k_default_count;
  Projection projection;
};

Result<std::int64_t> read_number(const Fields& fields, std::string_view name, std::int64_t fallback,
                                 std::int64_t least) {
  const Json* value = fields.find(name);
  if (value == nullptr) return fallback;
  const auto number = to_integer(*value);
  if (!number) return invalid_value(std::string(name) + " must be a number");
  return std::max(*number, least);
}

Result<void> read_order(const Fields& fields, const ScimSchema& schema, ListQuery& query) {
  DBC_TRY(const auto by, fields.text("sortBy"));
  DBC_TRY(const auto order, fields.text("sortOrder"));
  if (by && *by != "id") query.sort_by = *by;
  if (!query.sort_by.empty() && schema.find(query.sort_by.substr(0, query.sort_by.find('.'))) == nullptr)
    return invalid_path("No such attribute with the name : " + query.sort_by + " in the current resource");
  if (order && *order != "ascending" && *order != "descending")
    return invalid_value("sortOrder must be ascending or descending");
  query.is_descending = order == "descending";
  return {};
}

Result<ListQuery> read_query(const Json& input, const ScimSchema& schema) {
  const Fields fields(input);
  ListQuery query;
  DBC_TRY(const auto filter, fields.text("filter"));
  if (filter && !trim(*filter).empty()) {
    DBC_TRY(query.filter, ScimFilter::parse(*filter, schema));
  }
  DBC_CHECK(read_order(fields, schema, query));
  DBC_TRY(query.start_index, read_number(fields, "startIndex", 1, 1));
  DBC_TRY(query.count, read_number(fields, "count", k_default_count, 0));
  DBC_TRY(query.projection, Projection::read(input));
  return query;
}

/// Filters see what the reader sees: else they would tell the rest.
Result<std::vector<Json>> matching(const ScimReader& reader, PrincipalRepository& principals, const ListQuery& query,
                                   PrincipalKind kind) {
  DBC_TRY(const auto records, principals.all(kind));
  std::vector<Json> resources;
  for (const auto& record : records) {
    DBC_TRY(auto resource, scim_resource_for(reader, principals, record));
    if (!query.filter || query.filter->matches(resource)) resources.push_back(std::move(resource));
  }
  return resources;
}

std::string sort_key(const Json& resource, const std::string& attribute) {
  const auto values = scim_values(resource, attribute);
  return values.empty() ? std::string{} : to_lower(values.front());
}

void sort(std::vector<Json>& resources, const ListQuery& query) {
  if (!query.sort_by.empty())
    std::ranges::stable_sort(resources, {}, [&](const Json& each) { return sort_key(each, query.sort_by); });
  if (query.is_descending) std::ranges::reverse(resources);
}

}  // namespace

Result<Json> scim_list(const ScimReader& reader, PrincipalRepository& principals, const Json& input,
                       const ScimSchema& schema) {
  DBC_TRY(const auto query, read_query(input, schema));
  DBC_TRY(auto resources, matching(reader, principals, query, schema.kind));
  sort(resources, query);
  const auto total = static_cast<std::int64_t>(resources.size());
  const std::int64_t from = std::min(query.start_index - 1, total);
  const std::int64_t size = std::min(query.count, total - from);
  Json page = Json::array();
  for (std::int64_t i = from; i < from + size; ++i)
    page.push_back(query.projection.of(resources[static_cast<std::size_t>(i)]));
  Json body{{"schemas", Json::array({"urn:ietf:params:scim:api:messages:2.0:ListResponse"})},
            {"totalResults", total},
            {"startIndex", query.start_index},
            {"itemsPerPage", size}};
  if (!page.empty()) body["Resources"] = std::move(page);
  return body;
}

}  // namespace dbc::emulator
