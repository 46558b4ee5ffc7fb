#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace dbc::emulator {

constexpr std::size_t k_state_page_size = 4096;

/// What a workspace's state file holds, as its processes map it. Each value carries its own check in the same word, so
/// that no kill between two stores can make them differ. A page of zeros is the state of a new workspace.
struct StatePage {
  // The values of the first layout, which had neither format nor checks; zero in every other one, so that an old
  // program sees a new workspace's clock and makes random ids.
  std::int64_t bare_offset_millis;
  std::uint64_t bare_is_seeded;
  std::uint64_t bare_seed;
  std::uint64_t bare_number;

  std::uint64_t format;       ///< a magic number and the version of the layout; 0: the first layout
  std::uint64_t clock;        ///< the clock's offset
  std::uint64_t seed;         ///< what ids are made from
  std::uint64_t seed_check;   ///< 0: ids are random
  std::uint64_t next_number;  ///< counts the ids that were made
};

enum class PageCondition {
  sound,
  bare,     ///< of the first layout, or of a new workspace
  damaged,  ///< some value cannot have been written by this program
  newer,    ///< of a version that this program does not know
};
[[nodiscard]] PageCondition condition_of(StatePage& page);

/// Brings a bare page to this layout. Nobody else may use it meanwhile.
void modernize(StatePage& page);
/// Makes a damaged page sound: the clock becomes the machine's, and ids go on where their seed and count are sound, and
/// are random where not, so that none comes twice.
void heal(StatePage& page);
/// `to` becomes what the sound or bare page `from` says, in the layout that it has.
void copy_page(StatePage& from, StatePage& to);

// The values, in whichever of the two layouts the page has.
[[nodiscard]] std::chrono::milliseconds clock_of(StatePage& page);
void set_clock(StatePage& page, std::chrono::milliseconds offset);
void advance_clock(StatePage& page, std::chrono::milliseconds by);
[[nodiscard]] std::optional<std::uint64_t> seed_of(StatePage& page);
void set_seed(StatePage& page, std::uint64_t seed);
[[nodiscard]] std::uint64_t take_number(StatePage& page);

}  // namespace dbc::emulator
