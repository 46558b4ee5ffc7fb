#include "emulator/http/received_body.hpp"

namespace dbc::emulator {

bool MemoryBudget::take(std::size_t bytes) {
  std::size_t left = left_;
  while (left >= bytes)
    if (left_.compare_exchange_weak(left, left - bytes)) return true;
  return false;
}

void ReceivedBody::set_plan(const BodyPlan& plan, std::string_view content_type) {
  plan_ = plan;
  is_form_ = plan.use != BodyUse::content && is_multipart(content_type);
  if (!is_form_) return;
  const bool keeps_file = plan.use == BodyUse::form_file;
  auto reader = MultipartReader::begin(content_type, plan.max_bytes, [this, keeps_file](std::string_view part) {
    return keeps_file ? write_file(part) : Result<void>{};
  });
  if (reader)
    reader_ = std::move(*reader);
  else
    form_ = reader.error();
}

std::uint64_t ReceivedBody::max_bytes() const {
  if (plan_.use == BodyUse::content) return plan_.max_file_bytes;
  return is_for_file() ? plan_.max_file_bytes + plan_.max_bytes : plan_.max_bytes;
}

bool ReceivedBody::is_for_file() const {
  return plan_.use == BodyUse::content || (plan_.use == BodyUse::form_file && is_form_);
}

Result<void> ReceivedBody::write(std::string_view part) {
  if (plan_.use == BodyUse::content) return write_file(part);
  if (!is_form_) return write_fields(part);
  return reader_ ? write_form(part) : Result<void>{};
}

Result<void> ReceivedBody::write_fields(std::string_view part) {
  if (!spool_ && text_.size() + part.size() <= k_max_body_in_memory && budget_->take(part.size())) {
    taken_ += part.size();
    text_.append(part);
    return {};
  }
  if (!spool_) {
    DBC_TRY(auto spool, staging_->create());
    DBC_CHECK(spool.append(text_));
    drop();
    spool_ = std::make_shared<StagedFile>(std::move(spool));
  }
  return spool_->append(part);
}

Result<void> ReceivedBody::write_file(std::string_view part) {
  if (!file_) DBC_CHECK(open_file());
  return file_->append(part);
}

/// What the sender did wrong is told once all errors before it in the usual order were not met; what the disk did, now.
Result<void> ReceivedBody::write_form(std::string_view part) {
  auto written = reader_->write(part);
  if (written || !written.error().http) return written;
  reader_.reset();
  form_ = written.error();
  return {};
}

Result<void> ReceivedBody::open_file() {
  DBC_TRY(auto file, staging_->create());
  file_ = std::make_shared<StagedFile>(std::move(file));
  return {};
}

Result<void> ReceivedBody::end() {
  if (reader_) form_ = reader_->finish();
  const bool has_file = plan_.use == BodyUse::content || (plan_.use == BodyUse::form_file && form_ && form_->has_file);
  return has_file && !file_ ? open_file() : Result<void>{};
}

void ReceivedBody::drop() {
  text_ = {};
  budget_->give_back(std::exchange(taken_, 0));
  spool_.reset();
  file_.reset();
}

Result<std::string_view> ReceivedBody::text() const {
  if (spool_) return spool_->view();
  return std::string_view(text_);
}

Result<const Form*> ReceivedBody::form() const {
  if (!is_form_) return nullptr;
  if (!form_) return form_.error();
  return &*form_;
}

}  // namespace dbc::emulator
