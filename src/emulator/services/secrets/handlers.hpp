#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.0/secrets, by the file that holds them.

// scopes.cpp
[[nodiscard]] Result<Reply> create_scope(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_scope(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_scopes(const Call& call, Context& context);

// secret_values.cpp
[[nodiscard]] Result<Reply> put_secret(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_secret(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_secrets(const Call& call, Context& context);
[[nodiscard]] Result<Reply> get_secret(const Call& call, Context& context);

// scope_acls.cpp
[[nodiscard]] Result<Reply> put_scope_acl(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_scope_acl(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_scope_acls(const Call& call, Context& context);
[[nodiscard]] Result<Reply> get_scope_acl(const Call& call, Context& context);

}  // namespace dbc::emulator
