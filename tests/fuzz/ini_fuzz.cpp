#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/config/ini_document.hpp"

// Any text is either refused or survives: it is written back as it was, and a value that is set reads back while the
// other sections keep theirs.

namespace {

using dbc::config::IniDocument;

void require(bool condition) {
  if (!condition) std::abort();
}

std::optional<std::string> get(const IniDocument& document, std::string_view section, std::string_view key) {
  const auto value = document.get(section, key);
  if (!value || !*value) return std::nullopt;
  return (*value)->text;
}

std::vector<std::optional<std::string>> hosts(const IniDocument& document, std::string_view except) {
  std::vector<std::optional<std::string>> values;
  for (const auto& section : document.sections()) {
    if (section != except) values.push_back(get(document, section, "host"));
  }
  return values;
}

void set_and_read_back(IniDocument document, const std::string& section) {
  const auto before = hosts(document, section);
  document.set(section, "token", "50% of it");
  const auto again = IniDocument::parse(document.text(), "fuzz");
  require(again.has_value());
  require(get(*again, section, "token") == "50% of it");
  require(hosts(*again, section) == before);
  document.remove(section, "token");
  const auto removed = IniDocument::parse(document.text(), "fuzz");
  require(removed.has_value() && !get(*removed, section, "token"));
  require(hosts(*removed, section) == before);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = IniDocument::parse(text, "fuzz");
  if (!document) return 0;
  require(document->text() == text);
  for (const auto& section : document->sections()) {
    if (section != "DEFAULT") set_and_read_back(*document, section);  // DEFAULT's values appear in others'
  }
  set_and_read_back(*document, "a new one");
  return 0;
}
