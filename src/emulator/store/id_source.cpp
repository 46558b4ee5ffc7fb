#include "emulator/store/id_source.hpp"

#include <cstring>

#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

/// A bijection that spreads neighbours over all 64 bits (the finalizer of SplitMix64).
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

}  // namespace

std::uint64_t IdSource::bits() {
  const auto seed = state_->id_seed();
  if (!seed) return random_uint64();
  constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15ULL;
  return mixed(mixed(*seed + k_step) + (state_->next_id_number() + 1) * k_step);
}

std::string IdSource::hex(std::size_t bytes) {
  if (!is_seeded()) return random_hex(bytes);
  std::string raw;
  while (raw.size() < bytes) {
    const std::uint64_t next = bits();
    char part[sizeof next];
    std::memcpy(part, &next, sizeof next);
    raw.append(part, sizeof part);
  }
  return to_hex(std::string_view(raw).substr(0, bytes));
}

std::string IdSource::uuid() {
  std::string digits = hex(16);
  constexpr std::string_view k_variants = "89ab";
  digits[12] = '4';
  digits[16] = k_variants[static_cast<std::size_t>(digits[16]) % k_variants.size()];
  for (const std::size_t at : {8U, 13U, 18U, 23U}) digits.insert(at, "-");
  return digits;
}

}  // namespace dbc::emulator
