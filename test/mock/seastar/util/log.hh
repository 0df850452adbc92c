// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/log.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/sstring.hh>

namespace seastar {
enum class log_level { error, warn, info, debug, trace };

class logger {
public:
  explicit logger(sstring name);
  logger(const logger &) = delete;
  ~logger();
  bool is_enabled(log_level level) const noexcept;
  template <typename... Args>
  void log(log_level level, const char *fmt, Args &&...args) noexcept {}
  template <typename... Args>
  void error(const char *fmt, Args &&...args) noexcept {}
  template <typename... Args>
  void warn(const char *fmt, Args &&...args) noexcept {}
  template <typename... Args>
  void info(const char *fmt, Args &&...args) noexcept {}
  template <typename... Args>
  void debug(const char *fmt, Args &&...args) noexcept {}
  template <typename... Args>
  void trace(const char *fmt, Args &&...args) noexcept {}
};
} // namespace seastar
