#pragma once

#include <vector>

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// One principal's level on one object.
struct Grant {
  std::int64_t principal_id = 0;
  std::string level = {};
};
using Grants = std::vector<Grant>;

/// What was granted on objects, in the database; in the order of the requests.
class GrantRepository {
 public:
  explicit GrantRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<Grants> on(const ObjectRef& object);
  [[nodiscard]] Result<void> replace(const ObjectRef& object, const Grants& grants);
  [[nodiscard]] Result<void> set(const ObjectRef& object, const Grant& grant);
  [[nodiscard]] Result<bool> remove(const ObjectRef& object, std::int64_t principal_id);  ///< false where none

 private:
  Transaction& transaction_;
};

/// The grants that hold on an object itself: what was granted, or else what its creator and everyone have by default.
[[nodiscard]] Result<Grants> direct_grants(Transaction& transaction, const ObjectRef& object, const ObjectFacts& facts);

/// A grant that comes from a folder above.
struct InheritedGrant {
  Grant grant;
  ObjectRef from;
};

/// The direct grants of every folder above an object, nearest first.
[[nodiscard]] Result<std::vector<InheritedGrant>> inherited_grants(Transaction& transaction, Context& context,
                                                                   const ObjectFacts& facts);

}  // namespace dbc::emulator
