#pragma once

#include "dbc/cli/invocation.hpp"

/// Bodies of PATCH /shares/NAME: a list of updates, each an action on one shared object.
namespace dbc::commands::unity_catalog {

enum class ShareAction : std::uint8_t {
  add,
  update,
  remove,
};

enum class SharedType : std::uint8_t {
  schema,
  table,
};

/// Turns the row's fields, or the JSON given instead of them, into the one update of a share.
[[nodiscard]] Result<void> wrap_shared_object(ShareAction action, SharedType type, const cli::Invocation& invocation,
                                              Json& body);

/// The same as a row's `finish_body`.
template <ShareAction A, SharedType T>
Result<void> shared_object(const cli::Invocation& invocation, Json& body) {
  return wrap_shared_object(A, T, invocation, body);
}

/// `updates` of --add-table and --remove-table; a body given as JSON stays as it is.
[[nodiscard]] Result<void> add_table_updates(const cli::Invocation& invocation, Json& body);

}  // namespace dbc::commands::unity_catalog
