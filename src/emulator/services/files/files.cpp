#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/services/files/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr BodyPlan k_file_body{.use = BodyUse::content, .max_file_bytes = std::uint64_t{5} << 30U};

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/fs"};

constexpr std::array k_routes{
    Route{"PUT", "/files{path*}", upload_file, k_file_body},
    Route{"GET", "/files{path*}", download_file},
    Route{"DELETE", "/files{path*}", delete_file},
    Route{"POST", "/files{path*}", begin_session},
    Route{"PUT", "/directories{path*}", create_directory},
    Route{"HEAD", "/directories{path*}", describe_directory},
    Route{"GET", "/directories{path*}", list_directory},
    Route{"DELETE", "/directories{path*}", delete_directory},
    Route{"POST", "/create-download-url", refuse_presigned_url},
    Route{"POST", "/create-upload-part-urls", refuse_presigned_url},
    Route{"POST", "/create-resumable-upload-url", refuse_presigned_url},
    Route{"POST", "/create-abort-upload-url", refuse_presigned_url},
};

}  // namespace

/// Transfers past the workspace are a feature that a workspace may have switched off. Clients that are told so in these
/// words send the file through it.
Result<Reply> refuse_presigned_url(const Call&, Context&) {
  return with_error_info(api_error(ErrorCode::permission_denied, "Presigned URLs API is not enabled"),
                         "FILES_API_API_IS_NOT_ENABLED");
}

constinit const RouteGroup k_files_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
