#include "dbc/net/pipeline.hpp"

namespace dbc::net {

std::unique_ptr<Transport> make_pipeline(std::unique_ptr<Transport> wire, PipelineOptions options) {
  auto chain = std::move(wire);
  if (options.log && options.log->sink) chain = with_log(std::move(chain), std::move(*options.log));
  if (options.authorization) chain = with_authorization(std::move(chain), std::move(options.authorization));
  if (options.retry) chain = with_retry(std::move(chain), std::move(*options.retry));
  const bool has_identity = !options.identity.user_agent.empty() || !options.identity.request_id.empty();
  if (has_identity) chain = with_identity(std::move(chain), std::move(options.identity));
  return chain;
}

}  // namespace dbc::net
