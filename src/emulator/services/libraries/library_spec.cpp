#include "emulator/services/libraries/library_spec.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 11> k_file_places{"dbfs:/", "/Workspace/", "/Volumes/", "s3://",
                                                         "s3a://", "s3n://",      "abfss://",  "wasbs://",
                                                         "adl://", "gs://",       "file:/"};
constexpr std::array<std::string_view, 2> k_requirements_places{"/Workspace/", "/Volumes/"};

Error bad_library(const std::string& what) { return invalid_parameter("Invalid library: " + what); }

Result<Json> read_path(const std::string& kind, const Json& value, std::span<const std::string_view> places) {
  const auto path = to_text(value);
  if (!path) return wrong_type("STRING", kind);
  const auto begins = [&](std::string_view place) { return path->starts_with(place) && path->size() > place.size(); };
  if (std::ranges::none_of(places, begins))
    return bad_library("the " + kind + " '" + *path + "' must begin with one of " +
                       join(std::vector<std::string>(places.begin(), places.end()), ", "));
  return Json(*path);
}

Result<Json> read_wheel(const std::string& kind, const Json& value) {
  DBC_TRY(Json path, read_path(kind, value, k_file_places));
  const auto& text = path.get_ref<const std::string&>();
  if (!text.ends_with(".whl") && !text.ends_with(".wheelhouse.zip"))
    return bad_library("the whl '" + text + "' must end in .whl or .wheelhouse.zip");
  return path;
}

/// {"<name>": ..., "repo": ...} with the name required.
Result<Json> read_package(const Json& value, const std::string& kind, const std::string& name) {
  if (!value.is_object()) return wrong_type("OBJECT", kind);
  const Fields fields(value);
  DBC_TRY(const auto package, fields.text(name));
  DBC_TRY(const auto repo, fields.text("repo"));
  if (!package || trim(*package).empty()) return missing_field(kind + "." + name);
  Json read{{name, *package}};
  if (repo && !repo->empty()) read["repo"] = *repo;
  return read;
}

Result<Json> read_maven(const Json& value) {
  DBC_TRY(Json read, read_package(value, "maven", "coordinates"));
  const auto& coordinates = read["coordinates"].get_ref<const std::string&>();
  const auto parts = split(coordinates, ':');
  if (parts.size() != 3 || std::ranges::any_of(parts, [](auto part) { return trim(part).empty(); }))
    return bad_library("the Maven coordinates '" + coordinates + "' must have the form groupId:artifactId:version");
  DBC_TRY(const auto exclusions, Fields(value).texts("exclusions"));
  if (!exclusions.empty()) read["exclusions"] = exclusions;
  return read;
}

Result<Json> read_requirements(const Json& value) { return read_path("requirements", value, k_requirements_places); }
Result<Json> read_jar(const Json& value) { return read_path("jar", value, k_file_places); }
Result<Json> read_egg(const Json& value) { return read_path("egg", value, k_file_places); }
Result<Json> read_whl(const Json& value) { return read_wheel("whl", value); }
Result<Json> read_pypi(const Json& value) { return read_package(value, "pypi", "package"); }
Result<Json> read_cran(const Json& value) { return read_package(value, "cran", "package"); }

struct Kind {
  std::string_view name;
  Result<Json> (*read)(const Json& value);
};

constexpr std::array k_kinds{
    Kind{"jar", read_jar},   Kind{"egg", read_egg},
    Kind{"whl", read_whl},   Kind{"requirements", read_requirements},
    Kind{"pypi", read_pypi}, Kind{"maven", read_maven},
    Kind{"cran", read_cran},
};

Result<std::string> read_library(const Json& item) {
  if (!item.is_object()) return wrong_type("OBJECT", "libraries");
  Json library = Json::object();
  for (const Kind& kind : k_kinds) {
    const Json* value = Fields(item).find(kind.name);
    if (value == nullptr) continue;
    DBC_TRY(library[std::string(kind.name)], kind.read(*value));
  }
  if (library.size() != 1)
    return bad_library("it must have exactly one of jar, egg, whl, requirements, pypi, maven and cran");
  return json_text(library);
}

}  // namespace

Result<std::vector<std::string>> read_libraries(const Json* list) {
  std::vector<std::string> libraries;
  if (list == nullptr) return libraries;
  if (!list->is_array()) return wrong_type("LIST", "libraries");
  for (const Json& item : *list) {
    DBC_TRY(libraries.emplace_back(), read_library(item));
  }
  return libraries;
}

std::string kind_of_library(const Json& library) {
  return library.is_object() && !library.empty() ? library.begin().key() : std::string{};
}

}  // namespace dbc::emulator
