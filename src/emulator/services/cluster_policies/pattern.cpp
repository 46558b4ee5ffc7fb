#include "emulator/services/cluster_policies/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <memory>

namespace dbc::emulator {
namespace {

constexpr std::uint32_t k_match_limit = 100'000;  // steps; ends patterns that would try for ever
constexpr std::size_t k_max_pattern = 4096;

struct Compiled {
  std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code{nullptr, pcre2_code_free};
  int problem = 0;
};

Compiled compile(const std::string& pattern) {
  Compiled compiled;
  std::size_t offset = 0;
  const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> limits(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  if (limits) pcre2_set_max_pattern_length(limits.get(), k_max_pattern);
  compiled.code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &compiled.problem, &offset,
                                    limits.get()));
  return compiled;
}

}  // namespace

std::optional<std::string> pattern_problem(const std::string& pattern) {
  const Compiled compiled = compile(pattern);
  if (compiled.code) return std::nullopt;
  std::array<unsigned char, 200> text{};
  const int length = pcre2_get_error_message(compiled.problem, text.data(), text.size());
  return length < 0 ? std::string("it cannot be read") : std::string(text.begin(), text.begin() + length);
}

bool matches_pattern(const std::string& pattern, const std::string& text) {
  const Compiled compiled = compile(pattern);
  if (!compiled.code) return false;
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match(
      pcre2_match_data_create_from_pattern(compiled.code.get(), nullptr), pcre2_match_data_free);
  const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> limits(
      pcre2_match_context_create(nullptr), pcre2_match_context_free);
  if (!match || !limits) return false;
  pcre2_set_match_limit(limits.get(), k_match_limit);
  return pcre2_match(compiled.code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, match.get(),
                     limits.get()) >= 0;
}

}  // namespace dbc::emulator
