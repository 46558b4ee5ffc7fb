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

Error unwritable() {
  Error error = api_error(ErrorCode::insufficient_storage,
                          "The workspace cannot be changed: it lies where this user must not write");
  error.kind = ErrorKind::io;
  return error;
}

Error disk_error(int error_number, std::string_view doing) {
  if (error_number == ENOSPC || error_number == EDQUOT) return full_disk(doing);
  if (error_number == EROFS || error_number == EACCES) return unwritable();
  return system_error(error_number, doing);
}

}  // namespace dbc::emulator
