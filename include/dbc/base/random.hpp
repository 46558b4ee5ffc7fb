#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dbc {

/// Bytes from the operating system's generator, fit for tokens and ids.
[[nodiscard]] std::string random_bytes(std::size_t count);
/// Lower-case hexadecimal text of `bytes` random bytes.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// A random (version 4) UUID in its usual text form.
[[nodiscard]] std::string random_uuid();
[[nodiscard]] std::uint64_t random_uint64();

}  // namespace dbc
