// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/channel.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/op.hpp"

namespace boost::cobalt {
template <typename T> struct channel {
  explicit channel(std::size_t limit = 0u,
                   executor executor = this_thread::get_executor());
  channel(channel &&rhs) noexcept = delete;
  ~channel();
  bool is_open() const;
  void close();

private:
  struct read_op {
    bool await_ready() { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise>) {
      return std::noop_coroutine();
    }
    T await_resume();
    std::tuple<system::error_code, T> await_resume(const as_tuple_tag &);
    system::result<T> await_resume(const as_result_tag &);
  };
  struct write_op {
    bool await_ready() { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise>) {
      return std::noop_coroutine();
    }
    void await_resume();
    std::tuple<system::error_code> await_resume(const as_tuple_tag &);
    system::result<void> await_resume(const as_result_tag &);
  };

public:
  read_op read() { return {}; }
  write_op write(const T &&value);
  write_op write(const T &value);
  write_op write(T &&value);
  write_op write(T &value);
};
template <> struct channel<void> {
  explicit channel(std::size_t limit = 0u,
                   executor executor = this_thread::get_executor());
  ~channel();
  bool is_open() const;
  void close();

private:
  struct op {
    bool await_ready() { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise>) {
      return std::noop_coroutine();
    }
    void await_resume();
  };

public:
  op read() { return {}; }
  op write() { return {}; }
};
} // namespace boost::cobalt
