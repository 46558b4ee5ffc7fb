#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "pipelines.hpp"

namespace dbc::commands {
namespace {

Error input_error(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::input, .message = std::move(message), .hint = std::move(hint)};
}

/// An empty name counts as none.
Result<std::string> settings_file(const cli::Invocation& invocation) {
  std::string named;
  int count = 0;
  for (const auto* name : {"settings_arg", "settings", "spec"}) {
    if (invocation.text(name).empty()) continue;
    named = invocation.text(name);
    ++count;
  }
  if (count == 1) return named;
  const std::string command = "`dbc " + invocation.path();
  return input_error("Settings should be provided either as an argument or as an option",
                     "That is " + command + " example.json` or " + command + " --settings example.json`");
}

}  // namespace

Result<PipelineSettings> read_pipeline_settings(const cli::Invocation& invocation) {
  DBC_TRY(const std::filesystem::path file, settings_file(invocation));
  const std::string extension = to_lower(file.extension().string());
  if (!extension.empty() && extension != ".json")
    return input_error("The provided file extension for the settings is not supported. Only JSON files are supported.");
  DBC_TRY(const std::string text, read_text_file(file));
  auto parsed = parse_json(text);
  if (!parsed)
    return input_error("Invalid JSON provided in settings\nthe file " + file.string() + " is " +
                       parsed.error().message);
  if (!parsed->is_object()) return input_error("the settings in " + file.string() + " are not a JSON object");
  return PipelineSettings{.content = std::move(*parsed), .folder = file.parent_path()};
}

}  // namespace dbc::commands
