#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "emulator/http/multipart.hpp"
#include "emulator/notebooks/source_text.hpp"
#include "emulator/services/workspace_objects/import_content.hpp"

// Content that is stored: archives, notebooks in every form, and forms with parts. It is read or refused, in time and
// memory that its size bounds. Input: a byte that says what it is to be, a name, a line feed, the content.

using namespace dbc;
using namespace dbc::emulator;

namespace {

constexpr std::array k_formats{ObjectFormat::source, ObjectFormat::html,       ObjectFormat::jupyter,
                               ObjectFormat::dbc,    ObjectFormat::r_markdown, ObjectFormat::automatic,
                               ObjectFormat::raw};

void require(bool condition) {
  if (!condition) std::abort();
}

struct ReadForm {
  Form form;
  std::string file;
};

Result<ReadForm> read_form(std::string_view body, std::size_t step) {
  ReadForm read;
  DBC_TRY(auto reader, MultipartReader::begin("multipart/form-data; boundary=XX", 1 << 20,
                                              [&read](std::string_view part) -> Result<void> {
                                                read.file.append(part);
                                                return {};
                                              }));
  for (std::size_t at = 0; at < body.size(); at += step) DBC_CHECK(reader.write(body.substr(at, step)));
  DBC_TRY(read.form, reader.finish());
  return read;
}

/// In whatever pieces it arrives, a form is the same.
void check_form(std::string_view body) {
  const auto whole = read_form(body, body.size() + 1);
  const auto bytes = read_form(body, 1);
  require(whole.has_value() == bytes.has_value());
  if (!whole) return;
  require(whole->form.fields == bytes->form.fields && whole->file == bytes->file);
  require(whole->file.size() <= body.size());
}

/// A stored source text comes back byte for byte.
void check_source(const ImportedObject& object) {
  if (object.kind != ObjectKind::notebook || stored_form_of(object.content) != StoredForm::source) return;
  const auto language = object.language.value_or(NotebookLanguage::python);
  require(write_source_text(read_source_text(object.content, language)) == object.content);
}

void check_import(std::string_view content, const ImportHints& hints) {
  const auto imported = read_import(content, hints);
  if (!imported) {
    require(imported.error().http.has_value());
    return;
  }
  require(imported->is_folder || imported->objects.size() == 1);
  for (const auto& object : imported->objects) check_source(object);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t kind = (static_cast<std::size_t>(data[0]) - '0') % (k_formats.size() + 1);
  input.remove_prefix(1);
  const auto name = input.substr(0, input.find('\n'));
  input.remove_prefix(std::min(input.size(), name.size() + 1));
  if (kind == k_formats.size())
    check_form(input);
  else
    check_import(input,
                 {.format = k_formats.at(kind), .language = NotebookLanguage::python, .name = std::string(name)});
  return 0;
}
