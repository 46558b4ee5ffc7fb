#pragma once

#include <span>
#include <string_view>

#include "emulator/services/jobs/shape.hpp"

namespace dbc::emulator {

extern const Shape k_settings_shape;        ///< of a job; `tasks` have k_task_shape
extern const Shape k_task_shape;            ///< of one task
extern const Shape k_run_parameters_shape;  ///< what a run may override: notebook_params, ...

/// The members of a task of which exactly one says what it does.
[[nodiscard]] std::span<const std::string_view> task_types();

/// The members of a task that stand beside the job's own in the single-task form.
[[nodiscard]] std::span<const std::string_view> flat_task_fields();

// Parts of the shapes that jobs and tasks share.
extern const Shape k_email_notifications_shape;
extern const Shape k_webhook_notifications_shape;
extern const Shape k_notification_settings_shape;
extern const Shape k_health_shape;

/// Words for tables of fields.
namespace fields {

constexpr ShapeField text(std::string_view name, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::text, .need = need};
}
constexpr ShapeField integer(std::string_view name, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::integer, .need = need};
}
constexpr ShapeField boolean(std::string_view name) { return {.name = name, .kind = ShapeKind::boolean}; }
constexpr ShapeField object(std::string_view name) { return {.name = name, .kind = ShapeKind::object}; }
constexpr ShapeField objects(std::string_view name) { return {.name = name, .kind = ShapeKind::objects}; }
constexpr ShapeField text_map(std::string_view name) { return {.name = name, .kind = ShapeKind::text_map}; }
constexpr ShapeField texts(std::string_view name, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::texts, .need = need};
}
constexpr ShapeField cluster(std::string_view name, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::cluster, .need = need};
}
constexpr ShapeField choice(std::string_view name, std::span<const std::string_view> choices,
                            Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::choice, .need = need, .choices = choices};
}
constexpr ShapeField structure(std::string_view name, const Shape& shape, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::structure, .need = need, .shape = &shape};
}
constexpr ShapeField structures(std::string_view name, const Shape& shape, Need need = Need::optional) {
  return {.name = name, .kind = ShapeKind::structures, .need = need, .shape = &shape};
}

}  // namespace fields

}  // namespace dbc::emulator
