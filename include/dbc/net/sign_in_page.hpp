#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/error.hpp"
#include "dbc/net/url.hpp"

// Whom a workspace does not let in it sends to the page where people sign in, and not always with an error status.

namespace dbc::net {

/// The error behind a redirect of `host` to `target`, where that is the workspace's sign-in page.
[[nodiscard]] std::optional<Error> sign_in_refusal(const HostUrl& host, std::string_view target);

/// True where a URL or a page holds the mark that a workspace behind Private Link refused the network.
[[nodiscard]] bool tells_of_private_link(std::string_view text);
[[nodiscard]] Error private_link_error(const std::string& host);

}  // namespace dbc::net
