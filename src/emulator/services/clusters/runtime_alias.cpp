#include "emulator/services/clusters/runtime_alias.hpp"

#include <algorithm>
#include <array>

#include "dbc_embedded/conf_runtimes_toml.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_prefix = "auto:";

enum class Choice {
  latest,
  previous_major,  ///< the newest of the major version before the latest one
  latest_lts,
  previous_lts,
};

struct Alias {
  std::string_view name;
  Choice choice;
  std::string_view flavour;  ///< what stands between the number and the version of Scala
};

constexpr std::string_view k_plain = ".x-scala";
constexpr std::string_view k_ml = ".x-cpu-ml-scala";

constexpr std::array k_aliases{
    Alias{"latest", Choice::latest, k_plain},
    Alias{"latest-ml", Choice::latest, k_ml},
    Alias{"latest-lts", Choice::latest_lts, k_plain},
    Alias{"latest-lts-ml", Choice::latest_lts, k_ml},
    Alias{"prev-major", Choice::previous_major, k_plain},
    Alias{"prev-major-ml", Choice::previous_major, k_ml},
    Alias{"prev-lts", Choice::previous_lts, k_plain},
    Alias{"prev-lts-ml", Choice::previous_lts, k_ml},
};

/// One runtime, as its line in the file has it.
struct Version {
  std::string_view key;
  bool is_lts = false;

  [[nodiscard]] std::string_view number() const { return key.substr(0, key.find(".x-")); }
  [[nodiscard]] std::string_view major() const { return key.substr(0, key.find('.')); }
};

/// Calls with every version of a flavour, newest first, until that returns true. The file is not parsed as TOML: an
/// entry is a line, and this is asked for with every cluster under a policy.
template <class Visit>
void visit_versions(std::string_view flavour, Visit visit) {
  std::string_view rest = embedded::conf_runtimes_toml;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.starts_with('"')) continue;
    const Version version{.key = line.substr(1, line.find('"', 1) - 1), .is_lts = line.find(" LTS") != line.npos};
    if (version.key.substr(version.number().size()).starts_with(flavour) && visit(version)) return;
  }
}

/// The first version that is meant, given the newest one of all that come into question.
bool is_meant(const Version& version, Choice choice, const Version& newest) {
  switch (choice) {
    case Choice::latest:
    case Choice::latest_lts:
      return true;
    case Choice::previous_major:
      return version.major() != newest.major();
    case Choice::previous_lts:
      return version.number() != newest.number();
  }
  return false;
}

std::optional<std::string> find_version(const Alias& alias) {
  const bool wants_lts = alias.choice == Choice::latest_lts || alias.choice == Choice::previous_lts;
  std::optional<Version> newest;
  std::optional<std::string> found;
  visit_versions(alias.flavour, [&](const Version& version) {
    if (wants_lts && !version.is_lts) return false;
    if (!newest) newest = version;
    if (is_meant(version, alias.choice, *newest)) found = version.key;
    return found.has_value();
  });
  return found;
}

}  // namespace

bool is_runtime_alias(std::string_view text) { return text.starts_with(k_prefix); }

std::optional<std::string> runtime_of_alias(std::string_view alias) {
  if (!is_runtime_alias(alias)) return std::nullopt;
  const auto known = std::ranges::find(k_aliases, alias.substr(k_prefix.size()), &Alias::name);
  return known == k_aliases.end() ? std::nullopt : find_version(*known);
}

}  // namespace dbc::emulator
