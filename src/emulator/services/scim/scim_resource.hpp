#pragma once

#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// A principal as SCIM shows it, with its groups and, of a group, its members. Empty lists are left out.
[[nodiscard]] Result<Json> scim_resource(PrincipalRepository& principals, const PrincipalRecord& record);

/// Which attributes of a resource a reply shows: `attributes` and `excludedAttributes` of a request, dotted names too.
struct Projection {
  std::vector<std::string> wanted = {};  ///< all where empty
  std::vector<std::string> unwanted = {};

  [[nodiscard]] static Result<Projection> read(const Json& input);
  [[nodiscard]] Json of(const Json& resource) const;
};

}  // namespace dbc::emulator
