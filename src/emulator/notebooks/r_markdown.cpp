#include "emulator/notebooks/r_markdown.hpp"

#include <array>
#include <utility>

#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/source_text.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_fence = "```";

/// Chunk languages and the magics of the same meaning.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> k_chunks{
    {{"python", "python"}, {"sql", "sql"}, {"scala", "scala"}, {"bash", "sh"}}};

/// The language of "```{python name, echo=FALSE}"; nothing where the line opens no chunk.
std::optional<std::string> chunk_language(std::string_view line) {
  line = trim(line);
  if (!line.starts_with("```{") || !line.ends_with('}')) return std::nullopt;
  const auto inside = line.substr(4, line.size() - 5);
  return to_lower(inside.substr(0, inside.find_first_of(" ,")));
}

std::string code_cell(const std::string& language, const std::string& code) {
  for (const auto& [chunk, magic] : k_chunks)
    if (language == chunk) return "%" + std::string(magic) + "\n" + code;
  return code;
}

void add_cell(Notebook& notebook, const std::optional<std::string>& language, std::string& text) {
  const std::string content(trim(text));
  text.clear();
  if (language)
    notebook.cells.push_back({.text = code_cell(*language, content)});
  else if (!content.empty())
    notebook.cells.push_back({.text = "%md\n" + content});
}

std::string chunk(std::string_view language, std::string_view code) {
  return std::string(k_fence) + "{" + std::string(language) + "}\n" + std::string(code) + "\n" + std::string(k_fence);
}

std::string write_cell(std::string_view cell) {
  const auto magic = magic_of(cell);
  if (!magic) return chunk("r", cell);
  if (magic->name == "md") return std::string(magic->rest);
  for (const auto& [language, name] : k_chunks)
    if (magic->name == name) return chunk(language, magic->rest);
  return chunk("r", cell);
}

}  // namespace

Notebook read_r_markdown(std::string_view text) {
  Notebook notebook{.language = NotebookLanguage::r, .line_end = line_end_of(text)};
  std::optional<std::string> language;
  std::string part;
  const std::string normal = replace_all(std::string(without_utf8_mark(text)), "\r\n", "\n");
  for (const auto line : split(normal, '\n')) {
    const auto opened = language ? std::nullopt : chunk_language(line);
    const bool closes = language && trim(line) == k_fence;
    if (opened || closes) {
      add_cell(notebook, language, part);
      language = opened;
    } else {
      part.append(line).append("\n");
    }
  }
  add_cell(notebook, language, part);
  return notebook;
}

Result<std::string> write_r_markdown(const Notebook& notebook) {
  if (notebook.language != NotebookLanguage::r)
    return invalid_parameter("Only notebooks of R can be exported as R Markdown");
  std::string text;
  for (const auto& cell : notebook.cells) text += (text.empty() ? "" : "\n") + write_cell(cell.text) + "\n";
  return notebook.line_end == "\n" ? text : replace_all(std::move(text), "\n", notebook.line_end);
}

}  // namespace dbc::emulator
