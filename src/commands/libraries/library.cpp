#include <array>

#include "libraries.hpp"

namespace dbc::commands {
namespace {

/// A kind of library with settings of its own.
struct Kind {
  std::string_view option;
  std::string_view key;    ///< of the library object
  std::string_view field;  ///< of the package's name in it
  std::string_view repo_option;
};

constexpr std::array<std::string_view, 3> k_plain_kinds{"jar", "egg", "whl"};
constexpr std::array<Kind, 3> k_kinds{{
    {"maven-coordinates", "maven", "coordinates", "maven-repo"},
    {"pypi-package", "pypi", "package", "pypi-repo"},
    {"cran-package", "cran", "package", "cran-repo"},
}};

Error needs(std::string_view modifier, std::string_view option) {
  return {.kind = ErrorKind::usage,
          .message = "--" + std::string(modifier) + " goes with --" + std::string(option) + " only."};
}

Result<void> check_modifiers(const cli::Invocation& invocation) {
  for (const auto& kind : k_kinds)
    if (invocation.given(kind.repo_option) && !invocation.given(kind.option))
      return needs(kind.repo_option, kind.option);
  if (invocation.given("maven-exclusion") && !invocation.given("maven-coordinates"))
    return needs("maven-exclusion", "maven-coordinates");
  return {};
}

Json detailed(const cli::Invocation& invocation, const Kind& kind) {
  Json detail = Json::object();
  detail[std::string(kind.field)] = invocation.text(kind.option);
  if (const auto repo = invocation.find(kind.repo_option)) detail["repo"] = *repo;
  if (const auto exclusions = invocation.texts("maven-exclusion"); !exclusions.empty())
    detail["exclusions"] = exclusions;
  Json library = Json::object();
  library[std::string(kind.key)] = std::move(detail);
  return library;
}

}  // namespace

Result<Json> library_from_options(const cli::Invocation& invocation) {
  DBC_CHECK(check_modifiers(invocation));
  for (const auto& kind : k_kinds)
    if (invocation.given(kind.option)) return detailed(invocation, kind);
  Json library = Json::object();
  for (const auto kind : k_plain_kinds)
    if (invocation.given(kind)) library[std::string(kind)] = invocation.text(kind);
  return library;
}

}  // namespace dbc::commands
