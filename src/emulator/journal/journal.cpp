#include "dbc/emulator/journal.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include "emulator/files/descriptor.hpp"
#include "emulator/journal/entry_text.hpp"

// A slot is stamped with the number of its entry once that is complete, and with 0 while it is written: a reader that
// sees the same number before and after it copied a slot has the whole entry. Words are stored one by one, so that
// readers and writers never race in the sense of the language.

namespace dbc::emulator {
namespace {

constexpr std::size_t k_slot_bytes = 512;
constexpr std::size_t k_words = k_slot_bytes / sizeof(std::uint64_t) - 1;
constexpr std::uint64_t k_version = 1;

using Word = std::uint64_t;

struct Slot {
  Word stamp;
  Word words[k_words];
};

/// The head of a slot's words; the entry's texts follow.
struct SlotHead {
  std::int64_t at_millis;
  std::int64_t micros;
  std::uint32_t status;
  std::uint16_t is_embedded;
  std::uint16_t text_bytes;
};
constexpr std::size_t k_text_bytes = sizeof(Slot::words) - sizeof(SlotHead);

template <class T>
std::atomic_ref<T> shared(T& value) {
  return std::atomic_ref<T>(value);
}

void encode(const JournalEntry& entry, Word (&words)[k_words]) {
  const std::string text = entry_text(entry, k_text_bytes);
  const SlotHead head{.at_millis = to_epoch_millis(entry.at),
                      .micros = entry.duration.count(),
                      .status = static_cast<std::uint32_t>(entry.status),
                      .is_embedded = entry.is_embedded,
                      .text_bytes = static_cast<std::uint16_t>(text.size())};
  std::memcpy(words, &head, sizeof head);
  std::memcpy(reinterpret_cast<char*>(words) + sizeof head, text.data(), text.size());
}

std::optional<JournalEntry> decode(Word number, const Word (&words)[k_words]) {
  SlotHead head{};
  std::memcpy(&head, words, sizeof head);
  if (head.text_bytes > k_text_bytes) return std::nullopt;
  JournalEntry entry{.number = number,
                     .at = from_epoch_millis(head.at_millis),
                     .duration = std::chrono::microseconds{head.micros},
                     .status = static_cast<int>(head.status),
                     .is_embedded = head.is_embedded != 0};
  const auto* text = reinterpret_cast<const char*>(words) + sizeof head;
  if (!read_entry_text({text, head.text_bytes}, entry)) return std::nullopt;
  return entry;
}

void write_slot(Slot& slot, Word number, const JournalEntry& entry) {
  Word words[k_words]{};
  encode(entry, words);
  shared(slot.stamp).store(0, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  for (std::size_t i = 0; i < k_words; ++i) shared(slot.words[i]).store(words[i], std::memory_order_relaxed);
  shared(slot.stamp).store(number, std::memory_order_release);
}

std::optional<JournalEntry> read_slot(Slot& slot, Word number) {
  if (shared(slot.stamp).load(std::memory_order_acquire) != number) return std::nullopt;
  Word words[k_words];
  for (std::size_t i = 0; i < k_words; ++i) words[i] = shared(slot.words[i]).load(std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_acquire);
  if (shared(slot.stamp).load(std::memory_order_relaxed) != number) return std::nullopt;
  return decode(number, words);
}

}  // namespace

struct Journal::Ring {
  Word version;
  Word count;  ///< entries that were ever begun
  Word unused[k_words - 1];
  Slot slots[k_capacity];
};

Result<std::unique_ptr<Journal>> Journal::map(const std::filesystem::path& folder, int flags) {
  const auto path = folder / "requests.ring";
  const Descriptor file(::open(path.c_str(), flags | O_NONBLOCK | O_CLOEXEC, 0600));
  if (!file.is_open()) {
    Error error = system_error(errno, "opening " + path.string());
    if (errno == ENOENT) error.kind = ErrorKind::not_found;
    return error;
  }
  struct stat info {};
  const bool is_short = ::fstat(file.get(), &info) != 0 || info.st_size < static_cast<off_t>(sizeof(Ring));
  // Without room on disk for all of it, a store into memory could end the process.
  if (is_short)
    if (const int problem = ::posix_fallocate(file.get(), 0, sizeof(Ring)); problem != 0)
      return system_error(problem, "writing " + path.string());
  void* memory = ::mmap(nullptr, sizeof(Ring), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return system_error(errno, "reading " + path.string());
  std::unique_ptr<Journal> journal(new Journal(static_cast<Ring*>(memory)));
  Word fresh = 0;
  shared(journal->ring_->version).compare_exchange_strong(fresh, k_version);
  if (fresh == 0 || fresh == k_version) return journal;
  return Error{.kind = ErrorKind::config,
               .message = path.string() + " was written by another version of dbc",
               .hint = "remove it; it only tells past requests"};
}

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& folder) {
  return map(folder, O_RDWR | O_CREAT);
}

Result<std::unique_ptr<Journal>> Journal::open_existing(const std::filesystem::path& folder) {
  return map(folder, O_RDWR);
}

Journal::~Journal() { ::munmap(ring_, sizeof(Ring)); }

void Journal::add(const JournalEntry& entry) {
  const Word number = shared(ring_->count).fetch_add(1, std::memory_order_relaxed) + 1;
  write_slot(ring_->slots[number % k_capacity], number, entry);
}

std::uint64_t Journal::newest() const { return shared(ring_->count).load(std::memory_order_acquire); }

std::vector<JournalEntry> Journal::after(std::uint64_t number, std::uint64_t limit) const {
  const Word last = newest();
  const Word most = std::min(limit, k_capacity);
  if (last > most) number = std::max(number, last - most);
  std::vector<JournalEntry> entries;
  for (++number; number <= last; ++number)
    if (auto entry = read_slot(ring_->slots[number % k_capacity], number)) entries.push_back(std::move(*entry));
  return entries;
}

}  // namespace dbc::emulator
