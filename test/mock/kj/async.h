// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors kj/async.h and the parts of kj/common.h that its users name.
#pragma once
#pragma GCC system_header

#include <concepts>
#include <coroutine>
#include <type_traits>
#include <utility>

namespace kj {
template <typename T> constexpr T &&mv(T &t) { return static_cast<T &&>(t); }
// Mirrors kj/memory.h.
template <typename T> class Own {
  T *ptr = nullptr;

  void dispose();

public:
  Own() = default;
  Own(Own &&other) noexcept;
  Own &operator=(Own &&other);
  ~Own() noexcept(false) { dispose(); }
  T *operator->() { return ptr; }
  T &operator*() { return *ptr; }
};
template <typename T> Own<T>::Own(Own &&other) noexcept : ptr(other.ptr) {
  other.ptr = nullptr;
}
template <typename T> Own<T> &Own<T>::operator=(Own &&other) {
  dispose();
  ptr = other.ptr;
  other.ptr = nullptr;
  return *this;
}
template <typename T> void Own<T>::dispose() {}
template <typename T> class Array;

// Mirrors kj/exception.h.
class Exception {
public:
  Exception(Exception &&other) noexcept;
  Exception(const Exception &other);
  ~Exception() noexcept;
};

template <typename T> class Promise;
class WaitScope;

namespace _ {
[[noreturn]] void notLinked();
template <typename T> class CoroutinePromise;

template <typename T> struct Reduced {
  using Type = Promise<T>;
};
template <typename T> struct Reduced<Promise<T>> {
  using Type = Promise<T>;
};
template <typename Func, typename T> struct Result {
  using Type = typename Reduced<std::invoke_result_t<Func, T>>::Type;
};
template <typename Func> struct Result<Func, void> {
  using Type = typename Reduced<std::invoke_result_t<Func>>::Type;
};
template <typename Func, typename T>
using PromiseForResult = typename Result<Func, T>::Type;

template <typename T> class PromiseAwaiter {
public:
  explicit PromiseAwaiter(Promise<T> &promise);
  bool await_ready() const { return false; }
  template <typename U> bool await_suspend(std::coroutine_handle<U> coroutine) {
    return true;
  }
  T await_resume() { notLinked(); }
};

class PromiseNode;
class PromiseBase {
  Own<PromiseNode> node;
};
} // namespace _

template <typename T> class ForkedPromise {
public:
  Promise<T> addBranch();
  bool hasBranches();
};

template <typename T> class [[nodiscard]] Promise : protected _::PromiseBase {
public:
  using promise_type = _::CoroutinePromise<T>;

  Promise(Exception &&e);
  Promise(decltype(nullptr)) {}
  template <typename U>
    requires(!std::is_void_v<T> && std::is_convertible_v<U, T>)
  Promise(U &&value) {}
  Promise(Promise &&) noexcept = default;
  Promise &operator=(Promise &&) noexcept = default;

  template <typename Func>
  [[nodiscard]] _::PromiseForResult<Func, T> then(Func &&func) {
    _::notLinked();
  }
  template <typename Func, typename ErrorFunc>
  [[nodiscard]] _::PromiseForResult<Func, T> then(Func &&func,
                                                  ErrorFunc &&errorHandler) {
    _::notLinked();
  }
  [[nodiscard]] Promise<void> ignoreResult() { _::notLinked(); }
  template <typename ErrorFunc>
  [[nodiscard]] Promise<T> catch_(ErrorFunc &&errorHandler) {
    _::notLinked();
  }
  T wait(WaitScope &waitScope) { _::notLinked(); }
  bool poll(WaitScope &waitScope) { _::notLinked(); }
  [[nodiscard]] ForkedPromise<T> fork() { _::notLinked(); }
  [[nodiscard]] Promise<T> exclusiveJoin(Promise<T> &&other) { _::notLinked(); }
  template <typename... Attachments>
  [[nodiscard]] Promise<T> attach(Attachments &&...attachments) {
    _::notLinked();
  }
  template <typename ErrorFunc>
  [[nodiscard]] Promise<T> eagerlyEvaluate(ErrorFunc &&errorHandler) {
    _::notLinked();
  }
  [[nodiscard]] Promise<T> eagerlyEvaluate(decltype(nullptr)) {
    _::notLinked();
  }
  template <typename ErrorFunc> void detach(ErrorFunc &&errorHandler) {}

  _::PromiseAwaiter<T> operator co_await() {
    return _::PromiseAwaiter<T>(*this);
  }
};

namespace _ {
// Mirrors kj/async-inl.h: a coroutine begins when it is called.
template <typename T> class CoroutineBase {
public:
  Promise<T> get_return_object() { notLinked(); }
  std::suspend_never initial_suspend() { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  void unhandled_exception() {}
};
template <typename T> class CoroutinePromise : public CoroutineBase<T> {
public:
  void return_value(T &&value) {}
  void return_value(const T &value) {}
};
template <> class CoroutinePromise<void> : public CoroutineBase<void> {
public:
  void return_void() {}
};

struct ReadyNow {
  operator Promise<void>() const;
};
struct NeverDone {
  template <typename T> operator Promise<T>() const { notLinked(); }
};
} // namespace _
constexpr _::ReadyNow READY_NOW = _::ReadyNow();
constexpr _::NeverDone NEVER_DONE = _::NeverDone();

template <typename Func>
[[nodiscard]] _::PromiseForResult<Func, void> evalLater(Func &&func) {
  _::notLinked();
}
template <typename Func>
[[nodiscard]] _::PromiseForResult<Func, void> evalNow(Func &&func) {
  _::notLinked();
}
template <typename Func>
[[nodiscard]] _::PromiseForResult<Func, void> evalLast(Func &&func) {
  _::notLinked();
}
Promise<void> yield();
template <typename T>
Promise<Array<T>> joinPromises(Array<Promise<T>> &&promises);
Promise<void> joinPromises(Array<Promise<void>> &&promises);
template <typename Functor> auto coCapture(Functor &&f) {
  return [f = kj::mv(f)]() mutable { return f(); };
}

class TaskSet {
public:
  class ErrorHandler {
  public:
    virtual void taskFailed(kj::Exception &&exception) = 0;
  };
  explicit TaskSet(ErrorHandler &errorHandler);
  ~TaskSet() noexcept(false);
  void add(Promise<void> &&promise);
  bool isEmpty();
  Promise<void> onEmpty();
  void clear();
};

class Canceler {
public:
  ~Canceler() noexcept(false);
  template <typename T> Promise<T> wrap(Promise<T> promise) { _::notLinked(); }
  void cancel(const char *cancelReason);
};

class EventLoop {
public:
  EventLoop();
  ~EventLoop() noexcept(false);
  void run();
};
class WaitScope {
public:
  explicit WaitScope(EventLoop &loop);
  ~WaitScope();
};
} // namespace kj
