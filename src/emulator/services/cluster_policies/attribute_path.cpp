#include "emulator/services/cluster_policies/attribute_path.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"

namespace dbc::emulator {
namespace {

using Steps = std::vector<std::string>;

constexpr std::array<std::string_view, 3> k_maps{"spark_conf", "spark_env_vars", "custom_tags"};
constexpr std::array<std::string_view, 2> k_lists{"init_scripts", "ssh_public_keys"};
constexpr std::string_view k_log_conf = "cluster_log_conf";

Steps steps_of(std::string_view path) {
  const auto dot = path.find('.');
  const auto field = path.substr(0, dot);
  if (dot != std::string_view::npos && std::ranges::find(k_maps, field) != k_maps.end())
    return {std::string(field), std::string(path.substr(dot + 1))};
  const auto parts = split(path, '.');
  return {parts.begin(), parts.end()};
}

std::optional<std::size_t> index_of(std::string_view step) {
  std::size_t index = 0;
  const auto [end, problem] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (problem != std::errc{} || end != step.data() + step.size()) return std::nullopt;
  return index;
}

const Json* descend(const Json& place, const std::string& step) {
  if (!place.is_array()) return find_member(place, step);
  const auto index = index_of(step);
  return index && *index < place.size() ? &place[*index] : nullptr;
}

/// {"dbfs": {"destination": ...}}: the kind is the key.
Json find_log_part(const Json& attributes, std::string_view part) {
  const Json* conf = find_member(attributes, k_log_conf);
  if (conf == nullptr || !conf->is_object() || conf->empty()) return {};
  if (part == "type") return to_upper(conf->begin().key());
  const Json* value = find_member(conf->begin().value(), part == "path" ? "destination" : part);
  return value == nullptr ? Json{} : *value;
}

void set_log_part(Json& attributes, std::string_view part, const Json& value) {
  Json& conf = attributes[std::string(k_log_conf)];
  if (conf.is_null()) conf = Json::object();
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (part == "type") {
    const Json target = conf.empty() ? Json::object() : conf.begin().value();
    conf = Json{{to_lower(text), target}};
    return;
  }
  if (conf.empty()) conf["dbfs"] = Json::object();
  conf.begin().value()[part == "path" ? "destination" : std::string(part)] = text;
}

std::optional<std::string_view> log_part(std::string_view path) {
  for (const std::string_view part : {"type", "path", "region"})
    if (path == std::string(k_log_conf) + "." + std::string(part)) return part;
  return std::nullopt;
}

/// The place below `place` that a step names, made where it can be.
Json* make_place(Json& place, const std::string& step) {
  if (!place.is_array()) return place.is_object() ? &place[step] : nullptr;
  const auto index = index_of(step);
  if (!index || *index > place.size()) return nullptr;
  if (*index == place.size()) place.push_back(nullptr);
  return &place[*index];
}

bool is_list_field(std::string_view field) { return std::ranges::find(k_lists, field) != k_lists.end(); }

}  // namespace

bool is_policy_path(std::string_view path) {
  if (path == "cluster_type" || path == "dbus_per_hour") return true;
  const Steps steps = steps_of(path);
  return is_spec_field(steps.front()) && std::ranges::none_of(steps, [](const auto& step) { return step.empty(); });
}

Json find_attribute(const Json& attributes, std::string_view path) {
  if (const auto part = log_part(path)) return find_log_part(attributes, *part);
  const Json* place = &attributes;
  for (const auto& step : steps_of(path)) {
    place = descend(*place, step);
    if (place == nullptr) return {};
  }
  return *place;
}

void set_attribute(Json& attributes, std::string_view path, const Json& value) {
  if (const auto part = log_part(path)) return set_log_part(attributes, *part, value);
  Json* place = &attributes;
  for (const auto& step : steps_of(path)) {
    if (place->is_null()) *place = Json::object();
    Json* next = make_place(*place, step);
    if (next == nullptr) return;
    if (next->is_null() && place == &attributes && is_list_field(step)) *next = Json::array();
    place = next;
  }
  *place = value;
}

bool has_wildcard(std::string_view path) {
  const Steps steps = steps_of(path);
  return std::ranges::find(steps, "*") != steps.end();
}

std::vector<std::string> expand_path(const Json& attributes, std::string_view path) {
  const Steps steps = steps_of(path);
  const auto star = std::ranges::find(steps, "*");
  if (star == steps.end()) return {std::string(path)};
  const std::string before = join(std::vector<std::string>(steps.begin(), star), ".");
  const std::string after = join(std::vector<std::string>(star + 1, steps.end()), ".");
  const Json list = find_attribute(attributes, before);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < (list.is_array() ? list.size() : 0); ++i)
    paths.push_back(before + "." + std::to_string(i) + (after.empty() ? "" : "." + after));
  return paths;
}

}  // namespace dbc::emulator
