#include "dbc/base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <vector>

#include "dbc/base/json_limits.hpp"
#include "dbc/base/text_encoding.hpp"
#include "dbc/base/utf8.hpp"

template class nlohmann::basic_json<nlohmann::ordered_map>;
template class nlohmann::detail::serializer<nlohmann::ordered_json>;

namespace dbc {
namespace {

constexpr std::size_t k_max_depth = 512;  // deeper input is an attack or a mistake, and would exhaust the stack
constexpr std::size_t k_large_object = 32;
constexpr std::uint64_t k_verbatim_subtype = 1;

Json make_verbatim(const std::string& digits) {
  return Json::binary(Json::binary_t::container_type(digits.begin(), digits.end()), k_verbatim_subtype);
}

bool is_integer_text(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

/// Builds a Json, and keeps integers beyond 64 bits letter by letter.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  Json root;
  std::string problem;

  bool null() override { return place(nullptr); }
  bool boolean(bool value) override { return place(value); }
  bool number_integer(number_integer_t value) override { return place(value); }
  bool number_unsigned(number_unsigned_t value) override { return place(value); }
  bool number_float(number_float_t value, const string_t& text) override {
    return is_integer_text(text) ? place(make_verbatim(text)) : place(value);
  }
  bool string(string_t& value) override { return place(std::move(value)); }
  bool binary(binary_t& value) override { return place(std::move(value)); }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool key(string_t& name) override {
    frames_.back().key = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    constexpr int k_number_too_large = 406;  // the library's text quotes all of its digits
    problem = "not valid JSON at byte " + std::to_string(position) + ": " +
              (error.id == k_number_too_large ? "a number that is too large" : describe(error.what()));
    return false;
  }

 private:
  /// The library's text names its own error number and position first; people need what follows. What it quotes at the
  /// end may be half a character, or a secret.
  static std::string describe(std::string_view what) {
    const auto at = what.find("column ");
    const auto colon = what.find(": ", at == std::string_view::npos ? 0 : at);
    if (colon != std::string_view::npos) what.remove_prefix(colon + 2);
    return std::string(what.substr(0, what.find("; last read:")));
  }

  struct Frame {
    Json* container = nullptr;
    std::string key = {};                       ///< of the member that comes next
    std::unordered_set<std::string> seen = {};  ///< the keys of a large object, where a search would be slow
  };

  Json* place_in_parent(Json&& value) {
    if (frames_.empty()) return &(root = std::move(value));
    Frame& frame = frames_.back();
    if (frame.container->is_object()) return place_member(frame, std::move(value));
    frame.container->push_back(std::move(value));
    return &frame.container->back();
  }

  /// A repeated key keeps its first place and takes the last value.
  static Json* place_member(Frame& frame, Json&& value) {
    Json& object = *frame.container;
    if (object.size() < k_large_object) return &(object[frame.key] = std::move(value));
    if (frame.seen.empty())
      for (const auto& [key, member] : object.items()) frame.seen.insert(key);
    if (!frame.seen.insert(frame.key).second) return &(object[frame.key] = std::move(value));
    auto& members = *object.get_ptr<Json::object_t*>();
    members.push_back({frame.key, std::move(value)});  // the vector's own: it does not search for the key again
    return &members.back().second;
  }

  bool place(Json value) {
    if (!has_room()) return false;
    place_in_parent(std::move(value));
    return true;
  }

  bool has_room() {
    if (++values_ > limits_.values)
      problem = std::string(k_more_values) + std::to_string(limits_.values) + " values";
    else if (!frames_.empty() && frames_.back().container->is_object() &&
             frames_.back().container->size() >= limits_.members)
      problem = "an object with more than " + std::to_string(limits_.members) + " members";
    return problem.empty();
  }

  bool open(Json&& container) {
    if (!has_room()) return false;
    if (frames_.size() >= k_max_depth) {
      problem = "nested more than " + std::to_string(k_max_depth) + " levels deep";
      return false;
    }
    Json* placed = place_in_parent(std::move(container));
    frames_.push_back({.container = placed});
    return true;
  }

  bool close() {
    frames_.pop_back();
    return true;
  }

  const JsonLimits limits_;
  std::size_t values_ = 0;
  std::vector<Frame> frames_;
};

/// Writes JSON text in one of the styles we must match.
class Writer {
 public:
  explicit Writer(const JsonStyle& style) : style_(style) {}
  std::string out;

  void write(const Json& value, int level) {
    if (value.is_object()) return write_object(value, level);
    if (value.is_array()) return write_array(value, level);
    if (value.is_string()) return write_string(value.get_ref<const std::string&>());
    write_scalar(value);
  }

 private:
  void write_scalar(const Json& value) {
    if (value.is_number_unsigned())
      write_integer(*value.get_ptr<const Json::number_unsigned_t*>());
    else if (value.is_number_integer())
      write_integer(*value.get_ptr<const Json::number_integer_t*>());
    else if (value.is_number_float())
      out += python_float(value.get<double>());
    else if (is_verbatim_number(value))
      out += verbatim_number(value);
    else
      out += value.dump();
  }

