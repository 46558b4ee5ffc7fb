#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/output/python_text.hpp"
#include "dbc/output/table.hpp"

namespace dbc::cli {
namespace {

Json sorted(const Json& value) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const auto& member : value) out.push_back(sorted(member));
    return out;
  }
  if (!value.is_object()) return value;
  std::vector<std::pair<std::string, Json>> members;
  for (const auto& [key, member] : value.items()) members.emplace_back(key, sorted(member));
  std::ranges::sort(members, {}, &std::pair<std::string, Json>::first);
  Json out = Json::object();
  for (auto& [key, member] : members) out[key] = std::move(member);
  return out;
}

std::string column_text(const Json& item, const Column& column) {
  const Json* value = find_path(item, column.path);
  if (value == nullptr || value->is_null()) return std::string(column.missing);
  std::string text = output::cell_text(*value);
  if (column.upper) text = to_upper(text);
  return column.truncate ? output::truncated(text) : text;
}

std::vector<std::vector<std::string>> table_rows(const Json& reply, std::string_view items,
                                                 std::span<const Column> columns) {
  std::vector<std::vector<std::string>> rows;
  const Json* list = items.empty() ? &reply : find_member(reply, items);
  if (list == nullptr) return rows;
  const auto append = [&](const Json& item) {
    auto& row = rows.emplace_back();
    for (const auto& column : columns) row.push_back(column_text(item, column));
  };
  if (list->is_array()) std::ranges::for_each(*list, append);
  if (list->is_object()) append(*list);
  return rows;
}

output::Table legacy_table(const Output& form, const Json& reply) {
  output::Table table{.rows = table_rows(reply, form.items, form.columns), .align_numbers = !form.left_aligned};
  if (form.sort_column > 0)
    std::ranges::stable_sort(table.rows, {}, [&](const auto& row) { return to_lower(row[form.sort_column - 1U]); });
  if (form.headers == Headers::simple) table.style = output::TableStyle::simple;
  if (form.headers != Headers::none)
    for (const auto& column : form.columns) table.headers.emplace_back(column.header);
  return table;
}

/// The modern text form: a header where the columns have one, never cut, left-aligned.
output::Table modern_table(const Output& form, const Json& reply) {
  const auto columns = form.modern_columns.empty() ? form.columns : form.modern_columns;
  output::Table table{.rows = table_rows(reply, form.items, columns), .align_numbers = false};
  std::vector<std::string> headers;
  for (const auto& column : columns) headers.emplace_back(column.header);
  if (!headers.empty() && !headers.front().empty()) table.rows.insert(table.rows.begin(), headers);
  return table;
}

/// The modern JSON form: keys in alphabetical order; of a list only its items, also when there are none.
Result<void> print_modern_json(Session& session, const Output& form, const Json& reply) {
  Json value = reply;
  if (!form.items.empty() && !form.modern_object) {
    const Json* list = find_member(reply, form.items);
    value = list == nullptr ? Json::array() : *list;
  }
  const JsonStyle style{.indent = 2, .escape_non_ascii = false, .escape_html = true};
  return session.out().write(visible_json(write_json(sorted(value), style)) + "\n");
}

Result<void> print_modern(Session& session, const Invocation& invocation, const Json& reply) {
  const Output& form = invocation.command().output;
  if (form.kind == OutputKind::nothing) return {};
  const bool as_table =
      invocation.modern_output.value_or("text") == "text" && !(form.columns.empty() && form.modern_columns.empty());
  if (!as_table) return print_modern_json(session, form, reply);
  auto table = modern_table(form, reply);
  return table.rows.empty() ? Result<void>{} : session.out().write(output::render(table));
}

bool keeps_utf8(const Invocation& invocation) {
  const Output& form = invocation.command().output;
  return form.raw_utf8 && std::ranges::none_of(split(form.ascii_with, '|'),
                                               [&](std::string_view name) { return invocation.given(name); });
}

}  // namespace

Result<void> print_json(Session& session, const Json& value, bool raw_utf8) {
  std::string text = write_json(value, {.indent = 2, .escape_non_ascii = !raw_utf8});
  return session.out().write((raw_utf8 ? visible_json(std::move(text)) : text) + "\n");
}

Result<void> print_reply(Session& session, const Invocation& invocation, const Json& reply) {
  if (invocation.modern_output || invocation.command().modern) return print_modern(session, invocation, reply);
  const Output& form = invocation.command().output;
  if (form.kind == OutputKind::nothing) return {};
  const bool table = form.kind == OutputKind::table && invocation.text("output") != "JSON";
  if (!table) return print_json(session, reply, keeps_utf8(invocation));
  return session.out().write(output::render(legacy_table(form, reply)));
}

}  // namespace dbc::cli
