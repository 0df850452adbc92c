// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/file.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>
#include <seastar/core/sstring.hh>
#include <seastar/core/temporary_buffer.hh>

namespace seastar {
// Mirrors seastar/core/file-types.hh.
enum class open_flags { rw, ro, wo, create, truncate, exclusive, dsync };
open_flags operator|(open_flags a, open_flags b);
enum class directory_entry_type { unknown, regular, directory, link };

struct file_open_options {
  uint64_t extent_allocation_size_hint = 1 << 20;
  bool sloppy_size = false;
};
struct stat_data {
  uint64_t size;
};

class file {
public:
  file() noexcept;
  file(const file &x);
  file(file &&x) noexcept;
  file &operator=(const file &x) noexcept;
  file &operator=(file &&x) noexcept;
  ~file();
  explicit operator bool() const noexcept;
  uint64_t disk_read_dma_alignment() const noexcept;
  template <typename CharType>
  future<size_t> dma_read(uint64_t pos, CharType *buffer, size_t len) noexcept {
    internal::not_linked();
  }
  template <typename CharType>
  future<temporary_buffer<CharType>> dma_read(uint64_t pos,
                                              size_t len) noexcept {
    internal::not_linked();
  }
  template <typename CharType>
  future<temporary_buffer<CharType>> dma_read_exactly(uint64_t pos,
                                                      size_t len) noexcept {
    internal::not_linked();
  }
  template <typename CharType>
  future<size_t> dma_write(uint64_t pos, const CharType *buffer,
                           size_t len) noexcept {
    internal::not_linked();
  }
  future<> flush() noexcept;
  future<> truncate(uint64_t length) noexcept;
  future<> allocate(uint64_t position, uint64_t length) noexcept;
  future<> discard(uint64_t offset, uint64_t length) noexcept;
  future<uint64_t> size() const noexcept;
  future<> close() noexcept;
};

template <std::invocable<file &> Func>
futurize_t<std::invoke_result_t<Func, file &>> with_file(future<file> file_fut,
                                                         Func func) noexcept {
  internal::not_linked();
}
template <std::invocable<file &> Func>
futurize_t<std::invoke_result_t<Func, file &>>
with_file_close_on_failure(future<file> file_fut, Func func) noexcept {
  internal::not_linked();
}
} // namespace seastar
