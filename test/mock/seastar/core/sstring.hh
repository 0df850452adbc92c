// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/sstring.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <cstddef>
#include <cstdint>

namespace seastar {
template <typename char_type, typename Size, Size max_size,
          bool NulTerminate = true>
class basic_sstring {
public:
  using value_type = char_type;
  using iterator = char_type *;
  using const_iterator = const char_type *;
  using size_type = Size;
  using view_type =
      std::basic_string_view<char_type, std::char_traits<char_type>>;

  basic_sstring() noexcept;
  basic_sstring(const basic_sstring &x);
  basic_sstring(basic_sstring &&x) noexcept;
  basic_sstring(const char_type *x, size_t size);
  basic_sstring(size_t size, char_type x);
  basic_sstring(const char_type *x);
  basic_sstring(const std::basic_string<char_type, std::char_traits<char_type>,
                                        std::allocator<char_type>> &s);
  explicit basic_sstring(view_type v);
  ~basic_sstring() noexcept;
  basic_sstring &operator=(const basic_sstring &x);
  basic_sstring &operator=(basic_sstring &&x) noexcept;
  operator view_type() const noexcept;
  operator std::basic_string<char_type, std::char_traits<char_type>,
                             std::allocator<char_type>>() const;
  size_t size() const noexcept;
  size_t length() const noexcept;
  bool empty() const noexcept;
  const char_type *c_str() const noexcept;
  const char_type *data() const noexcept;
  const_iterator begin() const noexcept;
  const_iterator end() const noexcept;
  iterator begin() noexcept;
  iterator end() noexcept;
  char_type &operator[](size_type pos) noexcept;
  const char_type &operator[](size_type pos) const noexcept;
  size_t find(char_type t, size_t pos = 0) const noexcept;
  basic_sstring substr(size_t from, size_t len = size_t(-1)) const;
  void resize(size_t n, char_type c = '\0');
  basic_sstring &append(const char_type *s, size_t n);
  basic_sstring &operator+=(const basic_sstring &x);
  friend basic_sstring operator+(const basic_sstring &x,
                                 const basic_sstring &y);
  friend basic_sstring operator+(const basic_sstring &x, const char_type *y);
  friend basic_sstring operator+(const char_type *x, const basic_sstring &y);
  bool operator==(const basic_sstring &x) const noexcept;
  bool operator==(const char_type *x) const noexcept;
  bool operator<(const basic_sstring &x) const noexcept;
};
using sstring = basic_sstring<char, uint32_t, 15>;
template <typename T> sstring to_sstring(T value);

// Mirrors seastar/core/format.hh.
template <typename... A> sstring format(const char *fmt, A &&...a) {
  sstring *result = nullptr;
  return *result;
}
} // namespace seastar

// Strings are keys of hashed containers.
namespace std {
template <typename T> struct hash;
template <typename char_type, typename Size, Size max_size, bool NulTerminate>
struct hash<seastar::basic_sstring<char_type, Size, max_size, NulTerminate>> {
  size_t operator()(const seastar::basic_sstring<char_type, Size, max_size,
                                                 NulTerminate> &s) const;
};
} // namespace std
