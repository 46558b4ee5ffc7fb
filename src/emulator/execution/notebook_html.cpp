#include "emulator/execution/notebook_html.hpp"

#include <array>
#include <cstdint>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/execution/markdown_html.hpp"
#include "emulator/notebooks/html_text.hpp"
#include "emulator/notebooks/notebook.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_style = R"(
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
section { border: 1px solid #8886; border-left-width: 4px; border-radius: 4px; margin: 1rem 0; padding: .5rem 1rem; }
section.succeeded { border-left-color: #2e8b57; }
section.failed { border-left-color: #c0392b; }
section.exited { border-left-color: #2f6fb0; }
section.skipped { opacity: .6; }
section > header { font-size: .8rem; color: #888; }
section h2.title { font-size: 1rem; margin: .25rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; margin: .5rem 0; }
pre.source { background: #8881; padding: .5rem; border-radius: 4px; }
pre.stderr, pre.error { color: #c0392b; }
table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto; max-height: 30rem; }
th, td { border: 1px solid #8886; padding: .15rem .5rem; text-align: left; vertical-align: top; }
td.none { color: #888; font-style: italic; }
iframe { width: 100%; height: 20rem; border: 1px solid #8886; background: #fff; resize: vertical; overflow: auto; }
img { max-width: 100%; background: #fff; }
)";

constexpr std::array<std::string_view, 4> k_states{"succeeded", "failed", "exited", "skipped"};

std::optional<std::int64_t> integer_of(const Json& object, std::string_view key) {
  const Json* member = find_member(object, key);
  if (member == nullptr || !member->is_number_integer()) return std::nullopt;
  return member->get<std::int64_t>();
}

std::string pre(std::string_view kind, std::string_view text) {
  return "<pre class=\"" + std::string(kind) + "\">" + escape_html(text) + "</pre>\n";
}

std::string table_value(const Json& value) {
  if (value.is_null()) return "<td class=\"none\">null</td>";
  const std::string text =
      value.is_string() ? value.get<std::string>() : write_json(value, {.escape_non_ascii = false});
  return "<td>" + escape_html(text) + "</td>";
}

std::string table_html(const Json& table) {
  const Json none = Json::array();
  const auto list = [&](std::string_view key) -> const Json& {
    const Json* member = find_member(table, key);
    return member != nullptr && member->is_array() ? *member : none;
  };
  std::string html = "<table>\n<thead><tr>";
  for (const Json& column : list("columns"))
    html += "<th>" + escape_html(column.is_string() ? column.get<std::string>() : column.dump()) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const Json& row : list("rows")) {
    html += "<tr>";
    for (const Json& value : row) html += table_value(value);
    html += "</tr>\n";
  }
  html += "</tbody>\n</table>\n";
  if (const Json* is_cut = find_member(table, "truncated"); is_cut != nullptr && *is_cut == true)
    html += "<p>Only the first " + std::to_string(list("rows").size()) + " rows are shown.</p>\n";
  return html;
}

/// Scripts may draw in the frame, but it has an origin of its own: neither the page nor its storage is within reach.
std::string frame_html(std::string_view html) {
  return "<iframe sandbox=\"allow-scripts\" srcdoc=\"" + escape_html(html) + "\"></iframe>\n";
}

std::string image_html(const Json& output, std::string_view data) {
  const std::string kind = string_or(output, "mime", "");
  if (!kind.starts_with("image/")) return pre("text", "(an image of an unknown kind)");
  return "<img alt=\"figure\" src=\"data:" + escape_html(kind) + ";base64," + escape_html(data) + "\">\n";
}

std::string output_html(const Json& output) {
  const Json* data = find_member(output, "data");
  if (data == nullptr) return {};
  const std::string type = string_or(output, "type", "");
  if (type == "table") return table_html(*data);
  if (type == "error") return pre("error", string_or(*data, "trace", string_or(*data, "error", "")));
  if (!data->is_string()) return {};
  const auto& text = data->get_ref<const std::string&>();
  if (type == "html") return frame_html(text);
  if (type == "image") return image_html(output, text);
  return pre(string_or(output, "stream", "") == "stderr" ? "stderr" : "text", text);
}

std::string state_of(const Json& cell) {
  std::string state = string_or(cell, "state", "");
  for (const auto known : k_states)
    if (state == known) return state;
  return "unknown";
}

std::string duration_of(const Json& cell) {
  const auto begin = integer_of(cell, "started_at");
  const auto end = integer_of(cell, "finished_at");
  if (!begin || !end || *end < *begin) return {};
  const auto milliseconds = *end - *begin;
  if (milliseconds < 1000) return ", " + std::to_string(milliseconds) + " ms";
  return ", " + std::to_string(milliseconds / 1000) + "." + std::to_string(milliseconds % 1000 / 100) + " s";
}

std::string source_html(const Json& cell) {
  const std::string source = string_or(cell, "source", "");
  if (string_or(cell, "language", "") != "md") return pre("source", source);
  const auto magic = magic_of(source);
  return "<div class=\"markdown\">\n" + markdown_html(magic ? magic->rest : source) + "</div>\n";
}

std::string cell_html(const Json& cell) {
  const std::string number = std::to_string(integer_of(cell, "index").value_or(0));
  const std::string state = state_of(cell);
  std::string html = "<section class=\"" + state + "\" id=\"cell-" + number + "\">\n<header>Cell " + number + ": " +
                     escape_html(string_or(cell, "language", "")) + ", " + state + duration_of(cell) + "</header>\n";
  const std::string title = string_or(cell, "title", "");
  if (!title.empty()) html += "<h2 class=\"title\">" + escape_html(title) + "</h2>\n";
  html += source_html(cell);
  if (const Json* outputs = find_member(cell, "outputs"); outputs != nullptr && outputs->is_array())
    for (const Json& output : *outputs) html += output_html(output);
  return html + "</section>\n";
}

}  // namespace

std::string notebook_html(std::string_view title, const Json& cells) {
  const std::string name = escape_html(title);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + name +
                     "</title>\n<style>" + std::string(k_style) + "</style>\n</head>\n<body>\n<h1>" + name + "</h1>\n";
  for (const Json& cell : cells)
    if (cell.is_object()) page += cell_html(cell);
  return page + "</body>\n</html>\n";
}

}  // namespace dbc::emulator
