#pragma once

#include <array>
#include <cstddef>

#include "dbc/cli/command.hpp"

/// The groups below `unity-catalog`, one a file, and what their rows share.
namespace dbc::commands::unity_catalog {

extern const cli::Group k_catalogs;
extern const cli::Group k_external_locations;
extern const cli::Group k_lineage;
extern const cli::Group k_metastores;
extern const cli::Group k_permissions;
extern const cli::Group k_providers;
extern const cli::Group k_recipients;
extern const cli::Group k_schemas;
extern const cli::Group k_shares;
extern const cli::Group k_storage_credentials;
extern const cli::Group k_tables;

/// These groups print text as it is, except that some escape it in replies to a body given as JSON.
inline constexpr cli::Output k_reply{.kind = cli::OutputKind::json, .raw_utf8 = true};
inline constexpr cli::Output k_ascii_reply{.kind = cli::OutputKind::json};
inline constexpr cli::Output k_reply_ascii_with_json{
    .kind = cli::OutputKind::json, .raw_utf8 = true, .ascii_with = "json|json-file"};

/// The option that names the object in the path.
constexpr cli::Option object_name(std::string_view help) {
  return {.names = "--name", .help = help, .required = true, .place = cli::Place::path};
}
constexpr cli::Option full_name(std::string_view help) {
  return {.names = "--full-name", .help = help, .required = true, .place = cli::Place::path};
}
inline constexpr cli::Option k_new_name{.names = "--new-name", .help = "New name", .field = "name"};
inline constexpr cli::Option k_comment{.names = "--comment", .help = "Free text about it"};
inline constexpr cli::Option k_owner{.names = "--owner", .help = "User or group who shall own it"};
inline constexpr cli::Option k_skip_validation{.names = "--skip-validation,-s",
                                               .help = "Do not try out what was given",
                                               .type = cli::ValueType::flag,
                                               .beside_json = true};

/// One row of options after the other.
template <std::size_t A, std::size_t B>
constexpr std::array<cli::Option, A + B> joined(const std::array<cli::Option, A>& first,
                                                const std::array<cli::Option, B>& second) {
  std::array<cli::Option, A + B> all{};
  for (std::size_t i = 0; i < A; ++i) all[i] = first[i];
  for (std::size_t i = 0; i < B; ++i) all[A + i] = second[i];
  return all;
}

}  // namespace dbc::commands::unity_catalog
