#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"

/// The tables that a table feeds and is fed by, as a graph.
namespace dbc::commands::unity_catalog {

/// Each table that feeds others, in the order in which it was met, with those that it feeds.
using LineageGraph = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// The service's answer for one table.
using AskLineage = std::function<Result<Json>(const std::string& table)>;

/// Walks `levels` steps downstream, then as many upstream. Each table is asked at most once.
[[nodiscard]] Result<LineageGraph> walk_lineage(const std::string& table, int levels, const AskLineage& ask);

/// The graph in the language of Graphviz, without a final newline.
[[nodiscard]] std::string graph_text(const LineageGraph& graph, const std::string& table);

}  // namespace dbc::commands::unity_catalog
