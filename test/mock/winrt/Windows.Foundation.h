// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/Windows.Foundation.h and the coroutine part of winrt/base.h
// that it completes.
#pragma once
#pragma GCC system_header

#include "winrt/base.h"

namespace winrt::Windows::Foundation {
struct IAsyncAction;
template <typename TResult> struct IAsyncOperation;
template <typename TProgress> struct IAsyncActionWithProgress;
template <typename TResult, typename TProgress>
struct IAsyncOperationWithProgress;

using AsyncActionCompletedHandler = delegate<IAsyncAction, AsyncStatus>;
template <typename TResult>
using AsyncOperationCompletedHandler =
    delegate<IAsyncOperation<TResult>, AsyncStatus>;
template <typename TSender, typename TArgs>
using TypedEventHandler = delegate<TSender, TArgs>;

struct Uri : IInspectable {
  using IInspectable::IInspectable;
  explicit Uri(const hstring &uri);
};

struct IAsyncInfo : IInspectable {
  using IInspectable::IInspectable;
  AsyncStatus Status() const;
  hresult ErrorCode() const;
  void Cancel() const;
  void Close() const;
};

struct IAsyncAction : IAsyncInfo {
  using IAsyncInfo::IAsyncInfo;
  void Completed(const AsyncActionCompletedHandler &handler) const;
  void GetResults() const;
  void get() const;
  AsyncStatus wait_for(const TimeSpan &timeout) const;
};
template <typename TProgress> struct IAsyncActionWithProgress : IAsyncInfo {
  using IAsyncInfo::IAsyncInfo;
  void GetResults() const;
  void get() const;
};
template <typename TResult> struct IAsyncOperation : IAsyncInfo {
  using IAsyncInfo::IAsyncInfo;
  void Completed(const AsyncOperationCompletedHandler<TResult> &handler) const;
  TResult GetResults() const;
  TResult get() const;
  AsyncStatus wait_for(const TimeSpan &timeout) const;
};
template <typename TResult, typename TProgress>
struct IAsyncOperationWithProgress : IAsyncInfo {
  using IAsyncInfo::IAsyncInfo;
  TResult GetResults() const;
  TResult get() const;
};
} // namespace winrt::Windows::Foundation

namespace winrt::impl {
template <typename Async> struct await_adapter {
  const Async &async;
  bool await_ready() const noexcept { return false; }
  template <typename T> bool await_suspend(std::coroutine_handle<T>) {
    return true;
  }
  auto await_resume() const { return async.GetResults(); }
};

template <typename Promise> struct cancellation_token {
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  cancellation_token<Promise> await_resume() const noexcept { return *this; }
  bool operator()() const noexcept { return false; }
  void callback(winrt::delegate<> &&) const noexcept {}
  bool enable_propagation(bool value = true) const noexcept { return value; }
};

// The coroutine starts at once and keeps itself alive until it has ended.
template <typename AsyncInterface> struct promise_base {
  AsyncInterface get_return_object() const noexcept { return nullptr; }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  struct final_suspend_awaiter {
    bool await_ready() const noexcept { return false; }
    void await_resume() const noexcept {}
    bool await_suspend(std::coroutine_handle<>) const noexcept { return false; }
  };
  auto final_suspend() noexcept { return final_suspend_awaiter{}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
  Windows::Foundation::AsyncStatus Status() noexcept;
  template <typename Expression>
  Expression &&await_transform(Expression &&expression) {
    if (Status() == Windows::Foundation::AsyncStatus::Canceled)
      throw winrt::hresult_canceled();
    return std::forward<Expression>(expression);
  }
  cancellation_token<promise_base>
  await_transform(get_cancellation_token_t) noexcept {
    return {};
  }

  std::exception_ptr exception;
};

template <typename T>
concept async = std::is_convertible_v<T, Windows::Foundation::IAsyncInfo>;
} // namespace winrt::impl

template <typename... Args>
struct std::coroutine_traits<winrt::Windows::Foundation::IAsyncAction,
                             Args...> {
  struct promise_type final
      : winrt::impl::promise_base<winrt::Windows::Foundation::IAsyncAction> {
    void return_void() const noexcept {}
  };
};
template <typename TProgress, typename... Args>
struct std::coroutine_traits<
    winrt::Windows::Foundation::IAsyncActionWithProgress<TProgress>, Args...> {
  struct promise_type final
      : winrt::impl::promise_base<
            winrt::Windows::Foundation::IAsyncActionWithProgress<TProgress>> {
    void return_void() const noexcept {}
  };
};
template <typename TResult, typename... Args>
struct std::coroutine_traits<
    winrt::Windows::Foundation::IAsyncOperation<TResult>, Args...> {
  struct promise_type final
      : winrt::impl::promise_base<
            winrt::Windows::Foundation::IAsyncOperation<TResult>> {
    void return_value(TResult &&) noexcept {}
    void return_value(const TResult &) noexcept {}
  };
};
template <typename TResult, typename TProgress, typename... Args>
struct std::coroutine_traits<
    winrt::Windows::Foundation::IAsyncOperationWithProgress<TResult, TProgress>,
    Args...> {
  struct promise_type final
      : winrt::impl::promise_base<
            winrt::Windows::Foundation::IAsyncOperationWithProgress<
                TResult, TProgress>> {
    void return_value(TResult &&) noexcept {}
    void return_value(const TResult &) noexcept {}
  };
};

namespace winrt::Windows::Foundation {
inline impl::await_adapter<IAsyncAction>
operator co_await(const IAsyncAction & async) {
  return {async};
}
template <typename TProgress>
impl::await_adapter<IAsyncActionWithProgress<TProgress>>
operator co_await(const IAsyncActionWithProgress<TProgress> &async) {
  return {async};
}
template <typename TResult>
impl::await_adapter<IAsyncOperation<TResult>>
operator co_await(const IAsyncOperation<TResult> &async) {
  return {async};
}
template <typename TResult, typename TProgress>
impl::await_adapter<IAsyncOperationWithProgress<TResult, TProgress>>
operator co_await(
    const IAsyncOperationWithProgress<TResult, TProgress> &async) {
  return {async};
}
} // namespace winrt::Windows::Foundation

namespace winrt {
template <impl::async Async>
impl::await_adapter<std::decay_t<Async>> resume_agile(Async &&async) {
  return {async};
}
template <typename... T>
Windows::Foundation::IAsyncAction when_all(T... async) {
  (void(co_await async), ...);
}
template <typename T, typename... Rest>
T when_any(const T &first, const Rest &...) {
  co_return co_await first;
}
} // namespace winrt
