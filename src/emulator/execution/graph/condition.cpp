#include "emulator/execution/graph/condition.hpp"

#include <charconv>
#include <cmath>
#include <compare>
#include <optional>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

Result<double> decimal_of(const std::string& operand) {
  const auto number = number_of<double>(operand);
  if (number && std::isfinite(*number)) return *number;
  return Error{.kind = ErrorKind::input,
               .message = "The condition compares numbers, and '" + operand + "' is not a number"};
}

/// Whole numbers are compared as such, because ids do not fit into a double.
Result<std::partial_ordering> compare_numbers(const std::string& left, const std::string& right) {
  const auto whole_left = number_of<std::int64_t>(left);
  const auto whole_right = number_of<std::int64_t>(right);
  if (whole_left && whole_right) return std::partial_ordering(*whole_left <=> *whole_right);
  DBC_TRY(const double decimal_left, decimal_of(left));
  DBC_TRY(const double decimal_right, decimal_of(right));
  return decimal_left <=> decimal_right;
}

Result<bool> holds(const std::string& op, const std::string& left, const std::string& right) {
  if (op == "EQUAL_TO") return left == right;
  if (op == "NOT_EQUAL") return left != right;
  DBC_TRY(const auto order, compare_numbers(left, right));
  if (op == "GREATER_THAN") return std::is_gt(order);
  if (op == "GREATER_THAN_OR_EQUAL") return std::is_gteq(order);
  if (op == "LESS_THAN") return std::is_lt(order);
  if (op == "LESS_THAN_OR_EQUAL") return std::is_lteq(order);
  return Error{.kind = ErrorKind::input, .message = "The condition has the unknown operator '" + op + "'"};
}

}  // namespace

Result<std::string> evaluate_condition(const Json& condition_task) {
  DBC_TRY(const bool is_true, holds(string_or(condition_task, "op", ""), string_or(condition_task, "left", ""),
                                    string_or(condition_task, "right", "")));
  return std::string(is_true ? "true" : "false");
}

}  // namespace dbc::emulator
