// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/seastar.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/file.hh>
#include <seastar/core/future.hh>
#include <seastar/core/sstring.hh>

namespace seastar {
namespace internal {
using string_view = std::basic_string_view<char, std::char_traits<char>>;
}
class connected_socket;
class server_socket;
class socket_address;
struct listen_options;

future<file> open_file_dma(internal::string_view name,
                           open_flags flags) noexcept;
future<file> open_file_dma(internal::string_view name, open_flags flags,
                           file_open_options options) noexcept;
future<file> open_directory(internal::string_view name) noexcept;
future<> make_directory(internal::string_view name) noexcept;
future<> touch_directory(internal::string_view name) noexcept;
future<> recursive_touch_directory(internal::string_view name) noexcept;
future<> sync_directory(internal::string_view name) noexcept;
future<> remove_file(internal::string_view name) noexcept;
future<> rename_file(internal::string_view old_name,
                     internal::string_view new_name) noexcept;
future<> link_file(internal::string_view oldpath,
                   internal::string_view newpath) noexcept;
future<stat_data> file_stat(internal::string_view name) noexcept;
future<uint64_t> file_size(internal::string_view name) noexcept;
future<bool> file_exists(internal::string_view name) noexcept;
future<std::optional<directory_entry_type>>
file_type(internal::string_view name) noexcept;
future<uint64_t> fs_avail(internal::string_view name) noexcept;
future<uint64_t> fs_free(internal::string_view name) noexcept;
future<connected_socket> connect(socket_address sa);
server_socket listen(socket_address sa);
server_socket listen(socket_address sa, listen_options opts);
} // namespace seastar
