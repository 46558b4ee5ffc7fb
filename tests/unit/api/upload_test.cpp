#include "dbc/api/upload.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "support/temporary_folder.hpp"

using namespace dbc;

namespace {

Result<std::string> drain(const net::BodySource& source, std::size_t portion) {
  std::string all;
  std::string buffer(portion, '\0');
  while (true) {
    DBC_TRY(const std::size_t got, source.read(buffer.data(), buffer.size()));
    if (got == 0) return all;
    all.append(buffer, 0, got);
  }
}

std::filesystem::path file_with(const test::TemporaryFolder& folder, const std::string& content) {
  const auto path = folder.path() / "f\"é\n.bin";
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace

TEST_CASE("set_multipart_body: fields, then the file, byte for byte", "[unit][api]") {
  const test::TemporaryFolder folder;
  const std::string content("\r\n--\0\xff", 6);
  for (const std::size_t portion : {1U, 7U, 4096U}) {
    net::Request request;
    auto upload = api::open_upload(file_with(folder, content));
    REQUIRE(upload);
    api::set_multipart_body(
        request, {.fields = {{"path", "dbfs:/é"}, {"overwrite", "True"}}, .file_field = "file", .file = *upload});
    const std::string type = *request.headers.find("Content-Type");
    REQUIRE(type.starts_with("multipart/form-data; boundary="));
    const std::string line = "--" + type.substr(type.find('=') + 1);
    const std::string expected = line + "\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\ndbfs:/é\r\n" + line +
                                 "\r\nContent-Disposition: form-data; name=\"overwrite\"\r\n\r\nTrue\r\n" + line +
                                 "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f%22é%0A.bin\"\r\n"
                                 "Content-Type: multipart/form-data\r\n\r\n" +
                                 content + "\r\n" + line + "--\r\n";
    CHECK(drain(*request.body_source, portion).value() == expected);
    CHECK(*request.body_source->size == expected.size());
    REQUIRE(request.body_source->rewind());
    CHECK(drain(*request.body_source, portion).value() == expected);
  }
}

TEST_CASE("open_upload: a file that changes while it is read is an error", "[unit][api]") {
  const test::TemporaryFolder folder;
  for (const auto* changed : {"short", "much longer than before"}) {
    const auto path = file_with(folder, "as it was");
    const auto upload = api::open_upload(path);
    REQUIRE(upload);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << changed;
    const auto read = drain(upload->content, 4);
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find("changed while it was read") != std::string::npos);
  }
}

TEST_CASE("open_upload: the size of a device is not known; folders and missing files are errors", "[unit][api]") {
  const auto device = api::open_upload("/dev/null");
  REQUIRE(device);
  CHECK_FALSE(device->content.size);
  CHECK_FALSE(device->content.rewind);
  CHECK(drain(device->content, 10).value().empty());
  CHECK(api::open_upload("/tmp").error().message.find("Is a directory") != std::string::npos);
  CHECK(api::open_upload("/no/such/file").error().kind == ErrorKind::not_found);
}

TEST_CASE("upload_of: bytes in memory, twice", "[unit][api]") {
  const auto upload = api::upload_of("n", "content");
  CHECK(drain(upload.content, 3).value() == "content");
  REQUIRE(upload.content.rewind());
  CHECK(drain(upload.content, 100).value() == "content");
  CHECK(*upload.content.size == 7);
}
