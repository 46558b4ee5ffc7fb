#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

/// A page that shows what a notebook's run did: one HTML document that needs no other file. `cells` are the members of
/// the driver's messages of the type `cells`, in their order: {"index", "title", "language", "source", "state",
/// "started_at", "finished_at", "outputs": [{"type", "data", ...}]}. Members that are missing or of another type are
/// left out. Text is escaped; HTML that a cell put out is shown in a frame that cannot reach the page.
[[nodiscard]] std::string notebook_html(std::string_view title, const Json& cells);

}  // namespace dbc::emulator
