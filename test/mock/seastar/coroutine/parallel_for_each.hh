// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/parallel_for_each.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>
#include <seastar/core/loop.hh>

namespace seastar::coroutine {
template <typename Func>
class [[nodiscard("must co_await an parallel_for_each() object")]]
parallel_for_each final {
  Func _func;
  std::exception_ptr _ex;
  std::coroutine_handle<> _when_ready;

public:
  template <typename Iterator, typename Sentinel, typename Func1>
  explicit parallel_for_each(Iterator begin, Sentinel end,
                             Func1 &&func) noexcept
      : _func(std::forward<Func1>(func)) {}
  template <typename Range, typename Func1>
  explicit parallel_for_each(Range &&range, Func1 &&func) noexcept
      : _func(std::forward<Func1>(func)) {}
  bool await_ready() const noexcept { return false; }
  template <typename T>
  void await_suspend(std::coroutine_handle<T> h) noexcept {
    _when_ready = h;
  }
  void await_resume() const {
    if (_ex)
      std::rethrow_exception(_ex);
  }
};
template <typename Iterator, typename Sentinel, typename Func>
  requires std::same_as<futurize_t<std::invoke_result_t<
                            Func, decltype(*std::declval<Iterator>())>>,
                        future<>>
parallel_for_each(Iterator begin, Sentinel end, Func &&func)
    -> parallel_for_each<Func>;
template <typename Range,
          std::invocable<seastar::internal::range_reference_t<Range>> Func>
parallel_for_each(Range &&range, Func &&func) -> parallel_for_each<Func>;
} // namespace seastar::coroutine
