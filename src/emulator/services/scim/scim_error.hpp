#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

/// An error in the form of SCIM, whose members are all texts. `scim_type` is left out where empty.
[[nodiscard]] Error scim_error(int status, std::string_view detail, std::string_view scim_type = {});

[[nodiscard]] Error invalid_filter(std::string_view detail);
[[nodiscard]] Error invalid_path(std::string_view detail);
[[nodiscard]] Error invalid_value(std::string_view detail);

/// Gives the replies of a handler the media type of SCIM, and its errors the form of SCIM where they have another.
[[nodiscard]] Result<Reply> in_scim_form(Result<Reply> answer);

/// A handler as a route of SCIM has it.
template <Handler handler>
[[nodiscard]] Result<Reply> scim(const Call& call, Context& context) {
  return in_scim_form(handler(call, context));
}

}  // namespace dbc::emulator
