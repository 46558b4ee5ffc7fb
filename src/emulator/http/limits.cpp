#include "dbc/emulator/http/limits.hpp"

namespace dbc::emulator {
namespace {

std::string number(std::size_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string bytes(std::size_t value) {
  constexpr std::size_t k_kibi = 1024;
  if (value % (k_kibi * k_kibi) == 0) return number(value / k_kibi / k_kibi) + " MiB";
  return number(value / k_kibi) + " KiB";
}

std::string time(std::chrono::seconds value) { return std::to_string(value.count()) + " s"; }

}  // namespace

std::vector<RequestLimit> request_limits() {
  return {
      {"the header of a request; the head and the trailer of a chunk", bytes(k_max_header_bytes), "431 or 400"},
      {"header fields", number(k_max_header_fields), "431"},
      {"a body of JSON or other fields", bytes(k_max_body_bytes), "413"},
      {"a body whose sender has no valid token", bytes(k_max_unknown_body_bytes), "401 or 403"},
      {"values in the JSON of a body", number(k_max_json_values), "400"},
      {"members of one object in it", number(k_max_json_members), "400"},
      {"fields of a query or a form", number(k_max_query_fields), "400"},
      {"content that is imported into or exported from the workspace's tree", bytes(k_max_object_bytes), "400"},
      {"cells of a notebook that is converted", number(k_max_notebook_cells), "400"},
      {"values in the JSON of a notebook", number(k_max_notebook_values), "400"},
      {"entries of an archive", number(k_max_archive_entries), "400"},
      {"what an archive holds, unpacked", bytes(k_max_archive_bytes), "400"},
      {"connections", number(k_max_connections), "one without a token ends, else the one idle longest"},
      {"connections of one address without a token", number(k_max_unknown_connections), "the oldest of them ends"},
      {"until a request begins", time(k_idle_timeout), "the connection ends"},
      {"a TLS handshake; a header, once it has begun", time(k_header_timeout), "the connection ends"},
      {"a body; each part of a file, in or out; a reply", time(k_transfer_timeout), "the connection ends"},
  };
}

}  // namespace dbc::emulator
