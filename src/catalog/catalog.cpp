#include "dbc/catalog/catalog.hpp"

#include <vector>

#include "dbc/base/text.hpp"
#include "dbc/catalog/path_pattern.hpp"
#include "dbc_embedded/conf_endpoints_tsv.hpp"

namespace dbc::catalog {
namespace {

std::vector<Endpoint> parse(std::string_view text) {
  std::vector<Endpoint> parsed;
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto fields = split(line, '\t');
    if (fields.size() == 4) parsed.push_back({fields[0], fields[1], fields[2], fields[3]});
  }
  return parsed;
}

}  // namespace

std::span<const Endpoint> endpoints() {
  static const std::vector<Endpoint> all = parse(embedded::conf_endpoints_tsv);
  return all;
}

const Endpoint* find_endpoint(std::string_view verb, std::span<const std::string> segments) {
  const Endpoint* best = nullptr;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.verb != verb || !match_path(endpoint.path, segments)) continue;
    const bool is_better =
        best == nullptr || count_literal_segments(endpoint.path) > count_literal_segments(best->path);
    if (is_better) best = &endpoint;
  }
  return best;
}

}  // namespace dbc::catalog
