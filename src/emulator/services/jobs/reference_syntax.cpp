#include "emulator/services/jobs/reference_syntax.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

using Kind = ReferenceKind;

/// What may stand between the braces. `@task` is the key of a task, `@time` a part of a time; `@rest` stands for one or
/// more parts.
struct Pattern {
  std::string_view path;
  Kind kind;
};

constexpr std::array k_patterns{
    Pattern{"job.id", Kind::job_id},
    Pattern{"job.name", Kind::job_name},
    Pattern{"job.run_id", Kind::job_run_id},
    Pattern{"job.repair_count", Kind::job_repair_count},
    Pattern{"job.start_time.@time", Kind::job_start_time},
    Pattern{"job.trigger.type", Kind::job_trigger_type},
    Pattern{"job.trigger.time.@time", Kind::job_trigger_time},
    Pattern{"job.trigger.file_arrival.location", Kind::job_trigger_file_arrival_location},
    Pattern{"job.trigger.table_update.@rest", Kind::job_trigger_table_update},
    Pattern{"job.parameters.@rest", Kind::job_parameter},
    Pattern{"task.name", Kind::task_name},
    Pattern{"task.run_id", Kind::task_run_id},
    Pattern{"task.execution_count", Kind::task_execution_count},
    Pattern{"task.notebook_path", Kind::task_notebook_path},
    Pattern{"tasks.@task.run_id", Kind::other_task_run_id},
    Pattern{"tasks.@task.result_state", Kind::other_task_result_state},
    Pattern{"tasks.@task.error_code", Kind::other_task_error_code},
    Pattern{"tasks.@task.execution_count", Kind::other_task_execution_count},
    Pattern{"tasks.@task.notebook_path", Kind::other_task_notebook_path},
    Pattern{"tasks.@task.values.@rest", Kind::other_task_value},
    Pattern{"tasks.@task.output.@rest", Kind::other_task_output},
    Pattern{"input", Kind::input},
    Pattern{"input.@rest", Kind::input},
    Pattern{"workspace.id", Kind::workspace_id},
    Pattern{"workspace.url", Kind::workspace_url},
    Pattern{"backfill.@time", Kind::backfill},
};

/// Older forms, which stand between the braces without a blank.
constexpr std::array k_older_forms{
    Pattern{"job_id", Kind::job_id},
    Pattern{"run_id", Kind::task_run_id},
    Pattern{"parent_run_id", Kind::job_run_id},
    Pattern{"task_key", Kind::task_name},
    Pattern{"start_date", Kind::start_date},
    Pattern{"start_time", Kind::start_time},
    Pattern{"task_retry_count", Kind::task_retry_count},
};

constexpr std::array<std::string_view, 6> k_namespaces{"job", "task", "tasks", "input", "workspace", "backfill"};

constexpr std::array<std::string_view, 11> k_time_parts{"iso_date", "iso_datetime", "iso_weekday", "is_weekday",
                                                        "year",     "month",        "day",         "hour",
                                                        "minute",   "second",       "timestamp_ms"};

using Parts = std::vector<std::string>;

/// Splits at dots outside of backticks, which quote a part with odd characters. Nothing where a backtick has no
/// partner.
std::optional<Parts> parts_of(std::string_view path) {
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
  if (is_quoted) return std::nullopt;
  return parts;
}

std::optional<Reference> match(const Parts& parts, const Pattern& pattern) {
  const auto wanted = split(pattern.path, '.');
  Reference found{.kind = pattern.kind};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i >= parts.size() || parts[i].empty()) return std::nullopt;
    if (wanted[i] == "@rest") {
      found.argument = join(std::span(parts).subspan(i), ".");
      return found;
    }
    if (wanted[i] == "@task")
      found.task = parts[i];
    else if (wanted[i] == "@time" && std::ranges::find(k_time_parts, parts[i]) != k_time_parts.end())
      found.argument = parts[i];
    else if (wanted[i] != parts[i])
      return std::nullopt;
  }
  return parts.size() == wanted.size() ? std::optional(found) : std::nullopt;
}

}  // namespace

std::vector<BracedText> braced_texts(std::string_view text) {
  std::vector<BracedText> found;
  std::size_t from = 0;
  for (auto close = text.find("}}"); close != std::string_view::npos; close = text.find("}}", from)) {
    const auto open = text.substr(from, close - from).rfind("{{");
    if (open != std::string_view::npos) {
      const std::size_t begin = from + open;
      found.push_back(
          {.begin = begin, .length = close + 2 - begin, .inside = text.substr(begin + 2, close - begin - 2)});
    }
    from = close + 2;
  }
  return found;
}

ReadReference read_reference(std::string_view inside) {
  const auto older = std::ranges::find(k_older_forms, inside, &Pattern::path);
  if (older != k_older_forms.end()) return {.is_reference = true, .reference = Reference{.kind = older->kind}};
  const auto parts = parts_of(trim(inside));
  if (!parts || std::ranges::find(k_namespaces, parts->front()) == k_namespaces.end()) return {};
  // A single word is plain text, apart from the one that stands alone.
  if (parts->size() == 1 && parts->front() != "input") return {};
  for (const Pattern& pattern : k_patterns)
    if (auto reference = match(*parts, pattern)) return {.is_reference = true, .reference = std::move(reference)};
  return {.is_reference = true};
}

}  // namespace dbc::emulator
