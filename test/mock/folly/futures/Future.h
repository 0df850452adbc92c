// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/futures/Future.h and folly/futures/Promise.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"
#include "folly/Try.h"
#include <coroutine>
#include <exception>
#include <tuple>

namespace folly {
template <typename T> class Future;
template <typename T> class SemiFuture;
template <typename T> class Promise;

class FutureException : public std::exception {
public:
  const char *what() const noexcept override;
};
class FutureTimeout : public FutureException {};
class FutureCancellation : public FutureException {};
class FutureNotReady : public FutureException {};
class PromiseException : public FutureException {};
class BrokenPromise : public PromiseException {};

template <typename T> struct isFutureOrSemiFuture : std::false_type {
  using Inner = lift_unit_t<T>;
};
template <typename T> struct isFutureOrSemiFuture<Try<T>> : std::false_type {
  using Inner = lift_unit_t<T>;
};
template <typename T> struct isFutureOrSemiFuture<Future<T>> : std::true_type {
  using Inner = T;
};
template <typename T>
struct isFutureOrSemiFuture<SemiFuture<T>> : std::true_type {
  using Inner = T;
};

namespace futures::detail {
template <typename F, typename... Args>
using continued =
    typename isFutureOrSemiFuture<std::invoke_result_t<F, Args...>>::Inner;

// A continuation takes a Unit or, of a future of Unit, nothing.
template <typename T, typename F> auto after_value() {
  if constexpr (std::is_invocable_v<F, T &&>)
    return tag_t<continued<F, T &&>>();
  else
    return tag_t<continued<F>>();
}
template <typename T, typename F> auto after_try() {
  if constexpr (std::is_invocable_v<F, Try<T> &&>)
    return tag_t<continued<F, Try<T> &&>>();
  else
    return tag_t<continued<F>>();
}
template <typename Tag> struct tagged;
template <typename T> struct tagged<tag_t<T>> {
  using type = T;
};
template <typename T, typename F>
using value_result = typename tagged<decltype(after_value<T, F>())>::type;
template <typename T, typename F>
using try_result = typename tagged<decltype(after_try<T, F>())>::type;

template <typename T> class FutureBase {
public:
  typedef T value_type;

  FutureBase(const FutureBase &) = delete;
  bool valid() const noexcept { return core_ != nullptr; }
  T &value() &;
  const T &value() const &;
  T &&value() &&;
  Try<T> &result() &;
  const Try<T> &result() const &;
  Try<T> &&result() &&;
  bool isReady() const;
  bool hasValue() const;
  bool hasException() const;
  template <typename F> void setCallback_(F &&) { folly::detail::not_linked(); }
  void raise(exception_wrapper exception);
  void cancel();

protected:
  FutureBase() noexcept {}
  FutureBase(FutureBase &&) noexcept;
  FutureBase &operator=(FutureBase &&) noexcept;
  ~FutureBase();

private:
  void *core_ = nullptr;
};
} // namespace futures::detail

template <typename T>
class SemiFuture : private futures::detail::FutureBase<T> {
  using Base = futures::detail::FutureBase<T>;

public:
  using Base::cancel;
  using Base::hasException;
  using Base::hasValue;
  using Base::isReady;
  using Base::raise;
  using Base::result;
  using Base::setCallback_;
  using Base::valid;
  using Base::value;
  using typename Base::value_type;

  static SemiFuture makeEmpty();
  SemiFuture()
    requires std::is_same_v<T, Unit>
  {}
  SemiFuture(T) {}
  SemiFuture(const SemiFuture &) = delete;
  SemiFuture(SemiFuture &&) noexcept;
  SemiFuture(Future<T> &&) noexcept;
  SemiFuture &operator=(const SemiFuture &) = delete;
  SemiFuture &operator=(SemiFuture &&) noexcept;
  SemiFuture &operator=(Future<T> &&) noexcept;
  ~SemiFuture();

