// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/system/error_code.hpp and the headers it brings:
// error_category.hpp, error_condition.hpp, errc.hpp, is_error_code_enum.hpp.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <type_traits>

namespace boost::system {

template <typename T> struct is_error_code_enum {
  static const bool value = false;
};
template <typename T> struct is_error_condition_enum {
  static const bool value = false;
};

namespace errc {
enum errc_t {
  success = 0,
  operation_not_permitted = 1,
  no_such_file_or_directory = 2,
  no_such_process = 3,
  interrupted = 4,
  io_error = 5,
  no_such_device_or_address = 6,
  argument_list_too_long = 7,
  executable_format_error = 8,
  bad_file_descriptor = 9,
  no_child_process = 10,
  resource_unavailable_try_again = 11,
  operation_would_block = 11,
  not_enough_memory = 12,
  permission_denied = 13,
  bad_address = 14,
  device_or_resource_busy = 16,
  file_exists = 17,
  cross_device_link = 18,
  no_such_device = 19,
  not_a_directory = 20,
  is_a_directory = 21,
  invalid_argument = 22,
  too_many_files_open_in_system = 23,
  too_many_files_open = 24,
  file_too_large = 27,
  no_space_on_device = 28,
  invalid_seek = 29,
  read_only_file_system = 30,
  broken_pipe = 32,
  result_out_of_range = 34,
  resource_deadlock_would_occur = 35,
  filename_too_long = 36,
  function_not_supported = 38,
  directory_not_empty = 39,
  protocol_error = 71,
  value_too_large = 75,
  not_a_socket = 88,
  destination_address_required = 89,
  message_size = 90,
  protocol_not_supported = 93,
  not_supported = 95,
  operation_not_supported = 95,
  address_family_not_supported = 97,
  address_in_use = 98,
  address_not_available = 99,
  network_down = 100,
  network_unreachable = 101,
  network_reset = 102,
  connection_aborted = 103,
  connection_reset = 104,
  no_buffer_space = 105,
  already_connected = 106,
  not_connected = 107,
  timed_out = 110,
  connection_refused = 111,
  host_unreachable = 113,
  connection_already_in_progress = 114,
  operation_in_progress = 115,
  operation_canceled = 125,
  owner_dead = 130
};
} // namespace errc

template <> struct is_error_condition_enum<errc::errc_t> {
  static const bool value = true;
};

class error_code;

// Its definition is in boost/system/system_error.hpp, which is not light.
class system_error;

class error_category {
public:
  virtual const char *name() const noexcept = 0;
  virtual std::string message(int ev) const = 0;
  virtual bool failed(int ev) const noexcept;
  bool operator==(const error_category &rhs) const noexcept;
  bool operator!=(const error_category &rhs) const noexcept;

protected:
  constexpr error_category() noexcept {}
  ~error_category() = default;
};

const error_category &generic_category() noexcept;
const error_category &system_category() noexcept;

class error_condition {
public:
  constexpr error_condition() noexcept {}
  error_condition(int val, const error_category &cat) noexcept;
  template <typename E,
            std::enable_if_t<is_error_condition_enum<E>::value, int> = 0>
  constexpr error_condition(E e) noexcept {
    *this = make_error_condition(e);
  }
  int value() const noexcept;
  const error_category &category() const noexcept;
  std::string message() const;
  explicit operator bool() const noexcept;

private:
  int value_ = 0;
  const error_category *category_ = nullptr;
};

class error_code {
public:
  constexpr error_code() noexcept {}
  error_code(int val, const error_category &cat) noexcept;
  error_code(const std::error_code &ec) noexcept;
  template <typename E, std::enable_if_t<is_error_code_enum<E>::value, int> = 0>
  constexpr error_code(E e) noexcept {
    *this = make_error_code(e);
  }

  void assign(int val, const error_category &cat) noexcept;
  void clear() noexcept;

  int value() const noexcept;
  const error_category &category() const noexcept;
  std::string message() const;
  bool failed() const noexcept;
  std::string to_string() const;
  std::string what() const;
  explicit operator bool() const noexcept;
  operator std::error_code() const;

  friend bool operator==(const error_code &lhs, const error_code &rhs) noexcept;
  friend bool operator!=(const error_code &lhs, const error_code &rhs) noexcept;
  friend bool operator<(const error_code &lhs, const error_code &rhs) noexcept;

private:
  int value_ = 0;
  const error_category *category_ = nullptr;
};

bool operator==(const error_code &code, const error_condition &cond) noexcept;
bool operator!=(const error_code &code, const error_condition &cond) noexcept;
template <typename E>
  requires is_error_condition_enum<E>::value
bool operator==(const error_code &code, E condition) noexcept;
template <typename E>
  requires is_error_condition_enum<E>::value
bool operator!=(const error_code &code, E condition) noexcept;
template <typename E>
  requires is_error_code_enum<E>::value
bool operator==(const error_code &code, E error) noexcept;
template <typename E>
  requires is_error_code_enum<E>::value
bool operator!=(const error_code &code, E error) noexcept;

template <typename Elem, typename Traits>
std::basic_ostream<Elem, Traits> &
operator<<(std::basic_ostream<Elem, Traits> &os, const error_code &ec);

namespace errc {
error_code make_error_code(errc_t e) noexcept;
error_condition make_error_condition(errc_t e) noexcept;
} // namespace errc

} // namespace boost::system
