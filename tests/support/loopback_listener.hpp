#pragma once

namespace dbc::test {

/// A socket that listens on a free port of the loopback address, which goes to `port`. The caller closes it.
[[nodiscard]] int listen_on_loopback(int& port);

}  // namespace dbc::test
