// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/generator.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/coroutine.hh>

namespace seastar::coroutine::experimental {
namespace internal {
std::coroutine_handle<>
schedule_or_resume(std::coroutine_handle<> target) noexcept;
}

template <typename Ref> class [[nodiscard]] generator {
public:
  class promise_type;
  using optional_type = std::optional<std::remove_cvref_t<Ref>>;

  generator() noexcept = default;
  explicit generator(promise_type &promise) noexcept;
  generator(generator &&other) noexcept;
  generator(const generator &) = delete;
  generator &operator=(generator &&other) noexcept;
  ~generator() {
    if (_coro)
      _coro.destroy();
  }

  class [[nodiscard]] call_awaiter {
    generator *_gen;

  public:
    explicit call_awaiter(generator *gen) noexcept : _gen(gen) {}
    bool await_ready() const noexcept { return !_gen->_coro; }
    template <typename Promise>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<Promise> consumer) noexcept {
      _gen->_coro.promise()._consumer = consumer;
      return internal::schedule_or_resume(_gen->_coro);
    }
    optional_type await_resume() { seastar::internal::not_linked(); }
  };
  [[nodiscard]] call_awaiter operator()() noexcept {
    return call_awaiter{this};
  }

private:
  std::coroutine_handle<promise_type> _coro;
};

template <typename Ref>
class generator<Ref>::promise_type final : public seastar::task {
  struct yield_awaiter {
    std::coroutine_handle<> _consumer;
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<Promise>) noexcept {
      return internal::schedule_or_resume(_consumer);
    }
    void await_resume() noexcept {}
  };

public:
  std::coroutine_handle<> _consumer;
  generator get_return_object() noexcept { return generator{*this}; }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  yield_awaiter final_suspend() noexcept { return {_consumer}; }
  void unhandled_exception() noexcept {}
  yield_awaiter yield_value(const std::remove_cvref_t<Ref> &value) noexcept {
    return {_consumer};
  }
  void return_void() noexcept {}
  void run_and_dispose() noexcept override {}
  task *waiting_task() noexcept override { return nullptr; }
};
} // namespace seastar::coroutine::experimental
