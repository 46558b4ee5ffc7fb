#pragma once

#include <string>

#include "dbc/emulator/http/file_body.hpp"

namespace dbc::emulator {

/// The reply to a read: JSON that tells how many bytes there are, and the bytes in base64. It is made while it is sent,
/// so that its text is nowhere whole.
class DbfsBlock final : public FileBody {
 public:
  /// Takes over the descriptor.
  DbfsBlock(int descriptor, std::uint64_t offset, std::uint64_t length);

  [[nodiscard]] std::uint64_t length() const override;
  [[nodiscard]] Result<std::size_t> read(std::uint64_t at, char* buffer, std::size_t capacity) const override;

 private:
  [[nodiscard]] std::uint64_t text_length() const;
  [[nodiscard]] bool is_in_text(std::uint64_t at) const;
  [[nodiscard]] Result<std::size_t> read_some(std::uint64_t at, char* buffer, std::size_t capacity) const;
  [[nodiscard]] Result<std::size_t> encode(std::uint64_t at, char* buffer, std::size_t capacity) const;
  [[nodiscard]] Result<void> encode_groups(std::uint64_t first, char* text, std::size_t count) const;

  std::string head_;
};

}  // namespace dbc::emulator
