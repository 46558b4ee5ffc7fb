#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

// Lists that turn pages in the database must leave out there what somebody may not see. This is `may` as a condition in
// SQL, for any level of a kind.

/// Whom a list is for, where not everything is for them.
struct Audience {
  std::string user_name = {};
  std::string ids = {};  ///< JSON: the principal and every group that it belongs to
};

/// Nothing where the principal sees everything: as an admin, or because the mode does not enforce permissions.
[[nodiscard]] Result<std::optional<Audience>> limited_audience(Transaction& transaction, const Principal& principal);

/// The columns of a list that say which object a row is about. Each is an expression in SQL.
struct ListedObject {
  std::string_view kinds;    ///< paths of kinds, quoted and separated by commas
  std::string_view id;       ///< as a number
  std::string_view creator;  ///< user name
};

/// True in SQL for what was granted to the audience, or belongs to its user where nothing was granted. Inheritance and
/// levels of everyone are not looked at. Takes two parameters: `ids`, then `user_name`, of the audience.
[[nodiscard]] std::string granted_condition(const ListedObject& object);

}  // namespace dbc::emulator
