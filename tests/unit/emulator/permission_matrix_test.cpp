#include <algorithm>
#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "emulator/services/permissions/object_kind.hpp"
#include "support/reply_text.hpp"
#include "unit/emulator/permission_matrix/matrix_row.hpp"
#include "unit/emulator/permission_matrix/matrix_workspace.hpp"

using namespace dbc;
using namespace dbc::test;

namespace {

/// In clear, or as base64 of a value that begins with it.
bool shows_planted(const emulator::Reply& reply) {
  const std::string encoded = base64_encode(k_planted).substr(0, 8);
  const std::string body = reply_text(reply);
  return body.find(k_planted) != std::string::npos || body.find(encoded) != std::string::npos;
}

/// The level below that of the row; empty where it is the lowest.
std::string level_below(const MatrixRow& row) {
  const std::string object = row.object();
  const emulator::ObjectRef ref(object.substr(0, object.find('/')), "");
  REQUIRE(ref.kind != nullptr);
  const auto rank = ref.kind->rank(row.level());
  REQUIRE(rank > 0);
  return rank == 1 ? "" : std::string(ref.kind->levels[rank - 2]);
}

/// One row, through one prefix.
class RowCheck {
 public:
  RowCheck(MatrixWorkspace& ws, const MatrixRow& row, std::string prefix)
      : ws_(ws), row_(row), prefix_(std::move(prefix)) {}

  void run() {
    MatrixThings things(ws_);
    const MatrixCall call = call_of(row_, prefix_, things.filled(row_.request));
    const std::string object = things.filled(row_.object());
    INFO(row_.line << "\n" << call.verb << " " << call.target << " " << call.body);
    if (row_.who == "nobody") return answered(ws_.ask_without_token(call));
    CHECK(ws_.ask_without_token(call).status == 401);
    check_gone(call, object);
    if (row_.who == "everybody") return answered(ws_.ask(ws_.outsider, call));
    check_outsider(call);
    if (!object.empty()) return check_levels(call, object);
    if (row_.who == "admins") refused(ws_.ask(ws_.owner, call));
    if (row_.who == "filtered") answered(ws_.ask(ws_.admin, call));
    answered(ws_.ask(is_for_admins() ? ws_.admin : ws_.owner, call));
  }

 private:
  [[nodiscard]] bool is_for_admins() const { return row_.who == "admins" || row_.who == "partly"; }
  [[nodiscard]] bool is_open() const { return row_.who == "filtered" || row_.who == "partly"; }

  void answered(const emulator::Reply& reply) const {
    INFO("allowed: " << reply.body.substr(0, 500));
    CHECK(reply.status == row_.status);
    if (row_.shows_planted) CHECK(shows_planted(reply));
  }

  static void refused(const emulator::Reply& reply) {
    INFO("to be refused: " << reply.body.substr(0, 500));
    CHECK(reply.status == 403);
    CHECK_FALSE(shows_planted(reply));
  }

  /// The rights that somebody had do not outlive the account.
  void check_gone(const MatrixCall& call, const std::string& object) const {
    if (!object.empty()) ws_.grant(ws_.gone, object, row_.level());
    ws_.set_active(ws_.gone, false);
    refused(ws_.ask(ws_.gone, call));
    ws_.set_active(ws_.gone, true);
  }

  void check_outsider(const MatrixCall& call) const {
    const auto reply = ws_.ask(ws_.outsider, call);
    INFO("outsider: " << reply.body.substr(0, 500));
    CHECK_FALSE(shows_planted(reply));
    if (row_.who == "own" && call.verb != "GET")
      CHECK(reply.status == 404);
    else
      CHECK(reply.status == (is_open() || row_.who == "own" ? row_.status : 403));
  }

  void check_levels(const MatrixCall& call, const std::string& object) const {
    if (const auto level = level_below(row_); !level.empty()) {
      ws_.grant(ws_.below, object, level);
      refused(ws_.ask(ws_.below, call));
    }
    ws_.grant(ws_.holder, object, row_.level());
    answered(ws_.ask(ws_.holder, call));
  }

  MatrixWorkspace& ws_;
  const MatrixRow& row_;
  std::string prefix_;
};

}  // namespace

TEST_CASE("permission matrix: every route has a row, and every row a route", "[emulator][permissions][matrix]") {
  std::set<std::string> rows;
  for (const auto& row : read_matrix()) rows.insert(row.key());
  const auto routes = served_routes();
  std::vector<std::string> without_row;
  std::vector<std::string> without_route;
  std::ranges::set_difference(routes, rows, std::back_inserter(without_row));
  std::ranges::set_difference(rows, routes, std::back_inserter(without_route));
  CHECK(join(without_row, "\n").empty());
  CHECK(join(without_route, "\n").empty());
}

TEST_CASE("permission matrix: who may call a route is who the row says", "[emulator][permissions][matrix]") {
  MatrixWorkspace ws;
  {  // lists have something to hide from the first row on
    MatrixThings things(ws);
    for (const std::string name : {"cluster", "job", "pool", "policy", "token", "user"})
      things.filled("{" + name + "}");
  }
  std::size_t calls = 0;
  for (const auto& row : read_matrix())
    for (const auto& prefix : prefixes_of(row)) {
      RowCheck(ws, row, prefix).run();
      ++calls;
    }
  WARN("routes: " << served_routes().size() << ", with their other prefixes and rows: " << calls);
}
