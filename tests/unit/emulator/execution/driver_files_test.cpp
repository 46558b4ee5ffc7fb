#include "emulator/execution/driver/driver_files.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using dbc::emulator::driver_files;

TEST_CASE("driver files: the program holds the driver, by paths within its folder", "[emulator][driver]") {
  const auto find = [](std::string_view path) {
    return std::ranges::find(driver_files(), path, &dbc::emulator::DriverFile::path);
  };
  REQUIRE(find("main.py") != driver_files().end());
  CHECK(find("main.py")->content.find("dbc_driver.session") != std::string_view::npos);
  CHECK(find("dbc_driver/__init__.py") != driver_files().end());
  CHECK(find("dbc_driver/dbutils/__init__.py") != driver_files().end());
  for (const auto& file : driver_files()) {
    INFO(file.path);
    CHECK(file.path.ends_with(".py"));
    CHECK_FALSE(file.content.empty());
  }
}
