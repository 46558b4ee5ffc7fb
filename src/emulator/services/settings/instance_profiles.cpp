#include "emulator/services/settings/instance_profiles.hpp"

#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/settings/list_repository.hpp"

// /instance-profiles: the roles of AWS that clusters may take on. There is no AWS to check them with, so that
// skip_validation changes nothing.

namespace dbc::emulator {
namespace {

Result<void> require_profile_admin(const Call& call) {
  return require_admin(call.principal(), "change instance profiles");
}

Result<std::string> read_arn(const Json& input) {
  DBC_TRY(const auto arn, Fields(input).required_text("instance_profile_arn"));
  const bool is_profile = arn.starts_with("arn:aws") && arn.find(":instance-profile/") != std::string::npos;
  if (!is_profile) return invalid_parameter("Invalid instance profile ARN: " + arn);
  return arn;
}

Result<Json> read_profile(const Json& input, const std::string& arn) {
  const Fields fields(input);
  DBC_TRY(const auto role, fields.text("iam_role_arn"));
  DBC_TRY(const auto is_meta, fields.boolean("is_meta_instance_profile"));
  Json info{{"instance_profile_arn", arn}, {"is_meta_instance_profile", is_meta.value_or(false)}};
  if (role && !role->empty()) info["iam_role_arn"] = *role;
  return info;
}

Error no_profile(const std::string& arn) {
  return api_error(ErrorCode::resource_does_not_exist, "Instance profile " + arn + " does not exist");
}

Result<Reply> put_profile(const Call& call, Context& context, bool must_exist) {
  DBC_CHECK(require_profile_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto arn, read_arn(input));
  DBC_TRY(const Json info, read_profile(input, arn));
  DBC_TRY(auto transaction, context.store.begin_write());
  ListRepository profiles(transaction, AdminList::instance_profiles);
  DBC_TRY(const auto known, profiles.find(arn));
  if (!known && must_exist) return no_profile(arn);
  if (known && !must_exist)
    return api_error(ErrorCode::resource_already_exists, "Instance profile " + arn + " already exists");
  DBC_CHECK(profiles.put(arn, arn, info));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> add_profile(const Call& call, Context& context) { return put_profile(call, context, false); }

Result<Reply> edit_profile(const Call& call, Context& context) { return put_profile(call, context, true); }

Result<Reply> remove_profile(const Call& call, Context& context) {
  DBC_CHECK(require_profile_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto arn, Fields(input).required_text("instance_profile_arn"));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const bool was_there, ListRepository(transaction, AdminList::instance_profiles).remove(arn));
  if (!was_there) return no_profile(arn);
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> list_profiles(const Call&, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto profiles, ListRepository(transaction, AdminList::instance_profiles).all());
  return ok(profiles.empty() ? Json::object() : Json{{"instance_profiles", profiles}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/instance-profiles"};

constexpr std::array k_routes{
    Route{"GET", "/list", list_profiles},
    Route{"POST", "/add", add_profile},
    Route{"POST", "/edit", edit_profile},
    Route{"POST", "/remove", remove_profile},
};

}  // namespace

Result<void> require_instance_profile(Transaction& transaction, const Json& attributes) {
  const Json* cloud = find_member(attributes, "aws_attributes");
  const std::string arn = cloud == nullptr ? "" : string_or(*cloud, "instance_profile_arn", "");
  if (arn.empty()) return {};
  DBC_TRY(const auto known, ListRepository(transaction, AdminList::instance_profiles).find(arn));
  if (known) return {};
  return invalid_parameter("Instance profile " + arn +
                           " does not exist in this workspace. An admin adds it with instance-profiles/add.");
}

constinit const RouteGroup k_instance_profiles_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