  T get() &&;
  T get(HighResDuration dur) &&;
  Try<T> getTry() &&;
  Try<T> getTry(HighResDuration dur) &&;
  SemiFuture &wait() &;
  SemiFuture &&wait() &&;
  bool wait(HighResDuration dur) &&;
  Future<T> via(Executor::KeepAlive<> executor) &&;
  Future<T> via(Executor::KeepAlive<> executor, std::int8_t priority) &&;
  template <typename F>
  SemiFuture<futures::detail::try_result<T, F>> defer(F &&) && {
    detail::not_linked();
  }
  template <typename F>
  SemiFuture<futures::detail::value_result<T, F>> deferValue(F &&) && {
    detail::not_linked();
  }
  template <typename ExceptionType, typename F>
  SemiFuture deferError(tag_t<ExceptionType>, F &&) && {
    detail::not_linked();
  }
  template <typename F> SemiFuture deferError(F &&) && { detail::not_linked(); }
  template <typename F> SemiFuture deferEnsure(F &&) && {
    detail::not_linked();
  }
  SemiFuture<Unit> unit() &&;
  SemiFuture within(HighResDuration dur, Timekeeper *tk = nullptr) &&;
  SemiFuture delayed(HighResDuration dur, Timekeeper *tk = nullptr) &&;
  Future<T> toUnsafeFuture() &&;

