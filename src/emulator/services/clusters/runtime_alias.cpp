#include "emulator/services/clusters/runtime_alias.hpp"

#include <algorithm>
#include <array>

#include "emulator/services/clusters/cluster_settings.hpp"

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

/// 17.3 of 17.3.x-scala2.13.
std::string_view number_of(const Runtime& runtime) { return runtime.key.substr(0, runtime.key.find(".x-")); }
std::string_view major_of(const Runtime& runtime) { return runtime.key.substr(0, runtime.key.find('.')); }

bool is_candidate(const Runtime& runtime, const Alias& alias) {
  const bool wants_lts = alias.choice == Choice::latest_lts || alias.choice == Choice::previous_lts;
  return runtime.key.substr(number_of(runtime).size()).starts_with(alias.flavour) &&
         (!wants_lts || runtime.name.find(" LTS") != std::string_view::npos);
}

/// Whether a version is meant, where `newest` is the newest of all candidates.
bool is_meant(const Runtime& runtime, Choice choice, const Runtime& newest) {
  switch (choice) {
    case Choice::latest:
    case Choice::latest_lts:
      return true;
    case Choice::previous_major:
      return major_of(runtime) != major_of(newest);
    case Choice::previous_lts:
      return number_of(runtime) != number_of(newest);
  }
  return false;
}

std::optional<std::string> find_version(const Alias& alias) {
  const Runtime* newest = nullptr;
  for (const Runtime& runtime : all_runtimes()) {  // newest first
    if (!is_candidate(runtime, alias)) continue;
    if (newest == nullptr) newest = &runtime;
    if (is_meant(runtime, alias.choice, *newest)) return std::string(runtime.key);
  }
  return std::nullopt;
}

}  // namespace

bool is_runtime_alias(std::string_view text) { return text.starts_with(k_prefix); }

std::optional<std::string> runtime_of_alias(std::string_view alias) {
  if (!is_runtime_alias(alias)) return std::nullopt;
  const auto known = std::ranges::find(k_aliases, alias.substr(k_prefix.size()), &Alias::name);
  return known == k_aliases.end() ? std::nullopt : find_version(*known);
}

}  // namespace dbc::emulator
