#include "emulator/execution/graph/condition.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

std::string outcome_of(const std::string& left, const std::string& op, const std::string& right) {
  const auto outcome = evaluate_condition({{"op", op}, {"left", left}, {"right", right}});
  return outcome ? *outcome : outcome.error().message;
}

}  // namespace

TEST_CASE("condition: equality compares texts, and order compares numbers", "[emulator][graph]") {
  struct Row {
    std::string left;
    std::string op;
    std::string right;
    std::string outcome;
  };
  const auto row = GENERATE(values<Row>({
      {"a", "EQUAL_TO", "a", "true"},
      {"a", "EQUAL_TO", "A", "false"},
      {"12.0", "EQUAL_TO", "12", "false"},
      {"", "EQUAL_TO", "", "true"},
      {" a", "EQUAL_TO", "a", "false"},
      {"a", "NOT_EQUAL", "b", "true"},
      {"12", "NOT_EQUAL", "12", "false"},
      {"12.0", "GREATER_THAN_OR_EQUAL", "12", "true"},
      {"10.0", "GREATER_THAN_OR_EQUAL", "12", "false"},
      {"2", "GREATER_THAN", "10", "false"},
      {"10", "GREATER_THAN", "10", "false"},
      {"1e3", "GREATER_THAN", "999", "true"},
      {"-1", "LESS_THAN", "+1", "true"},
      {"-0.5", "LESS_THAN", "-0.25", "true"},
      {" 3 ", "LESS_THAN_OR_EQUAL", "3", "true"},
      {"9007199254740993", "GREATER_THAN", "9007199254740992", "true"},
      {"9007199254740993", "LESS_THAN_OR_EQUAL", "9007199254740992", "false"},
      {"99999999999999999999", "GREATER_THAN", "1", "true"},
  }));
  INFO(row.left << " " << row.op << " " << row.right);
  CHECK(outcome_of(row.left, row.op, row.right) == row.outcome);
}

TEST_CASE("condition: what is no number has no order", "[emulator][graph]") {
  const auto operand = GENERATE(as<std::string>{}, "", " ", "x", "1x", "0x10", "nan", "inf", "-inf", "1,5", "1 2",
                                "--1", "+-1", "1e999", "true");
  for (const std::string op : {"GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"}) {
    CHECK(outcome_of(operand, op, "1") == "The condition compares numbers, and '" + operand + "' is not a number");
    CHECK(outcome_of("1", op, operand) == "The condition compares numbers, and '" + operand + "' is not a number");
  }
}

TEST_CASE("condition: an operator that is none is named", "[emulator][graph]") {
  CHECK(outcome_of("1", "LIKE", "1") == "The condition has the unknown operator 'LIKE'");
}
