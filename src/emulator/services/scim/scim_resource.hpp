#pragma once

#include "emulator/http/call.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// A principal as SCIM shows it, with its groups and, of a group, its members. Empty lists are left out.
[[nodiscard]] Result<Json> scim_resource(PrincipalRepository& principals, const PrincipalRecord& record);

/// Who looks at resources.
struct ScimReader {
  bool sees_all = true;
  std::int64_t own_id = 0;  ///< sees all of itself

  /// Of principals that are not admins, where the mode enforces permissions, nobody sees all.
  [[nodiscard]] static Result<ScimReader> of(Transaction& transaction, const Principal& principal);
};

/// The same for that reader: of others perhaps no more than who they are, and not what they belong to and may do.
[[nodiscard]] Result<Json> scim_resource_for(const ScimReader& reader, PrincipalRepository& principals,
                                             const PrincipalRecord& record);

/// Which attributes of a resource a reply shows: `attributes` and `excludedAttributes` of a request, dotted names too.
struct Projection {
  std::vector<std::string> wanted = {};  ///< all where empty
  std::vector<std::string> unwanted = {};

  [[nodiscard]] static Result<Projection> read(const Json& input);
  [[nodiscard]] Json of(const Json& resource) const;
};

}  // namespace dbc::emulator
