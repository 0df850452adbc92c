// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/temporary_buffer.hh.
#pragma once
#pragma GCC system_header

#include <cstddef>

namespace seastar {
template <typename CharType> class temporary_buffer {
public:
  explicit temporary_buffer(size_t size);
  temporary_buffer() noexcept;
  temporary_buffer(const CharType *src, size_t size);
  temporary_buffer(const temporary_buffer &) = delete;
  temporary_buffer(temporary_buffer &&x) noexcept;
  temporary_buffer &operator=(temporary_buffer &&x) noexcept;
  ~temporary_buffer();
  const CharType *get() const noexcept;
  CharType *get_write() noexcept;
  size_t size() const noexcept;
  const CharType *begin() const noexcept;
  const CharType *end() const noexcept;
  bool empty() const noexcept;
  explicit operator bool() const noexcept;
  temporary_buffer share();
  temporary_buffer share(size_t pos, size_t len);
  temporary_buffer clone() const;
  void trim_front(size_t pos) noexcept;
  void trim(size_t pos) noexcept;
};
} // namespace seastar
