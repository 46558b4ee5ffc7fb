#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dbc {

/// Reads one environment variable; empty optional where unset. Injected so that tests own their environment.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// The first of `names` that is set, even to an empty text.
[[nodiscard]] std::optional<std::string> first_set(const Environment& environment,
                                                   std::initializer_list<std::string_view> names);

}  // namespace dbc
