#include "dbc/base/files.hpp"
#include "dbc/emulator/http/certificate.hpp"
#include "emulator/tls/x509.hpp"

namespace dbc::emulator {
namespace {

constexpr std::chrono::days k_authority_lifetime{3650};
constexpr std::chrono::days k_certificate_lifetime{397};  // clients of Apple refuse more
constexpr std::chrono::days k_rest{30};                   // what ends sooner is made anew

Result<KeyedCertificate> keep_authority(const std::filesystem::path& certificate, const std::filesystem::path& key,
                                        TimePoint now) {
  auto kept = load(certificate, key);
  // Its own certificates must end before it does.
  if (kept && is_valid_at(kept->certificate, now + k_certificate_lifetime)) return kept;
  DBC_TRY(auto made, make_authority(now, k_authority_lifetime));
  DBC_CHECK(save(made, certificate, key));
  return made;
}

bool is_usable(const Result<KeyedCertificate>& kept, const KeyedCertificate& authority, const CertificateNames& names,
               TimePoint now) {
  return kept && is_signed_by(kept->certificate, authority) && is_valid_at(kept->certificate, now) &&
         is_valid_at(kept->certificate, now + k_rest) && covers(kept->certificate, names);
}

}  // namespace

Result<CertificateFiles> prepare_certificate(const std::filesystem::path& folder, const CertificateNames& names,
                                             TimePoint now) {
  DBC_CHECK(make_folders(folder, 0700));
  const CertificateFiles files{
      .authority = folder / "ca.pem", .certificate = folder / "server.pem", .key = folder / "server.key"};
  DBC_TRY(const auto authority, keep_authority(files.authority, folder / "ca.key", now));
  if (is_usable(load(files.certificate, files.key), authority, names, now)) return files;
  DBC_TRY(const auto made, issue_certificate(authority, names, now, k_certificate_lifetime));
  DBC_CHECK(save(made, files.certificate, files.key));
  return files;
}

}  // namespace dbc::emulator