  template <class Integer>
  void write_integer(Integer value) {
    std::array<char, 24> buffer{};
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  }

  void write_object(const Json& value, int level) {
    if (value.empty()) {
      out += "{}";
      return;
    }
    out += '{';
    bool first = true;
    for (const auto& [key, member] : *value.get_ptr<const Json::object_t*>()) {
      separate(first, level + 1);
      write_string(key);
      out += style_.spaced || style_.indent >= 0 ? ": " : ":";
      write(member, level + 1);
    }
    break_line(level);
    out += '}';
  }

  void write_array(const Json& value, int level) {
    if (value.empty()) {
      out += "[]";
      return;
    }
    out += '[';
    bool first = true;
    for (const auto& member : value) {
      separate(first, level + 1);
      write(member, level + 1);
    }
    break_line(level);
    out += ']';
  }

  void separate(bool& first, int level) {
    if (!first) out += style_.spaced && style_.indent < 0 ? ", " : ",";
    first = false;
    break_line(level);
  }

  void break_line(int level) {
    if (style_.indent < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(level * style_.indent), ' ');
  }

  void write_string(const std::string& text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t plain = plain_length(text, i);
      out.append(text, i, plain);
      i += plain;
      if (i < text.size()) i += write_character(text, i);
    }
    out += '"';
  }

  /// How many characters from there on stand for themselves, whatever the style.
  static std::size_t plain_length(const std::string& text, std::size_t from) {
    constexpr auto is_plain = [](char c) {
      return c >= ' ' && c < '\x7F' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
    };
    const auto* begin = text.data() + from;
    return static_cast<std::size_t>(std::find_if_not(begin, text.data() + text.size(), is_plain) - begin);
  }

  std::size_t write_character(const std::string& text, std::size_t at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80U) return write_multibyte(text, at);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20U)
      write_control(c);
    else if ((byte == 0x7FU && style_.escape_non_ascii) || is_html(c))
      write_unit(byte);
    else
      out += c;
    return 1;
  }

  [[nodiscard]] bool is_html(char c) const { return style_.escape_html && (c == '<' || c == '>' || c == '&'); }

  void write_control(char c) {
    constexpr std::string_view letters = "\b\f\n\r\t";
    const auto at = letters.find(c);
    if (at == std::string_view::npos)
      write_unit(static_cast<unsigned char>(c));
    else
      (out += '\\') += "bfnrt"[at];
  }

  std::size_t write_multibyte(const std::string& text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = character_length(text, at);
    if (length == 0) return write_replacement();
    if (!style_.escape_non_ascii) {
      out.append(text, at, length);
      return length;
    }
    std::uint32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    write_code_point(code);
    return length;
  }

  /// Text from anywhere may be ill-formed; JSON never is, or nobody could read what stands beside it.
  std::size_t write_replacement() {
    if (style_.escape_non_ascii)
      write_code_point(0xFFFDU);
    else
      out += "\xEF\xBF\xBD";
    return 1;
  }

  void write_code_point(std::uint32_t code) {
    if (code < 0x10000U) return write_unit(code);
    write_unit(0xD800U + ((code - 0x10000U) >> 10U));
    write_unit(0xDC00U + ((code - 0x10000U) & 0x3FFU));
  }

  void write_unit(std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> static_cast<unsigned>(shift)) & 0xFU];
  }

  const JsonStyle& style_;
};

/// "d.ddde-07" from to_chars' scientific form: Python wants at least two exponent digits, which it has already.
std::string scientific(double value) {
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  return {buffer.data(), end};
}

Error not_json(std::string_view text, std::string problem) {
  const auto encoding = wide_encoding_of(text);
  if (!encoding.empty()) problem += ": it is " + std::string(encoding) + ", and should be UTF-8";
  return {.kind = ErrorKind::input, .message = std::move(problem)};
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  constexpr auto k_any = std::numeric_limits<std::size_t>::max();
  return parse_json(text, {.values = k_any, .members = k_any});
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  Builder builder(limits);
  if (!Json::sax_parse(text, &builder)) return not_json(text, std::move(builder.problem));
  return std::move(builder.root);
}

bool is_verbatim_number(const Json& value) {
  return value.is_binary() && value.get_binary().has_subtype() && value.get_binary().subtype() == k_verbatim_subtype;
}

std::string verbatim_number(const Json& value) {
  const auto& bytes = value.get_binary();
  return {bytes.begin(), bytes.end()};
}

std::string string_or(const Json& object, std::string_view key, std::string_view fallback) {
  const Json* member = find_member(object, key);
  return member != nullptr && member->is_string() ? member->get<std::string>() : std::string(fallback);
}

const Json* find_member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  for (auto it = object.begin(); it != object.end(); ++it)
    if (it.key() == key) return &it.value();
  return nullptr;
}

std::string write_json(const Json& value, const JsonStyle& style) {
  Writer writer(style);
  writer.write(value, 0);
  return std::move(writer.out);
}

std::string python_float(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::string text = scientific(value);
  const auto e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  if (exponent < -4 || exponent >= 16) return text;
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
  text.assign(buffer.data(), end);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

}  // namespace dbc
