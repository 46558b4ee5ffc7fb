#include <array>

#include "emulator/http/reply.hpp"
#include "emulator/identity/membership.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/scim/scim_change.hpp"
#include "emulator/services/scim/scim_error.hpp"
#include "emulator/services/scim/scim_list.hpp"
#include "emulator/services/scim/scim_patch.hpp"
#include "emulator/services/scim/scim_resource.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

Result<void> require_directory_admin(const Call& call) {
  return require_admin(call.principal(), "change users, groups and service principals");
}

Error not_found(std::string_view id, const ScimSchema& schema) {
  const std::string subject = std::string(schema.title) + " with id " + std::string(id);
  return scim_error(404, subject + (schema.kind == PrincipalKind::group ? " is not found" : " not found."));
}

/// The principal that the path names.
Result<PrincipalRecord> get_record(PrincipalRepository& principals, const Call& call, const ScimSchema& schema) {
  const auto text = call.path_parameter("id");
  const auto id = to_integer(Json(text));
  if (!id) return not_found(text, schema);
  DBC_TRY(auto record, principals.find(*id));
  if (!record || record->kind != schema.kind) return not_found(text, schema);
  return std::move(*record);
}

Result<Reply> reply_with(const ScimReader& reader, PrincipalRepository& principals, const PrincipalRecord& record,
                         const Json& input) {
  DBC_TRY(const auto projection, Projection::read(input));
  DBC_TRY(const auto resource, scim_resource_for(reader, principals, record));
  return ok(projection.of(resource));
}

template <PrincipalKind kind>
Result<Reply> list_resources(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto reader, ScimReader::of(transaction, call.principal()));
  DBC_TRY(const Json body, scim_list(reader, principals, input, scim_schema(kind)));
  return ok(body);
}

template <PrincipalKind kind>
Result<Reply> get_resource(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_record(principals, call, scim_schema(kind)));
  DBC_TRY(const auto reader, ScimReader::of(transaction, call.principal()));
  return reply_with(reader, principals, record, input);
}

template <PrincipalKind kind>
Result<Reply> create_resource(const Call& call, Context& context) {
  DBC_CHECK(require_directory_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, create_from_resource(principals, input, scim_schema(kind)));
  DBC_TRY(const Json resource, scim_resource(principals, record));
  if (kind == PrincipalKind::user) DBC_CHECK(make_home(record.name, context));
  DBC_CHECK(transaction.commit());
  return Reply{.status = 201, .body = json_text(resource)};
}

/// Stores a changed resource and answers with what came of it.
Result<Reply> replace(Transaction& transaction, const PrincipalRecord& before, const Json& resource,
                      const ScimSchema& schema) {
  PrincipalRepository principals(transaction);
  DBC_CHECK(replace_by_resource(principals, before, resource, schema));
  DBC_TRY(const auto after, principals.find(before.id));
  DBC_TRY(const Json shown, scim_resource(principals, *after));
  DBC_CHECK(transaction.commit());
  return ok(shown);
}

template <PrincipalKind kind>
Result<Reply> replace_resource(const Call& call, Context& context) {
  DBC_CHECK(require_directory_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_record(principals, call, scim_schema(kind)));
  return replace(transaction, record, input, scim_schema(kind));
}

template <PrincipalKind kind>
Result<Reply> patch_resource(const Call& call, Context& context) {
  DBC_CHECK(require_directory_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_record(principals, call, scim_schema(kind)));
  DBC_TRY(Json resource, scim_resource(principals, record));
  DBC_CHECK(apply_patch(resource, input, scim_schema(kind)));
  // What a patch removes to the last element must count as empty, not as unmentioned.
  for (const char* name : {"members", "groups"})
    if (!resource.contains(name)) resource[name] = Json::array();
  return replace(transaction, record, resource, scim_schema(kind));
}

template <PrincipalKind kind>
Result<Reply> delete_resource(const Call& call, Context& context) {
  DBC_CHECK(require_directory_admin(call));
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_record(principals, call, scim_schema(kind)));
  DBC_CHECK(remove_principal(principals, record));
  DBC_CHECK(transaction.commit());
  return Reply{.status = 204};
}

/// Everybody as a user: a service principal's user name is its application id.
Result<Reply> current_user(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  DBC_TRY(auto record, principals.find(call.principal().id));
  if (!record) return not_found(std::to_string(call.principal().id), scim_schema(PrincipalKind::user));
  record->kind = PrincipalKind::user;
  return reply_with({}, principals, *record, input);
}

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/preview/scim/v2", "/api/2.0/account/scim/v2"};

constexpr auto k_user = PrincipalKind::user;
constexpr auto k_group = PrincipalKind::group;
constexpr auto k_service_principal = PrincipalKind::service_principal;

constexpr std::array k_routes{
    Route{"GET", "/Me", scim<current_user>},
    Route{"GET", "/Users", scim<list_resources<k_user>>},
    Route{"POST", "/Users", scim<create_resource<k_user>>},
    Route{"GET", "/Users/{id}", scim<get_resource<k_user>>},
    Route{"PUT", "/Users/{id}", scim<replace_resource<k_user>>},
    Route{"PATCH", "/Users/{id}", scim<patch_resource<k_user>>},
    Route{"DELETE", "/Users/{id}", scim<delete_resource<k_user>>},
    Route{"GET", "/Groups", scim<list_resources<k_group>>},
    Route{"POST", "/Groups", scim<create_resource<k_group>>},
    Route{"GET", "/Groups/{id}", scim<get_resource<k_group>>},
    Route{"PUT", "/Groups/{id}", scim<replace_resource<k_group>>},
    Route{"PATCH", "/Groups/{id}", scim<patch_resource<k_group>>},
    Route{"DELETE", "/Groups/{id}", scim<delete_resource<k_group>>},
    Route{"GET", "/ServicePrincipals", scim<list_resources<k_service_principal>>},
    Route{"POST", "/ServicePrincipals", scim<create_resource<k_service_principal>>},
    Route{"GET", "/ServicePrincipals/{id}", scim<get_resource<k_service_principal>>},
    Route{"PUT", "/ServicePrincipals/{id}", scim<replace_resource<k_service_principal>>},
    Route{"PATCH", "/ServicePrincipals/{id}", scim<patch_resource<k_service_principal>>},
    Route{"DELETE", "/ServicePrincipals/{id}", scim<delete_resource<k_service_principal>>},
};

}  // namespace

constinit const RouteGroup k_scim_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
