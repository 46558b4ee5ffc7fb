#include "emulator/store/state_page.hpp"

#include <atomic>

namespace dbc::emulator {
namespace {

using std::chrono::milliseconds;
using Word = std::uint64_t;

constexpr Word k_magic = 0x6462'6353'7461'74ULL;  // "dbcStat"
constexpr Word k_moving = k_magic << 8U | 1U;     ///< the checked words count, the bare ones are about to be cleared
constexpr Word k_format = k_magic << 8U | 2U;

// Bits of a checked word: the value above, its check below. A check is odd, so that no such word is zero.
constexpr unsigned k_clock_check_bits = 15;   // leaves 49, for 8,900 years in either direction
constexpr unsigned k_number_check_bits = 16;  // leaves 48
constexpr std::int64_t k_offset_limit = std::int64_t{1} << 48U;
constexpr Word k_number_limit = Word{1} << 48U;

template <class T>
std::atomic_ref<T> shared(T& value) {
  static_assert(std::atomic_ref<T>::is_always_lock_free, "a lock would be one of this process only");
  return std::atomic_ref<T>(value);
}

/// Spreads a value over all bits (the finalizer of MurmurHash3).
constexpr Word spread(Word value) {
  value = (value ^ value >> 33U) * 0xff51afd7ed558ccdULL;
  value = (value ^ value >> 33U) * 0xc4ceb9fe1a85ec53ULL;
  return value ^ value >> 33U;
}

constexpr Word checked(Word value, unsigned bits) {
  const Word mask = (Word{1} << bits) - 1;
  return value << bits | ((spread((value << bits >> bits) ^ k_magic) & mask) | 1U);
}

constexpr Word checked_offset(std::int64_t millis) { return checked(static_cast<Word>(millis), k_clock_check_bits); }
constexpr Word checked_number(Word number) { return checked(number, k_number_check_bits); }
constexpr std::int64_t offset_in(Word word) { return static_cast<std::int64_t>(word) >> k_clock_check_bits; }
constexpr Word number_in(Word word) { return word >> k_number_check_bits; }
constexpr Word check_of_seed(Word seed) { return spread(seed ^ k_magic) | 1U; }

static_assert(offset_in(checked_offset(-86'400'000)) == -86'400'000);
static_assert(number_in(checked_number(7)) == 7);

/// True where the bare values are those that count.
bool is_bare(StatePage& page) { return shared(page.format).load(std::memory_order_relaxed) == 0; }

bool is_plausible(std::int64_t millis) { return millis > -k_offset_limit && millis < k_offset_limit; }

bool is_bare_page_plausible(StatePage& page) {
  return is_plausible(shared(page.bare_offset_millis).load()) && shared(page.bare_is_seeded).load() <= 1 &&
         shared(page.bare_number).load() < k_number_limit;
}

bool are_bare_values_unused(StatePage& page) {
  return shared(page.bare_offset_millis).load() == 0 && shared(page.bare_is_seeded).load() == 0 &&
         shared(page.bare_seed).load() == 0 && shared(page.bare_number).load() == 0;
}

bool is_clock_sound(StatePage& page) {
  const Word word = shared(page.clock).load();
  return word == checked_offset(offset_in(word));
}

bool are_ids_sound(StatePage& page) {
  const Word number = shared(page.next_number).load();
  const Word check = shared(page.seed_check).load();
  return number == checked_number(number_in(number)) &&
         (check == 0 || check == check_of_seed(shared(page.seed).load()));
}

bool are_words_sound(StatePage& page) { return is_clock_sound(page) && are_ids_sound(page); }

void clear_bare_values(StatePage& page) {
  for (Word* bare : {&page.bare_is_seeded, &page.bare_seed, &page.bare_number}) shared(*bare).store(0);
  shared(page.bare_offset_millis).store(0);
}

void fill_from_bare_values(StatePage& page) {
  const Word seed = shared(page.bare_seed).load();
  shared(page.clock).store(checked_offset(shared(page.bare_offset_millis).load()));
  shared(page.seed).store(seed);
  shared(page.seed_check).store(shared(page.bare_is_seeded).load() != 0 ? check_of_seed(seed) : 0);
  shared(page.next_number).store(checked_number(shared(page.bare_number).load()));
}

/// `change` makes the new word from the one that is there, whoever else changes it at the same time. Returns the one
/// that was there.
template <class Change>
Word replace(Word& place, Change change) {
  Word before = shared(place).load(std::memory_order_relaxed);
  while (!shared(place).compare_exchange_weak(before, change(before))) {
  }
  return before;
}

}  // namespace

PageCondition condition_of(StatePage& page) {
  const Word format = shared(page.format).load(std::memory_order_acquire);
  if (format == 0) return is_bare_page_plausible(page) ? PageCondition::bare : PageCondition::damaged;
  if (format == k_moving) return are_words_sound(page) ? PageCondition::bare : PageCondition::damaged;
  if (format >> 8U == k_magic && format > k_format) return PageCondition::newer;
  const bool is_sound = format == k_format && are_bare_values_unused(page) && are_words_sound(page);
  return is_sound ? PageCondition::sound : PageCondition::damaged;
}

void modernize(StatePage& page) {
  if (is_bare(page)) fill_from_bare_values(page);
  // Whoever is killed between two of these lines leaves a page with the same values.
  shared(page.format).store(k_moving);
  clear_bare_values(page);
  shared(page.format).store(k_format);
}

void heal(StatePage& page) {
  const bool keeps_ids = shared(page.format).load() == k_format && are_ids_sound(page);
  if (!keeps_ids) shared(page.seed_check).store(0);
  if (!keeps_ids) shared(page.next_number).store(checked_number(0));
  shared(page.clock).store(checked_offset(0));
  clear_bare_values(page);
  shared(page.format).store(k_format);
}

void copy_page(StatePage& from, StatePage& to) {
  shared(is_bare(to) ? to.bare_is_seeded : to.seed_check).store(0);
  if (const auto seed = seed_of(from)) set_seed(to, *seed);
  const Word number = is_bare(from) ? from.bare_number : number_in(from.next_number);
  shared(is_bare(to) ? to.bare_number : to.next_number).store(is_bare(to) ? number : checked_number(number));
  set_clock(to, clock_of(from));
}

milliseconds clock_of(StatePage& page) {
  if (!is_bare(page)) return milliseconds{offset_in(shared(page.clock).load(std::memory_order_relaxed))};
  return milliseconds{shared(page.bare_offset_millis).load(std::memory_order_relaxed)};
}

void set_clock(StatePage& page, milliseconds offset) {
  if (is_bare(page)) return shared(page.bare_offset_millis).store(offset.count());
  shared(page.clock).store(checked_offset(offset.count()));
}

void advance_clock(StatePage& page, milliseconds by) {
  if (is_bare(page))
    shared(page.bare_offset_millis).fetch_add(by.count());
  else
    (void)replace(page.clock, [by](Word before) { return checked_offset(offset_in(before) + by.count()); });
}

std::optional<Word> seed_of(StatePage& page) {
  const bool bare = is_bare(page);
  if (shared(bare ? page.bare_is_seeded : page.seed_check).load(std::memory_order_acquire) == 0) return std::nullopt;
  return shared(bare ? page.bare_seed : page.seed).load(std::memory_order_relaxed);
}

void set_seed(StatePage& page, Word seed) {
  const bool bare = is_bare(page);
  shared(bare ? page.bare_is_seeded : page.seed_check).store(0);
  shared(bare ? page.bare_number : page.next_number).store(bare ? 0 : checked_number(0));
  shared(bare ? page.bare_seed : page.seed).store(seed);
  shared(bare ? page.bare_is_seeded : page.seed_check).store(bare ? 1 : check_of_seed(seed), std::memory_order_release);
}

Word take_number(StatePage& page) {
  if (is_bare(page)) return shared(page.bare_number).fetch_add(1);
  return number_in(replace(page.next_number, [](Word before) { return checked_number(number_in(before) + 1); }));
}

}  // namespace dbc::emulator
