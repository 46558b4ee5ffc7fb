#include <algorithm>

#include "emulator/execution/cluster_setup.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/setup_record.hpp"
#include "emulator/execution/task_source.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/libraries/library_spec.hpp"

namespace dbc::emulator {
namespace {

using Words = std::vector<std::string>;

Words pip_install(const Places& places, const Words& what) {
  // Apart from what tasks leave in the home that they share: it is their user who would be robbed.
  Words words{(places.python / "bin/python").string(), "-I",         "-m",     "pip",
              "--disable-pip-version-check",           "--no-input", "install"};
  words.insert(words.end(), what.begin(), what.end());
  return words;
}

Error not_here(const std::string& kind) {
  return {.kind = ErrorKind::input,
          .message = "a " + kind + " library needs an engine that the emulated workspace does not have"};
}

/// What pip is to install for a library.
Result<Words> pip_words(const RunScene& scene, const Json& library, const Places& places) {
  const std::string kind = kind_of_library(library);
  if (kind == "pypi") {
    Words words{string_or(library.at("pypi"), "package", "")};
    if (const std::string repo = string_or(library.at("pypi"), "repo", ""); !repo.empty())
      words.insert(words.begin(), {"--index-url", repo});
    return words;
  }
  if (kind != "whl" && kind != "requirements") return not_here(kind);
  const auto most = kind == "whl" ? TaskFile::k_most_wheel : TaskFile::k_most_source;
  DBC_TRY(const auto file, TaskFile::find(scene.files, string_or(library, kind, ""), most));
  const std::string path = file.seen_from(places).string();
  return kind == "whl" ? Words{path} : Words{"-r", path};
}

SetupStep library_step(const RunScene& scene, const std::string& text) {
  return {.kind = SetupStep::Kind::library,
          .name = text,
          .argv = [&scene, library = stored_json(text)](const Places& places) -> Result<Words> {
            DBC_TRY(const Words words, pip_words(scene, library, places));
            return pip_install(places, words);
          }};
}

/// {"dbfs": {"destination": "dbfs:/a.sh"}}
std::string destination_of(const Json& script) {
  for (const auto& [kind, place] : script.items())
    if (place.is_object()) return string_or(place, "destination", "");
  return "";
}

SetupStep script_step(const RunScene& scene, const std::string& destination) {
  return {.kind = SetupStep::Kind::init_script,
          .name = destination,
          .argv = [&scene, destination](const Places& places) -> Result<Words> {
            DBC_TRY(const auto file, TaskFile::find(scene.files, destination));
            return Words{"/bin/bash", file.seen_from(places).string()};
          }};
}

}  // namespace

std::vector<SetupStep> missing_steps(const RunScene& scene, const ReadyCluster& cluster,
                                     const std::vector<std::string>& libraries) {
  std::vector<SetupStep> steps;
  const SetupRecord record = SetupRecord::read(cluster);
  const Json* scripts = find_member(cluster.attributes, "init_scripts");
  if (scripts != nullptr && !record.has_run_scripts)
    for (const Json& script : *scripts) steps.push_back(script_step(scene, destination_of(script)));
  for (const auto& text : libraries)
    if (std::ranges::find(record.libraries, text) == record.libraries.end()) steps.push_back(library_step(scene, text));
  return steps;
}

}  // namespace dbc::emulator
