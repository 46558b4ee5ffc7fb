#include "emulator/services/jobs/references.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

/// What may follow each namespace. `*` stands for one or more parts of any name, `@time` for a part of a time.
constexpr std::array<std::string_view, 26> k_patterns{
    "job.id",
    "job.name",
    "job.run_id",
    "job.repair_count",
    "job.start_time.@time",
    "job.trigger.type",
    "job.trigger.time.@time",
    "job.trigger.file_arrival.location",
    "job.parameters.*",
    "task.name",
    "task.run_id",
    "task.execution_count",
    "task.notebook_path",
    "tasks.@task.run_id",
    "tasks.@task.result_state",
    "tasks.@task.error_code",
    "tasks.@task.execution_count",
    "tasks.@task.notebook_path",
    "tasks.@task.values.*",
    "tasks.@task.output.*",
    "input",
    "input.*",
    "workspace.id",
    "workspace.url",
    "backfill.@time",
    "job.trigger.table_update.*",
};

constexpr std::array<std::string_view, 6> k_namespaces{"job", "task", "tasks", "input", "workspace", "backfill"};

constexpr std::array<std::string_view, 11> k_time_parts{"iso_date", "iso_datetime", "iso_weekday", "is_weekday",
                                                        "year",     "month",        "day",         "hour",
                                                        "minute",   "second",       "timestamp_ms"};

using Parts = std::vector<std::string>;

/// Splits at dots outside of backticks, which quote a part with odd characters.
Parts parts_of(std::string_view path) {
  Parts parts{""};
  bool is_quoted = false;
  for (const char c : path) {
    if (c == '`')
      is_quoted = !is_quoted;
    else if (c == '.' && !is_quoted)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

bool fits(std::string_view part, std::string_view pattern) {
  if (pattern == "@task") return !part.empty();
  if (pattern == "@time") return std::ranges::find(k_time_parts, part) != k_time_parts.end();
  return part == pattern;
}

bool matches(const Parts& parts, std::string_view pattern) {
  const auto wanted = split(pattern, '.');
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*") return i < parts.size() && !parts[i].empty();
    if (i >= parts.size() || !fits(parts[i], wanted[i])) return false;
  }
  return parts.size() == wanted.size();
}

Result<void> check_reference(std::string_view text, const std::string& task, const std::set<std::string>& keys) {
  const auto path = trim(text);
  const Parts parts = parts_of(path);
  // A single word is one of the older forms, or no reference.
  const bool is_known = std::ranges::find(k_namespaces, parts.front()) != k_namespaces.end();
  if (!is_known || (parts.size() == 1 && parts.front() != "input")) return {};
  const auto fits_pattern = [&](std::string_view pattern) { return matches(parts, pattern); };
  if (std::ranges::none_of(k_patterns, fits_pattern))
    return invalid_parameter("Task '" + task + "' has a reference to nothing: {{" + std::string(path) + "}}");
  if (parts.front() == "tasks" && !keys.contains(parts[1]))
    return invalid_parameter("Task '" + task + "' refers to task '" + parts[1] + "', which does not exist: {{" +
                             std::string(path) + "}}");
  return {};
}

Result<void> check_text(std::string_view text, const std::string& task, const std::set<std::string>& keys) {
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", open + 2)) {
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) return {};
    DBC_CHECK(check_reference(text.substr(open + 2, close - open - 2), task, keys));
  }
  return {};
}

Result<void> check_value(const Json& value, const std::string& task, const std::set<std::string>& keys) {
  if (value.is_string()) return check_text(value.get_ref<const std::string&>(), task, keys);
  if (!value.is_structured()) return {};
  for (const auto& item : value.items()) DBC_CHECK(check_value(item.value(), task, keys));
  return {};
}

}  // namespace

Result<void> check_dynamic_references(const Json& tasks) {
  std::set<std::string> keys;
  for (const Json& task : tasks) keys.insert(task_key_of(task));
  for (const Json& task : tasks) DBC_CHECK(check_value(task, task_key_of(task), keys));
  return {};
}

}  // namespace dbc::emulator
