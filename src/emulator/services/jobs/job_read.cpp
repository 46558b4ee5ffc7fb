#include "emulator/http/error_code.hpp"
#include "emulator/http/key_page.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/handlers.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {
namespace {

constexpr PageSizes k_sizes{.least = 1,
                            .most = 100,
                            .usual = 20,
                            .most_offset = 1000,
                            .manual = "https://docs.databricks.com/api/workspace/jobs/list"};
constexpr std::int64_t k_chunk = 100;

/// What `jobs/list` was asked for beside the page.
struct ListRequest {
  std::string_view api_version;
  std::optional<std::string> name = {};
  bool expand_tasks = false;
  std::optional<Audience> audience = {};
};

Result<ListRequest> read_list_request(const Call& call, const Fields& fields) {
  ListRequest request{.api_version = call.api_version()};
  // The oldest version knows neither: it lists every job, and no tasks beside those of the single-task form.
  if (request.api_version == "2.0") return request;
  DBC_TRY(request.name, fields.text("name"));
  DBC_TRY(const auto expand, fields.boolean("expand_tasks"));
  request.expand_tasks = expand.value_or(false);
  return request;
}

Result<Json> list_item(const Job& job, const ListRequest& request) {
  DBC_TRY(const auto settings, settings_of(job));
  Json item = job_head(job);
  const ListSlice slice{.count = request.expand_tasks ? k_list_page : 0};
  item["settings"] = settings_view(settings, request.api_version, slice);
  // Version 2.1 has no word for a part of the tasks.
  if (request.api_version == "2.1" && tasks_of(settings.value).size() > k_list_page) item["settings"].erase("tasks");
  if (request.api_version == "2.2" && request.expand_tasks && longest_list(settings.value) > k_list_page)
    item["has_more"] = true;
  return item;
}

std::string question_of(const ListRequest& request) {
  return "jobs;" + request.name.value_or("") + (request.name ? ";named" : "");
}

Result<Reply> list_page(const ListRequest& request, const Fields& fields, JobRepository& jobs) {
  const std::string question = question_of(request);
  DBC_TRY(const auto page, read_key_page(fields, k_sizes, question));
  DBC_TRY(auto rows, jobs.page({.name = request.name,
                                .before = page.before,
                                .after = page.after,
                                .audience = request.audience,
                                .offset = page.offset,
                                .limit = page.size + 1}));
  const PageEnds ends = cut_to_page(rows, page);
  Json body = Json::object();
  for (const Job& job : rows) {
    DBC_TRY(Json item, list_item(job, request));
    body["jobs"].push_back(std::move(item));
  }
  // The newest version says by a token alone that there is more, and keeps the word for the lists of a job.
  if (request.api_version != "2.2") body["has_more"] = ends.has_next && !rows.empty();
  if (!rows.empty()) add_key_tokens(body, ends, rows.front().sequence, rows.back().sequence, question);
  return ok(body);
}

/// The oldest version lists everything at once. The text grows with the list, but nothing else does.
Result<Reply> list_everything(const ListRequest& request, JobRepository& jobs) {
  std::string body = R"({"jobs":[)";
  const std::size_t empty_size = body.size();
  JobQuery query{.name = request.name, .audience = request.audience, .limit = k_chunk};
  while (true) {
    DBC_TRY(const auto rows, jobs.page(query));
    for (const Job& job : rows) {
      DBC_TRY(const Json item, list_item(job, request));
      body.append(body.size() == empty_size ? "" : ",").append(json_text(item));
    }
    if (rows.size() < static_cast<std::size_t>(k_chunk)) break;
    query.before = rows.back().sequence;
  }
  if (body.size() == empty_size) return ok();
  body += "]}";
  return Reply{.body = std::move(body)};
}

/// The part of the long lists that a page token of version 2.2 names.
Result<ListSlice> read_slice(const Call& call, const Fields& fields, const std::string& question) {
  if (call.api_version() != "2.2") return ListSlice{};
  ListSlice slice{.count = k_list_page};
  DBC_TRY(const auto token, fields.text("page_token"));
  if (!token || token->empty()) return slice;
  DBC_TRY(slice.from, read_page_token(*token, question));
  return slice;
}

}  // namespace

Result<Reply> get_job_info(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_job_id(input));
  const std::string question = "job;" + std::to_string(id);
  DBC_TRY(const auto slice, read_slice(call, Fields(input), question));
  DBC_TRY(auto transaction, context.store.begin_read());
  JobRepository jobs(transaction);
  DBC_TRY(const Job job, get_job(jobs, id));
  DBC_CHECK(require_on_job(call, context, transaction, id, level::can_view));
  DBC_TRY(const auto settings, settings_of(job));
  const std::string run_as = run_as_of(job, settings.value);
  Json body = job_head(job);
  body["run_as_user_name"] = run_as;
  if (call.api_version() == "2.0") body["run_as_owner"] = run_as == job.creator;
  body["settings"] = settings_view(settings, call.api_version(), slice);
  if (slice.count < longest_list(settings.value) && slice.from < longest_list(settings.value) - slice.count)
    body["next_page_token"] = make_page_token(slice.from + slice.count, question);
  return ok(body);
}

Result<Reply> list_jobs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  const Fields fields(input);
  DBC_TRY(auto request, read_list_request(call, fields));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(request.audience, limited_audience(transaction, call.principal()));
  JobRepository jobs(transaction);
  const bool is_paged =
      fields.find("limit") != nullptr || fields.find("offset") != nullptr || fields.find("page_token") != nullptr;
  if (call.api_version() == "2.0" && !is_paged) return list_everything(request, jobs);
  return list_page(request, fields, jobs);
}

}  // namespace dbc::emulator
