#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/staging.hpp"
#include "emulator/http/multipart.hpp"
#include "emulator/http/route.hpp"

namespace dbc::emulator {

/// Memory that requests share for their bodies. For many threads.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : left_(bytes) {}

  /// False where so much is not left.
  [[nodiscard]] bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { left_ += bytes; }

 private:
  std::atomic<std::size_t> left_;
};

/// The body of a request, as it arrives. Fields are kept in memory while they are small and there is room, else in a
/// file; content, and the file of a form, always lie in a file.
class ReceivedBody {
 public:
  ReceivedBody(const Staging& staging, MemoryBudget& budget) : staging_(&staging), budget_(&budget) {}
  ~ReceivedBody() { drop(); }
  ReceivedBody(const ReceivedBody&) = delete;
  ReceivedBody& operator=(const ReceivedBody&) = delete;

  /// Before anything is written.
  void set_plan(const BodyPlan& plan, std::string_view content_type);
  [[nodiscard]] std::uint64_t max_bytes() const;
  /// True where its size is for the disk to bear.
  [[nodiscard]] bool is_for_file() const;
  /// A form that is none is no failure yet: `form` tells of it.
  [[nodiscard]] Result<void> write(std::string_view part);
  /// All of it was written.
  [[nodiscard]] Result<void> end();
  /// Frees all that it takes.
  void drop();

  /// The body as it was sent, unless it is a form with parts. A large one is mapped into memory.
  [[nodiscard]] Result<std::string_view> text() const;
  /// The fields of a form with parts; nullptr where it is none.
  [[nodiscard]] Result<const Form*> form() const;
  /// The content, or the first file of a form; nullptr where there is none.
  [[nodiscard]] const std::shared_ptr<StagedFile>& file() const { return file_; }
  /// True where its fields are too large for memory.
  [[nodiscard]] bool is_large() const { return spool_ != nullptr; }

 private:
  [[nodiscard]] Result<void> write_fields(std::string_view part);
  [[nodiscard]] Result<void> write_file(std::string_view part);
  [[nodiscard]] Result<void> write_form(std::string_view part);
  [[nodiscard]] Result<void> open_file();

  const Staging* staging_;
  MemoryBudget* budget_;
  BodyPlan plan_;
  bool is_form_ = false;
  std::string text_;
  std::size_t taken_ = 0;  ///< from the budget
  std::shared_ptr<StagedFile> spool_;
  std::shared_ptr<StagedFile> file_;
  std::optional<MultipartReader> reader_;
  Result<Form> form_ = Form{};
};

}  // namespace dbc::emulator
