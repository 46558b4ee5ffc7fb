#include "emulator/files/disk_error.hpp"

#include <cerrno>
#include <string>

#include "emulator/http/error_code.hpp"

namespace dbc::emulator {

Error full_disk(std::string_view doing) {
  Error error = api_error(ErrorCode::insufficient_storage,
                          "The disk that holds the workspace is full: " + std::string(doing) + " failed");
  error.kind = ErrorKind::io;
  return error;
}

Error disk_error(int error_number, std::string_view doing) {
  const bool is_full = error_number == ENOSPC || error_number == EDQUOT;
  return is_full ? full_disk(doing) : system_error(error_number, doing);
}

}  // namespace dbc::emulator
