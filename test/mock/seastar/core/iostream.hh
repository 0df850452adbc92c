// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/iostream.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>
#include <seastar/core/sstring.hh>
#include <seastar/core/temporary_buffer.hh>

namespace seastar {
template <typename CharType> class input_stream final {
public:
  using char_type = CharType;
  input_stream() noexcept;
  input_stream(input_stream &&) noexcept;
  input_stream &operator=(input_stream &&) noexcept;
  ~input_stream();
  future<temporary_buffer<CharType>> read_exactly(size_t n) noexcept;
  template <typename Consumer> future<> consume(Consumer &&c) noexcept {
    internal::not_linked();
  }
  bool eof() const noexcept;
  future<temporary_buffer<CharType>> read() noexcept;
  future<temporary_buffer<CharType>> read_up_to(size_t n) noexcept;
  future<> close() noexcept;
  future<> skip(uint64_t n) noexcept;
};
template <typename CharType> class output_stream final {
public:
  using char_type = CharType;
  output_stream() noexcept;
  output_stream(output_stream &&) noexcept;
  output_stream &operator=(output_stream &&) noexcept;
  ~output_stream();
  future<> write(const char_type *buf, size_t n) noexcept;
  future<> write(const char_type *buf) noexcept;
  future<> write(const sstring &s) noexcept;
  future<>
  write(const std::basic_string<char_type, std::char_traits<char_type>,
                                std::allocator<char_type>> &s) noexcept;
  future<> write(temporary_buffer<char_type>) noexcept;
  future<> flush() noexcept;
  future<> close() noexcept;
};
} // namespace seastar
