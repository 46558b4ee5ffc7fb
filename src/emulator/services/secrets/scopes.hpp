#pragma once

#include "emulator/http/fields.hpp"
#include "emulator/services/permissions/object_kind.hpp"
#include "emulator/services/secrets/secret_repository.hpp"

namespace dbc::emulator {

/// The name of a scope or key in a request's field: 1 to 128 letters, digits and signs out of `signs`.
[[nodiscard]] Result<std::string> read_secret_name(const Json& input, std::string_view field, std::string_view signs);

constexpr std::string_view k_scope_signs = "-_.@";
constexpr std::string_view k_key_signs = "-_.";

/// The scope that the field `scope` names, where the sender has this level on it.
[[nodiscard]] Result<SecretScope> get_scope(const Json& input, const Call& call, Context& context,
                                            Transaction& transaction, std::string_view level);

/// What permissions need to know of a scope.
[[nodiscard]] Result<ObjectFacts> find_scope_object(Transaction& transaction, Context& context,
                                                    const std::string& name);

}  // namespace dbc::emulator
