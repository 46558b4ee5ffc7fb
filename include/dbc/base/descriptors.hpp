#pragma once

#include <sys/types.h>

#include <string_view>

namespace dbc {

/// Writes all of `content`, in as many pieces as it takes; a descriptor that does not block is waited for. 0, or the
/// errno of what failed. Allocates nothing, so that it serves between fork and exec as well.
[[nodiscard]] int write_whole(int descriptor, std::string_view content) noexcept;

/// As ::read, but waits for a descriptor that does not block. A signal ends the wait with EINTR.
[[nodiscard]] ssize_t read_some(int descriptor, char* buffer, std::size_t size) noexcept;

/// Closes standard output at the end of a program. 0, or the errno of a write that failed only now, as it may for a
/// file of another machine.
[[nodiscard]] int close_output() noexcept;

/// Opens those of the descriptors 0 to 2 that are missing, or the next file to be opened would be taken for standard
/// input or output. Nothing can be read from or written to them. To be called before anything else is opened.
void occupy_standard_descriptors() noexcept;

}  // namespace dbc
