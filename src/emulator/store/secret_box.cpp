#include "emulator/store/secret_box.hpp"

#include <openssl/evp.h>

#include <memory>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_key_size = 32;
constexpr std::size_t k_nonce_size = 12;
constexpr std::size_t k_tag_size = 16;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext make_context() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length(std::string_view text) { return static_cast<int>(text.size()); }

Error box_error(std::string message) { return Error{.kind = ErrorKind::io, .message = std::move(message)}; }

bool is_missing(const Result<std::string>& content) {
  return content ? content->empty() : content.error().kind == ErrorKind::not_found;
}

Result<std::string> checked_key(const Result<std::string>& content) {
  if (!content) return content.error();
  if (content->size() != k_key_size) return box_error("the key file of the workspace's secrets is damaged");
  return *content;
}

/// The lock is on the file itself, so that whoever waited for it finds the key that the other one made.
Result<std::string> make_key(const std::filesystem::path& file) {
  DBC_TRY(const auto lock, FileLock::acquire_replaceable(file));
  const auto content = read_own_file(file);
  if (!is_missing(content)) return checked_key(content);
  std::string key = random_bytes(k_key_size);
  DBC_CHECK(write_file_atomically(file, key, 0600));
  return key;
}

}  // namespace

std::filesystem::path secret_key_file(const std::filesystem::path& folder) { return folder / "secrets.key"; }

Result<SecretBox> SecretBox::open(const std::filesystem::path& folder, bool may_make_key) {
  const auto file = secret_key_file(folder);
  const auto content = read_own_file(file);
  if (is_missing(content)) {
    if (!may_make_key) return box_error("the key file of the workspace's secrets is missing");
    DBC_TRY(auto key, make_key(file));
    return SecretBox(std::move(key));
  }
  DBC_TRY(auto key, checked_key(content));
  return SecretBox(std::move(key));
}

Result<std::string> SecretBox::seal(std::string_view value, std::string_view place) const {
  const std::string nonce = random_bytes(k_nonce_size);
  std::string cipher(value.size(), '\0');
  std::string tag(k_tag_size, '\0');
  const auto context = make_context();
  int written = 0;
  const bool is_done =
      context && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &written, bytes(place), length(place)) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes(cipher), &written, bytes(value), length(value)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), bytes(tag), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(k_tag_size), tag.data()) == 1;
  if (!is_done) return box_error("a secret could not be encrypted");
  return base64_encode(nonce + cipher + tag);
}

Result<std::string> SecretBox::unseal(std::string_view sealed, std::string_view place) const {
  const auto raw = base64_decode(sealed);
  if (!raw || raw->size() < k_nonce_size + k_tag_size) return box_error("a stored secret is damaged");
  const auto nonce = std::string_view(*raw).substr(0, k_nonce_size);
  const auto cipher = std::string_view(*raw).substr(k_nonce_size, raw->size() - k_nonce_size - k_tag_size);
  std::string tag = raw->substr(raw->size() - k_tag_size);
  std::string value(cipher.size(), '\0');
  unsigned char rest = 0;
  const auto context = make_context();
  int written = 0;
  const bool is_done =
      context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &written, bytes(place), length(place)) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes(value), &written, bytes(cipher), length(cipher)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(k_tag_size), tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), &rest, &written) == 1;
  if (!is_done) return box_error("a stored secret cannot be decrypted");
  return value;
}

}  // namespace dbc::emulator
