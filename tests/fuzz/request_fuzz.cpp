#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "emulator/files/tree_path.hpp"
#include "emulator/http/call.hpp"
#include "emulator/http/router.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/services.hpp"

// Everything that reads a request before a handler acts on it: the target, the route, the body, a cluster's spec.
// Input: target, a line feed, body.

using namespace dbc;
using namespace dbc::emulator;

namespace {

void check_target(const Target& target) {
  if (!target.path.starts_with('/') || !is_utf8(target.path)) std::abort();
  for (const auto& segment : target.segments)
    if (segment.empty() || segment == ".." || !is_utf8(segment)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.find('\n');
  Request request{.method = "POST", .target = std::string(input.substr(0, line))};
  if (line != std::string_view::npos) request.body = input.substr(line + 1);
  if (size % 3 == 0) request.headers.emplace_back("Content-Type", "multipart/form-data; boundary=X");
  if (size % 2 == 0) request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");

  const auto target = parse_target(request.target);
  if (!target) return 0;
  check_target(*target);
  if (!Router(route_groups()).find(request.method, *target)) (void)no_route(request.method, *target);
  const Call call(request, *target, {}, Principal{});
  (void)call.form_file();
  const auto body = call.input();
  if (!body) return 0;
  (void)TreePath::parse(string_or(*body, "path", ""));
  const auto spec = read_spec(*body);
  if (spec) (void)resolve_spec(*spec, "fuzz");
  return 0;
}
