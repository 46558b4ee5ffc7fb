#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "emulator/execution/graph/dynamic_values.hpp"
#include "emulator/execution/graph/for_each.hpp"
#include "emulator/services/jobs/reference_syntax.hpp"
#include "emulator/services/jobs/references.hpp"

// Texts with references, as settings and runs have them. What a check of settings lets pass is resolved or refused by
// name, never passed over.

using namespace dbc;
using namespace dbc::emulator;

namespace {

ValueContext context() {
  ValueContext context{.job_id = 1, .job_name = "{{job.id}}", .task_key = "a"};
  context.job_parameters["p"] = "{{job.name}}";
  context.tasks["a"].values["v"] = Json::array({1, "{{input}}"});
  context.input = Json{{"k", 1}};
  return context;
}

/// Each braced text lies within the text, after the one before it, and holds no braces of its own.
void check_braces(std::string_view text) {
  std::size_t end = 0;
  for (const BracedText& braced : braced_texts(text)) {
    if (braced.begin < end || braced.begin + braced.length > text.size()) std::abort();
    if (text.substr(braced.begin, 2) != "{{" || braced.inside.size() + 4 != braced.length) std::abort();
    if (braced.inside.find("{{") != std::string_view::npos) std::abort();
    end = braced.begin + braced.length;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_braces(text);
  const auto resolved = resolve_text(text, context());
  if (!resolved && resolved.error().message.find("{{") == std::string::npos) std::abort();
  const Json settings{{"parameters", {{{"name", "p"}}}}, {"tasks", {{{"task_key", "a"}, {"description", text}}}}};
  if (!check_dynamic_references(settings) && braced_texts(text).empty()) std::abort();
  (void)loop_inputs(text);
  return 0;
}
