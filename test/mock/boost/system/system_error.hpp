// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/system/system_error.hpp.
#pragma once
#pragma GCC system_header

#include "boost/system/error_code.hpp"
#include <stdexcept>
#include <string>

namespace boost::system {

class system_error : public std::runtime_error {
public:
  explicit system_error(const error_code &ec);
  system_error(const error_code &ec, const std::string &prefix);
  system_error(const error_code &ec, const char *prefix);
  system_error(int ev, const error_category &ecat);
  system_error(int ev, const error_category &ecat, const std::string &prefix);
  system_error(int ev, const error_category &ecat, const char *prefix);

  error_code code() const noexcept;

private:
  error_code code_;
};

} // namespace boost::system
