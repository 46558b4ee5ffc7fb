#include "dbc/base/credential_shape.hpp"

#include <algorithm>
#include <array>

namespace dbc {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_word(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }
bool is_web_token(char c) { return is_word(c) || c == '.'; }
bool is_header_token(char c) { return is_web_token(c) || c == '~' || c == '+' || c == '/' || c == '='; }

/// How a credential begins, and what must follow for it to be one.
struct Shape {
  std::string_view prefix;
  std::size_t shortest;
  bool (*counts)(char);  ///< `shortest` of these in a row
  bool (*belongs)(char);
  bool needs_digit = false;  ///< "Bearer authentication" is prose
};

constexpr std::array k_shapes{
    Shape{"dapi", 8, is_alphanumeric, is_word},
    Shape{"dose", 16, is_hex, is_word},
    Shape{"doau", 16, is_hex, is_word},
    Shape{"dkea", 16, is_hex, is_word},
    Shape{"eyJ", 17, is_web_token, is_web_token},
    Shape{"Bearer ", 8, is_header_token, is_header_token, true},
    Shape{"Basic ", 8, is_header_token, is_header_token, true},
};

std::size_t run_length(std::string_view text, bool (*belongs)(char)) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), belongs) - text.begin());
}

/// Bytes of a credential of this shape after its prefix; 0 where `rest` holds none.
std::size_t credential_length(std::string_view rest, const Shape& shape) {
  if (run_length(rest, shape.counts) < shape.shortest) return 0;
  const std::size_t length = run_length(rest, shape.belongs);
  const bool has_digit = std::ranges::any_of(rest.substr(0, length), is_digit);
  return shape.needs_digit && !has_digit ? 0 : length;
}

}  // namespace

std::string mask_credential_shapes(std::string_view text) {
  std::string out(text);
  for (const auto& shape : k_shapes) {
    for (auto at = out.find(shape.prefix); at != std::string::npos; at = out.find(shape.prefix, at)) {
      const bool is_within_word = at > 0 && is_alphanumeric(out[at - 1]);
      at += shape.prefix.size();
      const std::size_t length = is_within_word ? 0 : credential_length(std::string_view(out).substr(at), shape);
      out.replace(at, length, length == 0 ? std::string_view{} : k_masked);
    }
  }
  return out;
}

bool has_credential_shape(std::string_view text) { return mask_credential_shapes(text) != text; }

}  // namespace dbc
