#include "emulator/execution/driver/driver_files.hpp"

#include <array>
#include <utility>

#include "dbc_embedded/src_emulator_execution_driver_files.hpp"

namespace dbc::emulator {
namespace {

template <std::size_t... I>
constexpr auto files_of(std::index_sequence<I...>) {
  constexpr const auto& rows = embedded::src_emulator_execution_driver_files;
  return std::array{DriverFile{.path = rows[I].first, .content = rows[I].second}...};
}

constexpr auto k_files =
    files_of(std::make_index_sequence<std::tuple_size_v<decltype(embedded::src_emulator_execution_driver_files)>>());

}  // namespace

std::span<const DriverFile> driver_files() { return k_files; }

}  // namespace dbc::emulator
