#include "notebook_names.hpp"

#include <array>

namespace dbc::commands {
namespace {

struct Extension {
  std::string_view text;
  std::string_view language;  ///< empty: the format tells
  std::string_view format;
};

/// In the order in which the legacy client looks for them, and names them.
constexpr std::array k_extensions{
    Extension{".scala", "SCALA", "SOURCE"},   Extension{".py", "PYTHON", "SOURCE"}, Extension{".sql", "SQL", "SOURCE"},
    Extension{".SQL", "SQL", "SOURCE"},       Extension{".r", "R", "SOURCE"},       Extension{".R", "R", "SOURCE"},
    Extension{".ipynb", "PYTHON", "JUPYTER"}, Extension{".html", "", "HTML"},       Extension{".dbc", "", "DBC"},
};

}  // namespace

std::optional<NotebookName> read_notebook_name(std::string_view file_name) {
  for (const auto& [text, language, format] : k_extensions) {
    if (file_name.size() <= text.size() || !file_name.ends_with(text)) continue;
    file_name.remove_suffix(text.size());
    return NotebookName{.name = std::string(file_name),
                        .form = {.format = std::string(format), .language = std::string(language)}};
  }
  return std::nullopt;
}

std::string importable_extensions() {
  std::string list;
  for (const auto& extension : k_extensions) list += (list.empty() ? "" : ", ") + std::string(extension.text);
  return list;
}

std::string export_extension(std::string_view format, std::string_view language) {
  for (const auto& extension : k_extensions) {
    const bool by_language = format == "SOURCE" && extension.format == format && extension.language == language;
    if (by_language || (format != "SOURCE" && extension.format == format)) return std::string(extension.text);
  }
  return "";
}

}  // namespace dbc::commands
