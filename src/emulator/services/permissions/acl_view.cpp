#include "emulator/services/permissions/acl_view.hpp"

#include <map>

#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {
namespace {

std::string path_of(const ObjectRef& object) {
  return "/" + std::string(object.kind->path) + (object.kind->is_single ? "" : "/" + object.id);
}

/// The collection that an object belongs to, from which admins have their permission.
std::string collection_of(const SecurableKind& kind) {
  const std::string path = "/" + std::string(kind.path) + "/";
  return kind.is_single ? path.substr(0, path.find('/', 1) + 1) : path;
}

Json direct(std::string_view level) { return {{"permission_level", level}, {"inherited", false}}; }

Json inherited(std::string_view level, const std::string& from) {
  return {{"permission_level", level}, {"inherited", true}, {"inherited_from_object", Json::array({from})}};
}

Json entry_of(const PrincipalRecord& principal) {
  switch (principal.kind) {
    case PrincipalKind::group:
      return {{"group_name", principal.name}};
    case PrincipalKind::service_principal:
      return {{"service_principal_name", principal.name}, {"display_name", principal.display_name}};
    default:
      return {{"user_name", principal.name}, {"display_name", principal.display_name}};
  }
}

/// Collects permissions, one entry for each principal in the order of their first.
class AccessControlList {
 public:
  explicit AccessControlList(Transaction& transaction) : principals_(transaction) {}

  Result<void> add(std::int64_t principal_id, const Json& permission) {
    const auto known = places_.find(principal_id);
    if (known != places_.end()) {
      entries_[known->second]["all_permissions"].push_back(permission);
      return {};
    }
    DBC_TRY(const auto principal, principals_.find(principal_id));
    if (!principal) return {};
    places_[principal_id] = entries_.size();
    Json entry = entry_of(*principal);
    entry["all_permissions"] = Json::array({permission});
    entries_.push_back(std::move(entry));
    return {};
  }
  [[nodiscard]] bool has(std::int64_t principal_id) const { return places_.contains(principal_id); }
  [[nodiscard]] const Json& entries() const { return entries_; }

 private:
  PrincipalRepository principals_;
  std::map<std::int64_t, std::size_t> places_;
  Json entries_ = Json::array();
};

Result<void> add_admins(AccessControlList& list, const SecurableKind& kind, const ObjectFacts& facts) {
  if (!kind.names_admins() && !facts.names_admins)
    return list.add(k_admins_id, inherited(level::can_manage, collection_of(kind)));
  return list.has(k_admins_id) ? Result<void>{} : list.add(k_admins_id, direct(level::can_manage));
}

}  // namespace

Result<Json> object_permissions(Transaction& transaction, Context& context, const ObjectRef& object,
                                const ObjectFacts& facts) {
  AccessControlList list(transaction);
  DBC_TRY(const auto own, direct_grants(transaction, object, facts));
  for (const auto& grant : own) DBC_CHECK(list.add(grant.principal_id, direct(grant.level)));
  DBC_TRY(const auto above, inherited_grants(transaction, context, facts));
  for (const auto& [grant, from] : above)
    DBC_CHECK(list.add(grant.principal_id, inherited(grant.level, path_of(from))));
  DBC_CHECK(add_admins(list, *object.kind, facts));
  return Json{{"object_id", path_of(object)},
              {"object_type", object.kind->object_type},
              {"access_control_list", list.entries()}};
}

Json permission_levels(const SecurableKind& kind) {
  Json levels = Json::array();
  for (const auto level : kind.levels)
    levels.push_back({{"permission_level", level},
                      {"description", title_of_level(level) + " permission on the " + std::string(kind.noun)}});
  return {{"permission_levels", levels}};
}

}  // namespace dbc::emulator
