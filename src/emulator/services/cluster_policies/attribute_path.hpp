#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

// The paths by which policies name attributes of a cluster: dots lead into objects, the rest of a path below
// spark_conf, spark_env_vars and custom_tags is one key, numbers and `*` stand for elements of lists, and
// cluster_log_conf.type, .path and .region for its parts.

/// True for a path that can name an attribute of a cluster, or one of the two that stand for something else:
/// cluster_type and dbus_per_hour.
[[nodiscard]] bool is_policy_path(std::string_view path);

/// The value of an attribute; null where the cluster does not have it. `path` must not contain `*`.
[[nodiscard]] Json find_attribute(const Json& attributes, std::string_view path);

/// Sets an attribute. One that the cluster cannot have there (the third element of a list of one) stays away.
void set_attribute(Json& attributes, std::string_view path, const Json& value);

/// The paths that one with a `*` stands for in this cluster; the path itself where it has none.
[[nodiscard]] std::vector<std::string> expand_path(const Json& attributes, std::string_view path);

[[nodiscard]] bool has_wildcard(std::string_view path);

}  // namespace dbc::emulator
