#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/secrets/handlers.hpp"
#include "emulator/services/secrets/reveal_secret.hpp"
#include "emulator/services/secrets/scopes.hpp"
#include "emulator/store/secret_box.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_value_bytes = 128 * 1024;
constexpr std::size_t k_max_secrets = 1000;  // in one scope

Error no_secret(const std::string& scope, const std::string& key) {
  return api_error(ErrorCode::resource_does_not_exist,
                   "Secret does not exist with scope: " + scope + " and key: " + key);
}

/// The value of exactly one of string_value and bytes_value.
Result<std::string> read_value(const Json& input) {
  const Fields fields(input);
  DBC_TRY(auto text, fields.text("string_value"));
  DBC_TRY(const auto base64, fields.text("bytes_value"));
  if (text.has_value() == base64.has_value())
    return invalid_parameter("Exactly one of string_value and bytes_value must be given");
  std::optional<std::string> value = text ? std::move(text) : base64_decode(*base64);
  if (!value) return invalid_parameter("The bytes_value is not base64");
  if (value->size() > k_max_value_bytes)
    return invalid_parameter("The value is longer than " + std::to_string(k_max_value_bytes) + " bytes");
  return std::move(*value);
}

/// Which place in the database a sealed value belongs to. Names hold no slash.
std::string place_of(const std::string& scope, const std::string& key) { return scope + "/" + key; }

Result<void> require_writable(const SecretScope& scope) {
  if (!scope.is_key_vault) return {};
  return api_error(ErrorCode::bad_request,
                   "Scope " + scope.name + " is backed by Azure KeyVault and cannot be written");
}

Result<void> require_room(SecretRepository& secrets, const std::string& scope, const std::string& key) {
  DBC_TRY(const auto known, secrets.find(scope, key));
  if (known) return {};
  DBC_TRY(const auto all, secrets.all(scope));
  if (all.size() < k_max_secrets) return {};
  return api_error(ErrorCode::resource_limit_exceeded,
                   "Scope " + scope + " holds " + std::to_string(k_max_secrets) + " secrets, which is the limit");
}

/// The key may be made only while there is nothing that an earlier one has sealed.
Result<SecretBox> box_for_writing(const Store& store, SecretRepository& secrets) {
  DBC_TRY(const auto count, secrets.count());
  return SecretBox::open(store.folder(), count == 0);
}

}  // namespace

Result<std::string> reveal_secret(Transaction& transaction, const Context& context, const std::string& scope,
                                  const std::string& key) {
  DBC_TRY(const auto row, SecretRepository(transaction).find(scope, key));
  if (!row) return no_secret(scope, key);
  DBC_TRY(const auto box, SecretBox::open(context.store.folder(), false));
  return box.unseal(row->sealed, place_of(scope, key));
}

Result<Reply> put_secret(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto key, read_secret_name(input, "key", k_key_signs));
  DBC_TRY(const auto value, read_value(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::write));
  DBC_CHECK(require_writable(scope));
  SecretRepository secrets(transaction);
  DBC_CHECK(require_room(secrets, scope.name, key));
  DBC_TRY(const auto box, box_for_writing(context.store, secrets));
  DBC_TRY(const auto sealed, box.seal(value, place_of(scope.name, key)));
  DBC_CHECK(secrets.put(scope.name, {.key = key, .sealed = sealed, .updated_at = context.clock.now()}));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> delete_secret(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto key, Fields(input).required_text("key"));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::write));
  DBC_CHECK(require_writable(scope));
  SecretRepository secrets(transaction);
  DBC_TRY(const auto known, secrets.find(scope.name, key));
  if (!known) return no_secret(scope.name, key);
  DBC_CHECK(secrets.remove(scope.name, key));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> list_secrets(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::read));
  DBC_TRY(const auto rows, SecretRepository(transaction).all(scope.name));
  Json body = Json::object();
  for (const auto& row : rows)
    body["secrets"].push_back({{"key", row.key}, {"last_updated_timestamp", to_epoch_millis(row.updated_at)}});
  return ok(body);
}

Result<Reply> get_secret(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto key, Fields(input).required_text("key"));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::read));
  DBC_TRY(const auto value, reveal_secret(transaction, context, scope.name, key));
  return ok({{"key", key}, {"value", base64_encode(value)}});
}

}  // namespace dbc::emulator
