#include "local_notebook.hpp"

#include "dbc/base/incoming_file.hpp"

namespace dbc::commands {

Result<void> export_to_file(api::WorkspaceObjects objects, const std::string& source, const std::string& format,
                            const std::string& target) {
  DBC_TRY(const auto content, objects.export_object(source, format));
  DBC_TRY(auto file, IncomingFile::create(target));
  DBC_CHECK(file.write(content));
  return file.commit();
}

}  // namespace dbc::commands
