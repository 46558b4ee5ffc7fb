#pragma once

#include <string>

#include "dbc/net/http.hpp"
#include "dbc/net/url.hpp"

namespace dbc::net {

/// One request on its way to one URL; redirects make several of a single `Request`.
struct Hop {
  WebUrl url;
  std::string method;
  bool with_body = true;
  bool may_leave_origin = true;
  bool with_own_headers =
      true;  ///< false once the request has left its origin: no credential goes along, nor ever again
};

/// The hop to `location`, an absolute URL. What is meant for one origin stays there: another one is only asked to read,
/// without credentials and without a body, and nothing leads from https to http. A write that the redirect would turn
/// into a read is an error, because nothing was written.
[[nodiscard]] Result<Hop> next_hop(const Hop& hop, int status, const std::string& location);

/// True for header fields that may go to an origin that the request was not made for.
[[nodiscard]] bool may_leave_origin(std::string_view header);

}  // namespace dbc::net
