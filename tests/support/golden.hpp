#pragma once

#include <string>

namespace dbc::test {

/// The text of tests/golden/NAME must be `text`. With DBC_ACCEPT_GOLDEN=1 a difference is written to the file instead,
/// and the test fails all the same, so that somebody looks at the change.
void check_golden(const std::string& name, const std::string& text);

}  // namespace dbc::test
