#pragma once

#include "dbc/base/error.hpp"

namespace dbc {

/// The exception that is being handled, as an error: too little memory, no further thread, or a defect. To be called in
/// a handler at the edge where nothing may be thrown: a thread's end, a callback from C, the end of the program.
[[nodiscard]] Error thrown_error();

}  // namespace dbc
