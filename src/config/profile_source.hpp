#pragma once

#include <string_view>

#include "dbc/config/ini_document.hpp"
#include "dbc/config/profile.hpp"

namespace dbc::config {

/// Holds the tools' own settings; never a profile.
inline constexpr std::string_view k_settings_section = "__settings__";

/// One source of profile values: a section of the file, or the environment. Asked by the keys of the file.
using ValueSource = std::function<Result<std::optional<Setting>>(std::string_view key)>;

[[nodiscard]] ValueSource section_source(const IniDocument& document, std::string_view section, std::string_view path);
[[nodiscard]] ValueSource environment_source(const Environment& environment);

/// Everything the source has. Nothing is required here.
[[nodiscard]] Result<Profile> read_profile(const ValueSource& source);

/// Names that can be chosen as profiles, in file order.
[[nodiscard]] std::vector<std::string> profile_names(const IniDocument& document);

}  // namespace dbc::config
