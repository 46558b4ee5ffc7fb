#include "emulator/files/zip.hpp"

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "emulator/http/error_code.hpp"

// The library reads and writes through functions of ours, so that archives stay in memory.

namespace dbc::emulator {
namespace {

struct MemoryFile {
  std::string bytes;
  std::size_t at = 0;
};

MemoryFile& file_of(voidpf stream) { return *static_cast<MemoryFile*>(stream); }

voidpf open_memory(voidpf opaque, const void*, int) { return opaque; }

uLong read_memory(voidpf, voidpf stream, void* buffer, uLong size) {
  MemoryFile& file = file_of(stream);
  const std::size_t count = std::min<std::size_t>(size, file.bytes.size() - std::min(file.at, file.bytes.size()));
  if (count > 0) std::memcpy(buffer, file.bytes.data() + file.at, count);
  file.at += count;
  return count;
}

uLong write_memory(voidpf, voidpf stream, const void* buffer, uLong size) {
  MemoryFile& file = file_of(stream);
  file.bytes.resize(std::max(file.bytes.size(), file.at + size));
  std::memcpy(file.bytes.data() + file.at, buffer, size);
  file.at += size;
  return size;
}

ZPOS64_T tell_memory(voidpf, voidpf stream) { return file_of(stream).at; }

long seek_memory(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  MemoryFile& file = file_of(stream);
  const std::size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? file.at
                           : origin == ZLIB_FILEFUNC_SEEK_END ? file.bytes.size()
                                                              : 0;
  if (base > file.bytes.size() || offset > file.bytes.size() - base) return -1;
  file.at = base + offset;
  return 0;
}

int close_memory(voidpf, voidpf) { return 0; }

int error_of_memory(voidpf, voidpf) { return 0; }

zlib_filefunc64_def functions_of(MemoryFile& file) {
  return {.zopen64_file = open_memory,
          .zread_file = read_memory,
          .zwrite_file = write_memory,
          .ztell64_file = tell_memory,
          .zseek64_file = seek_memory,
          .zclose_file = close_memory,
          .zerror_file = error_of_memory,
          .opaque = &file};
}

/// Nothing but the record that ends an archive; the library takes that for a broken one.
bool is_empty_zip(std::string_view bytes) { return bytes.size() == 22 && bytes.starts_with("PK\x05\x06"); }

Error broken() { return invalid_parameter("The content is no archive, or a broken one"); }

Error too_large(const ZipLimits& limits) {
  return invalid_parameter("The archive holds more than " + std::to_string(limits.entries) + " entries or " +
                           std::to_string(limits.bytes) + " bytes");
}

Result<std::string> read_content(unzFile archive, std::size_t expected, std::size_t max_bytes,
                                 const ZipLimits& limits) {
  if (unzOpenCurrentFile(archive) != UNZ_OK) return broken();
  std::string content;
  content.reserve(std::min(expected, max_bytes));
  std::array<char, 64 * 1024> part{};
  int got = 0;
  while ((got = unzReadCurrentFile(archive, part.data(), part.size())) > 0) {
    content.append(part.data(), static_cast<std::size_t>(got));
    if (content.size() > max_bytes) return too_large(limits);
  }
  // The checksum is compared when the entry is closed.
  const bool is_whole = unzCloseCurrentFile(archive) == UNZ_OK;
  if (got < 0 || !is_whole) return broken();
  return content;
}

Result<ZipEntry> read_entry(unzFile archive, std::size_t max_bytes, const ZipLimits& limits) {
  constexpr unsigned long k_encrypted = 1;
  unz_file_info64 info{};
  std::array<char, 4097> name{};
  const int status = unzGetCurrentFileInfo64(archive, &info, name.data(), name.size() - 1, nullptr, 0, nullptr, 0);
  if (status != UNZ_OK || info.size_filename >= name.size() || (info.flag & k_encrypted) != 0) return broken();
  ZipEntry entry{.name = std::string(name.data(), info.size_filename)};
  if (entry.name.ends_with('/')) return entry;
  if (info.uncompressed_size > max_bytes) return too_large(limits);
  DBC_TRY(entry.content, read_content(archive, info.uncompressed_size, max_bytes, limits));
  // The checksum is not looked at where the data end early.
  if (entry.content.size() != info.uncompressed_size) return broken();
  return entry;
}

bool add_entry(zipFile archive, const ZipEntry& entry) {
  zip_fileinfo info{};
  info.tmz_date = {.tm_sec = 0, .tm_min = 0, .tm_hour = 0, .tm_mday = 1, .tm_mon = 0, .tm_year = 1980};
  constexpr uLong k_utf8_names = 1U << 11U;
  constexpr uLong k_made_by = 0;
  const int opened = zipOpenNewFileInZip4_64(archive, entry.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                             Z_DEFLATED, Z_DEFAULT_COMPRESSION, 0, -MAX_WBITS, DEF_MEM_LEVEL,
                                             Z_DEFAULT_STRATEGY, nullptr, 0, k_made_by, k_utf8_names, 0);
  if (opened != ZIP_OK) return false;
  const auto size = static_cast<unsigned>(entry.content.size());
  const bool is_written = size == 0 || zipWriteInFileInZip(archive, entry.content.data(), size) == ZIP_OK;
  return zipCloseFileInZip(archive) == ZIP_OK && is_written;
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, const ZipLimits& limits) {
  if (is_empty_zip(bytes)) return std::vector<ZipEntry>{};
  MemoryFile file{.bytes = std::string(bytes)};
  auto functions = functions_of(file);
  const std::unique_ptr<void, int (*)(unzFile)> archive(unzOpen2_64("", &functions), unzClose);
  if (!is_zip(bytes) || archive == nullptr) return broken();
  std::vector<ZipEntry> entries;
  std::size_t left = limits.bytes;
  int status = unzGoToFirstFile(archive.get());
  for (; status == UNZ_OK; status = unzGoToNextFile(archive.get())) {
    if (entries.size() == limits.entries) return too_large(limits);
    DBC_TRY(auto entry, read_entry(archive.get(), left, limits));
    left -= entry.content.size();
    entries.push_back(std::move(entry));
  }
  if (status != UNZ_END_OF_LIST_OF_FILE) return broken();
  return entries;
}

Result<std::string> write_zip(const std::vector<ZipEntry>& entries) {
  MemoryFile file;
  auto functions = functions_of(file);
  zipFile archive = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  bool is_done = archive != nullptr;
  for (const auto& entry : entries) is_done = is_done && add_entry(archive, entry);
  if (archive != nullptr) is_done = zipClose(archive, nullptr) == ZIP_OK && is_done;
  if (!is_done) return Error{.kind = ErrorKind::internal, .message = "writing an archive failed"};
  return std::move(file.bytes);
}

}  // namespace dbc::emulator
