#include "lineage_walk.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dbc/api/reply_shape.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"

namespace dbc::commands::unity_catalog {
namespace {

std::string full_name(const Json& table) {
  return string_or(table, "catalog_name", "") + "." + string_or(table, "schema_name", "") + "." +
         string_or(table, "name", "");
}

Result<std::vector<std::string>> names_in(const Json& reply, std::string_view list) {
  DBC_TRY(const Json* tables, api::list_in(reply, list));
  std::vector<std::string> names;
  if (tables == nullptr) return names;
  for (const auto& table : *tables) names.push_back(full_name(table));
  return names;
}

constexpr std::size_t k_most_tables = 10'000;  // each is a request

class Walk {
 public:
  explicit Walk(const AskLineage& ask) : ask_(ask) {}

  /// Adds the edges of one direction, level by level.
  Result<void> go(const std::string& start, int levels, std::string_view list) {
    std::vector<std::string> level{start};
    std::set<std::string> visited;
    for (int i = 0; i < levels && !level.empty(); ++i) {
      std::vector<std::string> next;
      for (const auto& table : level) {
        if (!visited.insert(table).second) continue;
        DBC_TRY(const Json* reply, ask_once(table));
        DBC_TRY(const auto neighbours, names_in(*reply, list));
        for (const auto& neighbour : neighbours) {
          if (list == "downstream_tables")
            add_edge(table, neighbour);
          else
            add_edge(neighbour, table);
          next.push_back(neighbour);
        }
      }
      level = std::move(next);
    }
    return {};
  }

  [[nodiscard]] LineageGraph take() { return std::move(graph_); }

 private:
  Result<const Json*> ask_once(const std::string& table) {
    auto known = replies_.find(table);
    if (known == replies_.end()) {
      if (replies_.size() >= k_most_tables)
        return api::wrong_shape("the lineage of more than " + std::to_string(k_most_tables) + " tables is too much")
            .with_hint("Follow fewer steps with --level");
      DBC_TRY(Json reply, ask_(table));
      known = replies_.emplace(table, std::move(reply)).first;
    }
    return &known->second;
  }

  void add_edge(const std::string& from, const std::string& to) {
    auto node = std::ranges::find(graph_, from, &LineageGraph::value_type::first);
    if (node == graph_.end()) node = graph_.insert(graph_.end(), {from, {}});
    if (std::ranges::find(node->second, to) == node->second.end()) node->second.push_back(to);
  }

  const AskLineage& ask_;
  std::map<std::string, Json> replies_;
  LineageGraph graph_;
};

std::string quoted(const std::string& name) {
  return "\"" + visible(replace_all(replace_all(name, "\\", "\\\\"), "\"", "\\\"")) + "\"";
}

}  // namespace

Result<LineageGraph> walk_lineage(const std::string& table, int levels, const AskLineage& ask) {
  Walk walk(ask);
  DBC_CHECK(walk.go(table, levels, "downstream_tables"));
  DBC_CHECK(walk.go(table, levels, "upstream_tables"));
  return walk.take();
}

std::string graph_text(const LineageGraph& graph, const std::string& table) {
  std::vector<std::string> lines;
  for (const auto& [from, all] : graph) {
    std::string line = quoted(from) + " -> ";
    for (const auto& to : all) line += (&to == all.data() ? "" : ",") + quoted(to);
    lines.push_back(line + ";");
  }
  return "digraph " + quoted("lineage graph of " + table) + " {\n\t" + join(lines, "\n\t") + "\n}";
}

}  // namespace dbc::commands::unity_catalog
