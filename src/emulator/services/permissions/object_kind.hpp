#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"
#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The levels of permissions, as the API writes them.
namespace level {
constexpr std::string_view can_view = "CAN_VIEW";
constexpr std::string_view can_read = "CAN_READ";
constexpr std::string_view can_use = "CAN_USE";
constexpr std::string_view can_query = "CAN_QUERY";
constexpr std::string_view can_monitor = "CAN_MONITOR";
constexpr std::string_view can_attach_to = "CAN_ATTACH_TO";
constexpr std::string_view can_restart = "CAN_RESTART";
constexpr std::string_view can_run = "CAN_RUN";
constexpr std::string_view can_manage_run = "CAN_MANAGE_RUN";
constexpr std::string_view can_edit = "CAN_EDIT";
constexpr std::string_view can_create = "CAN_CREATE";
constexpr std::string_view can_manage_staging = "CAN_MANAGE_STAGING_VERSIONS";
constexpr std::string_view can_manage_production = "CAN_MANAGE_PRODUCTION_VERSIONS";
constexpr std::string_view can_manage = "CAN_MANAGE";
constexpr std::string_view is_owner = "IS_OWNER";
// Secret scopes have their own words.
constexpr std::string_view read = "READ";
constexpr std::string_view write = "WRITE";
constexpr std::string_view manage = "MANAGE";
}  // namespace level

struct SecurableKind;

/// An object that permissions are about.
struct ObjectRef {
  /// By the path of its kind as requests have it, e.g. {"clusters", id}.
  ObjectRef(std::string_view path_of_kind, std::string object_id);
  ObjectRef(const SecurableKind& object_kind, std::string object_id) : kind(&object_kind), id(std::move(object_id)) {}

  const SecurableKind* kind;  ///< nullptr where there is no such kind, which is a defect of the caller
  std::string id;
};

/// What a service tells about one of its objects.
struct ObjectFacts {
  std::string creator = {};                 ///< user name; has the highest level until something else is granted
  std::optional<ObjectRef> parent = {};     ///< the folder whose permissions count here too
  std::string_view level_of_everyone = {};  ///< of the group `users` until something else is granted; empty for none
  bool names_admins = false;                ///< the admins' level is granted on it itself, and cannot be taken away
};

/// Looks an object up for permissions. A missing one is RESOURCE_DOES_NOT_EXIST.
using FindObject = Result<ObjectFacts> (*)(Transaction& transaction, Context& context, const std::string& id);

/// One kind of objects: the words that requests for permissions use, and the levels that exist. Plain data.
struct SecurableKind {
  std::string_view path;                     ///< in /permissions/<path>/<id>; the whole of it where there is no id
  std::string_view object_type;              ///< in replies
  std::string_view noun;                     ///< in messages, e.g. job
  std::span<const std::string_view> levels;  ///< weakest first
  FindObject find = nullptr;                 ///< nullptr where the emulated workspace has no such objects
  bool is_single = false;                    ///< there is one object of this kind, without an id; only admins change it
  bool has_own_api = false;                  ///< /permissions does not know it

  /// True where the admins' level is granted like any other, and cannot be taken away.
  [[nodiscard]] bool names_admins() const { return is_single && levels.back() == level::can_manage; }
  [[nodiscard]] bool has_owner() const { return levels.back() == level::is_owner; }
  /// Position of a level, from 1; 0 where this kind has none of that name.
  [[nodiscard]] std::size_t rank(std::string_view name) const;
};

/// "CAN_ATTACH_TO" as a title: "Can Attach To".
[[nodiscard]] std::string title_of_level(std::string_view level);

/// "clusters/0101-…", as it stands below /permissions, taken apart. INVALID_PARAMETER_VALUE for an unknown kind or a
/// missing id.
[[nodiscard]] Result<ObjectRef> read_object_path(std::string_view path);

/// False for what lies below the path of a kind that has no service here.
[[nodiscard]] bool is_served_object_path(std::string_view path);

}  // namespace dbc::emulator