  friend Future<T> co_viaIfAsync(Executor::KeepAlive<> executor,
                                 SemiFuture &&future) noexcept {
    return std::move(future).via(std::move(executor));
  }
};

template <typename T> class Future : private futures::detail::FutureBase<T> {
  using Base = futures::detail::FutureBase<T>;

public:
  using Base::cancel;
  using Base::hasException;
  using Base::hasValue;
  using Base::isReady;
  using Base::raise;
  using Base::result;
  using Base::setCallback_;
  using Base::valid;
  using Base::value;
  using typename Base::value_type;

  static Future makeEmpty();
  Future()
    requires std::is_same_v<T, Unit>
  {}
  Future(T) {}
  Future(const Future &) = delete;
  Future(Future &&) noexcept;
  Future &operator=(const Future &) = delete;
  Future &operator=(Future &&) noexcept;
  ~Future();

  Future via(Executor::KeepAlive<> executor) &&;
  Future via(Executor::KeepAlive<> executor, std::int8_t priority) &&;
  template <typename F>
  Future<futures::detail::try_result<T, F>> thenTry(F &&) && {
    detail::not_linked();
  }
  template <typename F>
  Future<futures::detail::try_result<T, F>> thenTryInline(F &&) && {
    detail::not_linked();
  }
  template <typename F>
  Future<futures::detail::value_result<T, F>> thenValue(F &&) && {
    detail::not_linked();
  }
  template <typename F>
  Future<futures::detail::value_result<T, F>> thenValueInline(F &&) && {
    detail::not_linked();
  }
  template <typename ExceptionType, typename F>
  Future thenError(tag_t<ExceptionType>, F &&) && {
    detail::not_linked();
  }
  template <typename F> Future thenError(F &&) && { detail::not_linked(); }
  Future<Unit> then() &&;
  Future<Unit> unit() &&;
  template <typename F> Future ensure(F &&) && { detail::not_linked(); }
  template <typename F>
  Future onTimeout(const HighResDuration &, F &&, Timekeeper * = nullptr) && {
    detail::not_linked();
  }
  Future within(HighResDuration dur, Timekeeper *tk = nullptr) &&;
  Future delayed(HighResDuration, Timekeeper * = nullptr) &&;
  T get() &&;
  T get(HighResDuration dur) &&;
  T getVia(DrivableExecutor *) &&;
  Try<T> getTry() &&;
  Try<T> getTry(HighResDuration dur) &&;
  Future &wait() &;
  Future &&wait() &&;
  Future &wait(HighResDuration dur) &;
  Future &&wait(HighResDuration dur) &&;
  Future &waitVia(DrivableExecutor *) &;
  SemiFuture<T> semi() && { return SemiFuture<T>{std::move(*this)}; }

  friend Future co_viaIfAsync(Executor::KeepAlive<> executor,
                              Future &&future) noexcept {
    return std::move(future).via(std::move(executor));
  }
};

template <typename T> class Promise {
public:
  static Promise makeEmpty() noexcept;
  Promise();
  ~Promise();
  Promise(const Promise &) = delete;
  Promise(Promise &&other) noexcept;
  Promise &operator=(const Promise &) = delete;
  Promise &operator=(Promise &&other) noexcept;
  SemiFuture<T> getSemiFuture();
  Future<T> getFuture();
  void setException(exception_wrapper ew);
  void setValue()
    requires std::is_same_v<T, Unit>;
  template <typename M> void setValue(M &&) { detail::not_linked(); }
  void setTry(Try<T> &&t);
  template <typename F> void setWith(F &&) { detail::not_linked(); }
  template <typename F> void setInterruptHandler(F &&) { detail::not_linked(); }
  bool valid() const noexcept;
  bool isFulfilled() const noexcept;
};

template <typename T> struct SemiPromiseContract {
  Promise<T> promise;
  SemiFuture<T> future;
};
template <typename T> struct PromiseContract {
  Promise<T> promise;
  Future<T> future;
};
template <typename T> SemiPromiseContract<T> makePromiseContract() {
  Promise<T> p;
  SemiFuture<T> f = p.getSemiFuture();
  return {std::move(p), std::move(f)};
}

template <typename T> SemiFuture<std::decay_t<T>> makeSemiFuture(T &&) {
  detail::not_linked();
}
SemiFuture<Unit> makeSemiFuture();
template <typename T> SemiFuture<T> makeSemiFuture(exception_wrapper) {
  detail::not_linked();
}
template <typename T> SemiFuture<T> makeSemiFuture(Try<T>) {
  detail::not_linked();
}
template <typename F>
SemiFuture<futures::detail::continued<F>> makeSemiFutureWith(F &&) {
  detail::not_linked();
}
template <typename T> Future<std::decay_t<T>> makeFuture(T &&) {
  detail::not_linked();
}
Future<Unit> makeFuture();
template <typename T> Future<T> makeFuture(exception_wrapper) {
  detail::not_linked();
}
template <typename T> Future<T> makeFuture(Try<T>) { detail::not_linked(); }
template <typename F>
Future<futures::detail::continued<F>> makeFutureWith(F &&) {
  detail::not_linked();
}

Future<Unit> via(Executor::KeepAlive<> executor);
Future<Unit> via(Executor::KeepAlive<> executor, std::int8_t priority);
template <typename Func>
Future<futures::detail::continued<Func>> via(Executor::KeepAlive<>, Func &&) {
  detail::not_linked();
}

namespace detail {
template <typename Collection>
using element_value = typename std::decay_t<
    decltype(*std::declval<Collection &>().begin())>::value_type;
template <typename T> using list = std::vector<T, std::allocator<T>>;
} // namespace detail

template <typename Collection>
auto collectAll(Collection &&)
    -> SemiFuture<detail::list<Try<detail::element_value<Collection>>>> {
  detail::not_linked();
}
template <typename... Fs>
SemiFuture<std::tuple<Try<typename std::decay_t<Fs>::value_type>...>>
collectAll(Fs &&...) {
  detail::not_linked();
}
template <typename Collection>
auto collect(Collection &&)
    -> SemiFuture<detail::list<detail::element_value<Collection>>> {
  detail::not_linked();
}
template <typename... Fs>
SemiFuture<std::tuple<typename std::decay_t<Fs>::value_type...>>
collect(Fs &&...) {
  detail::not_linked();
}
template <typename Collection>
auto collectAny(Collection &&) -> SemiFuture<
    std::pair<std::size_t, Try<detail::element_value<Collection>>>> {
  detail::not_linked();
}
template <typename Collection, typename F>
auto window(Collection, F, std::size_t)
    -> detail::list<Future<typename std::invoke_result_t<
        F, typename Collection::value_type>::value_type>> {
  detail::not_linked();
}

namespace futures {
SemiFuture<Unit> sleep(HighResDuration, Timekeeper * = nullptr);
SemiFuture<Unit> sleepUnsafe(HighResDuration, Timekeeper * = nullptr);
template <typename F> auto retrying(F &&f) { return f(0); }
template <typename T> void detachOn(Executor::KeepAlive<>, SemiFuture<T> &&) {
  folly::detail::not_linked();
}
template <typename T> void detachOnGlobalCPUExecutor(SemiFuture<T> &&) {
  folly::detail::not_linked();
}
template <typename T> void detachWithoutExecutor(SemiFuture<T> &&) {
  folly::detail::not_linked();
}
} // namespace futures

namespace detail {
template <typename T> class FutureAwaiter {
public:
  explicit FutureAwaiter(Future<T> &&future) noexcept
      : future_(std::move(future)) {}
  bool await_ready() noexcept { return future_.isReady(); }
  T await_resume() { return std::move(result_).value(); }
  Try<drop_unit_t<T>> await_resume_try() { return {}; }
  bool await_suspend(std::coroutine_handle<>) noexcept { return true; }

private:
  Future<T> future_;
  Try<T> result_;
};
} // namespace detail

template <typename T>
detail::FutureAwaiter<T> operator co_await(Future<T> &&future) noexcept {
  return detail::FutureAwaiter<T>(std::move(future));
}
} // namespace folly
