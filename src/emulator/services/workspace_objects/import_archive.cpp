#include "emulator/services/workspace_objects/import_archive.hpp"

#include <algorithm>
#include <map>

#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/zip.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/notebooks/source_text.hpp"

namespace dbc::emulator {
namespace {

constexpr ZipLimits k_limits{.entries = k_max_archive_entries, .bytes = k_max_archive_bytes};

struct PlacedEntry {
  TreePath place;
  bool is_folder = false;
  std::string content = {};
};

Result<std::vector<PlacedEntry>> read_entries(std::string_view content) {
  DBC_TRY(auto entries, read_zip(content, k_limits));
  std::vector<PlacedEntry> placed;
  for (auto& entry : entries) {
    DBC_TRY(auto place, TreePath::parse(entry.name));
    if (place.is_root()) continue;
    placed.push_back(
        {.place = std::move(place), .is_folder = entry.name.ends_with('/'), .content = std::move(entry.content)});
  }
  return placed;
}

/// An export of a folder holds that folder; its content goes to the folder that is asked for.
void drop_common_folder(std::vector<PlacedEntry>& entries) {
  const auto lies_below_first = [&](const PlacedEntry& each) {
    return each.place.names().front() == entries.front().place.names().front() &&
           (each.is_folder || each.place.names().size() > 1);
  };
  if (entries.empty() || !std::ranges::all_of(entries, lies_below_first)) return;
  for (auto& entry : entries) entry.place = entry.place.below(1);
}

/// The place without the extension of its name, and the language that it tells; nothing for other extensions.
std::optional<NotebookLanguage> take_language(TreePath& place) {
  const std::string name = place.name();
  const auto dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0) return std::nullopt;
  const auto extension = std::string_view(name).substr(dot + 1);
  auto language = language_of_extension(extension);
  if (!language) language = language_of_name(extension);
  if (language) place = place.parent().child(name.substr(0, dot));
  return language;
}

ImportedObject folder_object(const TreePath& place) { return {.place = place, .kind = ObjectKind::directory}; }

Result<ImportedObject> dbc_object(PlacedEntry entry) {
  const auto language = take_language(entry.place);
  if (!language) return invalid_parameter("The archive holds something that is no notebook: " + entry.place.text());
  DBC_TRY(const auto notebook, read_archive_model(entry.content));
  return ImportedObject{.place = entry.place,
                        .kind = ObjectKind::notebook,
                        .language = notebook.language,
                        .content = write_source_text(notebook)};
}

ImportedObject source_object(PlacedEntry entry) {
  TreePath place = entry.place;
  const auto language = take_language(place);
  if (!language) return {.place = entry.place, .kind = ObjectKind::file, .content = std::move(entry.content)};
  return {.place = place,
          .kind = ObjectKind::notebook,
          .language = language,
          .content = with_source_header(entry.content, *language)};
}

/// Of `a.py` and `a.sql` either could be the notebook `a`: neither is stored.
class Sources {
 public:
  Result<void> add(const ImportedObject& object, const std::string& source) {
    if (object.kind == ObjectKind::directory) return {};
    const auto [known, is_new] = by_place_.try_emplace(object.place.text(), source);
    if (is_new) return {};
    return invalid_parameter("The archive holds " + known->second + " and " + source + ", which would both become " +
                             object.place.text());
  }

 private:
  std::map<std::string, std::string> by_place_;
};

bool is_manifest(const PlacedEntry& entry) { return entry.place.text() == "/manifest.mf"; }

}  // namespace

bool is_source_archive(std::string_view content) { return is_zip(content); }

Result<ImportedContent> read_source_archive(std::string_view content, const std::string& name) {
  DBC_TRY(auto entries, read_entries(content));
  drop_common_folder(entries);
  ImportedContent imported{.name = name, .is_folder = true};
  Sources sources;
  for (auto& entry : entries) {
    const std::string source = entry.place.text();
    auto object = entry.is_folder ? folder_object(entry.place) : source_object(std::move(entry));
    DBC_CHECK(sources.add(object, source));
    imported.objects.push_back(std::move(object));
  }
  return imported;
}

Result<ImportedContent> read_dbc_archive(std::string_view content, const std::string& name) {
  DBC_TRY(auto entries, read_entries(content));
  std::erase_if(entries, is_manifest);
  const bool is_single = entries.size() == 1 && !entries.front().is_folder && entries.front().place.names().size() == 1;
  if (!is_single) drop_common_folder(entries);
  ImportedContent imported{.name = name, .is_folder = !is_single};
  Sources sources;
  for (auto& entry : entries) {
    if (entry.is_folder) {
      imported.objects.push_back(folder_object(entry.place));
      continue;
    }
    const std::string source = entry.place.text();
    DBC_TRY(auto object, dbc_object(std::move(entry)));
    DBC_CHECK(sources.add(object, source));
    if (is_single) object.place = TreePath();
    imported.objects.push_back(std::move(object));
  }
  return imported;
}

}  // namespace dbc::emulator
