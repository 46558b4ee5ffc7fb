#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dbc::catalog {

/// One endpoint of the workspace API. All texts point into the embedded conf/endpoints.tsv.
struct Endpoint {
  std::string_view service;  ///< e.g. clusters
  std::string_view method;   ///< name of the call within the service, e.g. permanent_delete
  std::string_view verb;     ///< HTTP method in capitals
  std::string_view path;     ///< pattern in the sense of `match_path`
};

/// Every known endpoint, whether or not it is emulated. Parsed at the first call, so not for hot paths.
[[nodiscard]] std::span<const Endpoint> endpoints();

/// The endpoint that a request would reach, the most specific where several patterns match; nullptr where unknown.
/// `segments` are those of the path, decoded.
[[nodiscard]] const Endpoint* find_endpoint(std::string_view verb, std::span<const std::string> segments);

}  // namespace dbc::catalog
