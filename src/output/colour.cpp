#include "dbc/output/colour.hpp"

namespace dbc::output {

bool shows_colour(const Stream& stream, const Environment& environment) {
  const bool unwanted = !environment("NO_COLOR").value_or("").empty() || environment("TERM").value_or("") == "dumb";
  return !unwanted && stream.is_terminal();
}

std::string coloured(std::string_view text, std::string_view colour) {
  if (colour.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace dbc::output
