#include "emulator/execution/run_folder.hpp"

#include <sys/stat.h>

namespace dbc::emulator {

std::string run_mark(const std::filesystem::path& workspace_folder, std::int64_t run_id) {
  struct stat info {};
  (void)::stat(workspace_folder.c_str(), &info);
  return "DBC_RUN_MARK=" + std::to_string(info.st_dev) + "-" + std::to_string(info.st_ino) + "-" +
         std::to_string(run_id);
}

}  // namespace dbc::emulator
