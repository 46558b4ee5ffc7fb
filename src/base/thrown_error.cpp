#include "dbc/base/thrown_error.hpp"

#include <new>
#include <stdexcept>
#include <system_error>

namespace dbc {

Error thrown_error() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {.kind = ErrorKind::io, .message = "out of memory", .hint = "`ulimit -v` shows how much is allowed"};
  } catch (const std::system_error& problem) {
    return system_error(problem.code().value(), "asking the operating system");
  } catch (const std::runtime_error& problem) {  // of libraries that have error classes of their own
    return {.kind = ErrorKind::io, .message = std::string("cannot go on: ") + problem.what()};
  } catch (const std::exception& problem) {
    return {.kind = ErrorKind::internal, .message = std::string("an internal error: ") + problem.what()};
  } catch (...) {
    return {.kind = ErrorKind::internal, .message = "an internal error"};
  }
}

}  // namespace dbc
