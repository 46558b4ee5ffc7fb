#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/permissions/grants.hpp"
#include "emulator/services/secrets/handlers.hpp"
#include "emulator/services/secrets/scopes.hpp"

namespace dbc::emulator {
namespace {

/// A principal of any kind, by its name. User names win, because they look like no other.
Result<std::optional<PrincipalRecord>> find_principal(Transaction& transaction, const std::string& name) {
  PrincipalRepository principals(transaction);
  for (const auto kind : {PrincipalKind::user, PrincipalKind::group, PrincipalKind::service_principal}) {
    DBC_TRY(auto found, principals.find(kind, name));
    if (found) return found;
  }
  return std::optional<PrincipalRecord>{};
}

/// What a request about one ACL names, where the sender may manage the scope.
struct AclQuestion {
  std::string scope;
  std::string principal_name;  ///< as asked for
  std::optional<PrincipalRecord> principal;
};

Result<AclQuestion> read_question(const Json& input, const Call& call, Context& context, Transaction& transaction) {
  AclQuestion question;
  DBC_TRY(question.principal_name, Fields(input).required_text("principal"));
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::manage));
  question.scope = scope.name;
  DBC_TRY(question.principal, find_principal(transaction, question.principal_name));
  return question;
}

Error no_acl(const AclQuestion& question) {
  return api_error(
      ErrorCode::resource_does_not_exist,
      "Failed to get secret acl for principal " + question.principal_name + " for scope " + question.scope + ".");
}

ObjectRef object_of(const std::string& scope) { return {"secret-scopes", scope}; }

Json acl_info(const PrincipalRecord& principal, const Grant& grant) {
  return {{"principal", principal.name}, {"permission", grant.level}};
}

}  // namespace

Result<Reply> put_scope_acl(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto permission, Fields(input).required_text("permission"));
  if (ObjectRef("secret-scopes", "").kind->rank(permission) == 0) return wrong_type("AclPermission", "permission");
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto question, read_question(input, call, context, transaction));
  if (!question.principal) return invalid_parameter("The principal does not exist: " + question.principal_name);
  const Grant grant{.principal_id = question.principal->id, .level = permission};
  DBC_CHECK(GrantRepository(transaction).set(object_of(question.scope), grant));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> delete_scope_acl(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto question, read_question(input, call, context, transaction));
  if (!question.principal) return no_acl(question);
  DBC_TRY(const bool was_there, GrantRepository(transaction).remove(object_of(question.scope), question.principal->id));
  if (!was_there) return no_acl(question);
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> list_scope_acls(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::manage));
  DBC_TRY(const auto grants, GrantRepository(transaction).on(object_of(scope.name)));
  PrincipalRepository principals(transaction);
  Json body = Json::object();
  for (const auto& grant : grants) {
    DBC_TRY(const auto principal, principals.find(grant.principal_id));
    if (principal) body["items"].push_back(acl_info(*principal, grant));
  }
  return ok(body);
}

Result<Reply> get_scope_acl(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto question, read_question(input, call, context, transaction));
  if (!question.principal) return no_acl(question);
  DBC_TRY(const auto grants, GrantRepository(transaction).on(object_of(question.scope)));
  const auto grant = std::ranges::find(grants, question.principal->id, &Grant::principal_id);
  if (grant == grants.end()) return no_acl(question);
  return ok(acl_info(*question.principal, *grant));
}

}  // namespace dbc::emulator
