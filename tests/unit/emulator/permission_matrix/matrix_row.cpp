#include "unit/emulator/permission_matrix/matrix_row.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "emulator/services/services.hpp"

namespace dbc::test {
namespace {

using emulator::Route;
using emulator::RouteGroup;

std::string key_of(const RouteGroup& group, const Route& route) {
  return std::string(route.verb) + " " + std::string(group.prefixes.front()) + std::string(route.path);
}

const RouteGroup& group_of(const MatrixRow& row) {
  for (const RouteGroup* group : emulator::route_groups())
    for (const Route& route : group->routes)
      if (key_of(*group, route) == row.key()) return *group;
  FAIL("no route is " << row.key());
  return *emulator::route_groups().front();
}

MatrixRow read_row(std::string_view line) {
  const auto columns = split(line, '|');
  INFO(line);
  REQUIRE(columns.size() == 5);
  MatrixRow row{.line = std::string(line)};
  row.verb = trim(columns[0]);
  row.route = trim(columns[1]);
  row.who = trim(columns[2]);
  std::string_view reply = trim(columns[3]);
  row.shows_planted = reply.ends_with('+');
  row.status = std::stoi(std::string(reply));
  row.request = trim(columns[4]);
  return row;
}

}  // namespace

std::string MatrixRow::object() const {
  const auto blank = who.find(' ');
  return blank == std::string::npos ? "" : who.substr(0, blank);
}

std::string MatrixRow::level() const {
  const auto blank = who.find(' ');
  return blank == std::string::npos ? "" : who.substr(blank + 1);
}

std::vector<MatrixRow> read_matrix() {
  const auto text = read_file(DBC_PERMISSION_MATRIX);
  REQUIRE(text);
  std::vector<MatrixRow> rows;
  for (const auto line : split(*text, '\n'))
    if (!trim(line).empty() && !line.starts_with('#')) rows.push_back(read_row(line));
  return rows;
}

std::set<std::string> served_routes() {
  std::set<std::string> keys;
  for (const RouteGroup* group : emulator::route_groups())
    for (const Route& route : group->routes) keys.insert(key_of(*group, route));
  return keys;
}

std::vector<std::string> prefixes_of(const MatrixRow& row) {
  const auto& prefixes = group_of(row).prefixes;
  return {prefixes.begin(), prefixes.end()};
}

MatrixCall call_of(const MatrixRow& row, const std::string& prefix, std::string_view request) {
  MatrixCall call{.verb = row.verb};
  std::string_view place;
  if (request.starts_with('/') || request.starts_with('?')) {
    const auto blank = request.find(' ');
    place = request.substr(0, blank);
    request.remove_prefix(blank == std::string_view::npos ? request.size() : blank + 1);
  }
  const std::string path = row.route.substr(prefixes_of(row).front().size());
  call.target = prefix + (place.starts_with('/') ? "" : path) + std::string(place);
  call.body = request;
  return call;
}

}  // namespace dbc::test
