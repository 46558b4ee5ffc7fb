#pragma once

#include "dbc/cli/invocation.hpp"

/// What rows cannot say of the bodies of recipients: properties, allowed addresses, the kind of sign-in.
namespace dbc::commands::unity_catalog {

[[nodiscard]] Result<void> finish_new_recipient(const cli::Invocation& invocation, Json& body);
[[nodiscard]] Result<void> finish_recipient_update(const cli::Invocation& invocation, Json& body);

}  // namespace dbc::commands::unity_catalog
