#pragma once

#include <vector>

#include "dbc/catalog/catalog.hpp"

namespace dbc::emulator {

/// Whether the emulated workspace serves an endpoint. What it does not serve it answers with 501 and its name.
struct Coverage {
  const catalog::Endpoint* endpoint;
  bool is_served;
};

/// Every endpoint of the catalogue, in its order, as the router of requests sees it.
[[nodiscard]] std::vector<Coverage> coverage();

}  // namespace dbc::emulator
