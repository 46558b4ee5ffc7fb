#pragma once

#include <cstdint>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// A part of an open file that a reply carries as its body, of any size. The file may be replaced or removed meanwhile:
/// what was opened is what is sent.
class FileBody {
 public:
  /// Takes over the descriptor.
  FileBody(int descriptor, std::uint64_t offset, std::uint64_t length)
      : descriptor_(descriptor), offset_(offset), length_(length) {}
  virtual ~FileBody();
  FileBody(const FileBody&) = delete;
  FileBody& operator=(const FileBody&) = delete;

  /// Of the body, in bytes.
  [[nodiscard]] virtual std::uint64_t length() const { return length_; }
  /// Bytes of the body from `at` on, up to `capacity`; 0 only at its end. A file that was cut short is an error.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t at, char* buffer, std::size_t capacity) const;

 protected:
  /// All of `size` bytes of the part.
  [[nodiscard]] Result<void> read_whole(std::uint64_t at, char* buffer, std::size_t size) const;

 private:
  int descriptor_;
  std::uint64_t offset_;
  std::uint64_t length_;
};

}  // namespace dbc::emulator
