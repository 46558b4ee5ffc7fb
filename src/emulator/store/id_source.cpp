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

constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15ULL;

/// The same for the same text on every machine (FNV-1a).
std::uint64_t number_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char each : text) hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

std::uint64_t IdSource::bits() {
  const auto seed = state_->id_seed();
  if (!seed) return random_uint64();
  const std::uint64_t number = derivation_ ? derivation_->origin + derivation_->drawn++ : state_->next_id_number();
  return mixed(mixed(*seed + k_step) + (number + 1) * k_step);
}

std::int64_t IdSource::long_number() {
  constexpr std::uint64_t k_least = 1'000'000'000'000'000;
  return static_cast<std::int64_t>(k_least + bits() % (8 * k_least));
}

std::optional<std::int64_t> IdSource::number_for_seeded() {
  return is_seeded() ? std::optional(long_number()) : std::nullopt;
}

void IdSource::derive_from(std::string_view key) {
  derivation_.reset();
  // Far beyond all numbers that a workspace counts to.
  if (!key.empty()) derivation_ = Derivation{.origin = mixed(number_of(key)) | (1ULL << 63U)};
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
