// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/base.h of C++/WinRT: reference counting, errors, events, locks,
// and what a coroutine awaits to change threads.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <coroutine>
#include <cstdint>
#include <exception>
#include <ratio>
#include <type_traits>
#include <utility>

namespace winrt {
namespace impl {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();
} // namespace impl

[[noreturn]] void terminate() noexcept;

struct hresult {
  std::int32_t value = 0;
  constexpr hresult() noexcept = default;
  constexpr hresult(std::int32_t value) noexcept : value(value) {}
  constexpr operator std::int32_t() const noexcept { return value; }
};

struct hstring {
  hstring() noexcept = default;
  hstring(const wchar_t *value);
  hstring(const hstring &value);
  hstring(hstring &&value) noexcept;
  hstring &operator=(const hstring &value);
  hstring &operator=(hstring &&value) noexcept;
  ~hstring();
  const wchar_t *c_str() const noexcept;
  std::uint32_t size() const noexcept;
  bool empty() const noexcept;
};
bool operator==(const hstring &left, const hstring &right) noexcept;
hstring operator+(const hstring &left, const hstring &right);

// No std::exception.
struct hresult_error {
  hresult_error() noexcept;
  explicit hresult_error(hresult code) noexcept;
  hresult_error(hresult code, const hstring &message) noexcept;
  hresult_error(const hresult_error &) noexcept;
  ~hresult_error();
  hresult code() const noexcept;
  hstring message() const noexcept;
};
struct hresult_canceled : hresult_error {};
struct hresult_invalid_argument : hresult_error {};
struct hresult_illegal_method_call : hresult_error {};
struct hresult_wrong_thread : hresult_error {};

void check_hresult(hresult result);
hresult to_hresult() noexcept;
hstring to_message();

template <typename T> struct com_ptr {
  com_ptr(std::nullptr_t = nullptr) noexcept {}
  com_ptr(const com_ptr &other) noexcept : ptr_(other.ptr_) { add_ref(); }
  com_ptr(com_ptr &&other) noexcept : ptr_(std::exchange(other.ptr_, {})) {}
  template <typename U>
  com_ptr(const com_ptr<U> &other) noexcept : ptr_(other.get()) {
    add_ref();
  }
  ~com_ptr() noexcept { release_ref(); }
  com_ptr &operator=(const com_ptr &other) noexcept;
  com_ptr &operator=(com_ptr &&other) noexcept;
  explicit operator bool() const noexcept { return ptr_; }
  T *operator->() const noexcept { return ptr_; }
  T &operator*() const noexcept { return *ptr_; }
  T *get() const noexcept { return ptr_; }
  void attach(T *value) noexcept;
  T *detach() noexcept;
  void copy_from(T *other) noexcept { ptr_ = other; }
  template <typename To> com_ptr<To> as() const { return nullptr; }
  template <typename To> com_ptr<To> try_as() const noexcept { return nullptr; }

private:
  void add_ref() const noexcept;
  void release_ref() noexcept;

  T *ptr_ = nullptr;
};

namespace impl {
template <typename T>
concept implementation = requires { typename T::implements_type; };
template <typename T>
using com_ref = std::conditional_t<implementation<T>, com_ptr<T>, T>;
} // namespace impl

template <typename T> struct weak_ref {
  weak_ref(std::nullptr_t = nullptr) noexcept {}
  template <typename U>
    requires std::is_convertible_v<U &&, const impl::com_ref<T> &>
  weak_ref(U &&) {}
  [[nodiscard]] auto get() const noexcept { return impl::com_ref<T>(nullptr); }
  explicit operator bool() const noexcept;
};
template <typename T> weak_ref<T> make_weak(const T &object) { return object; }

struct event_token {
  std::int64_t value{};
  explicit operator bool() const noexcept { return value != 0; }
};
struct auto_revoke_t {};
inline constexpr auto_revoke_t auto_revoke{};

template <typename I> struct event_revoker {
  event_revoker() noexcept = default;
  event_revoker(event_revoker &&) noexcept;
  event_revoker &operator=(event_revoker &&) noexcept;
  ~event_revoker() noexcept;
  void revoke() noexcept;
  explicit operator bool() const noexcept;
};

template <typename... Args> struct delegate {
  delegate(std::nullptr_t = nullptr) noexcept {}
  template <typename L>
    requires std::is_invocable_v<std::decay_t<L> &, Args...>
  delegate(L handler) {
    (void)handler;
  }
  template <typename O, typename M>
    requires std::is_member_function_pointer_v<M>
  delegate(O *, M) {}
  template <typename O, typename M> delegate(com_ptr<O> &&, M) {}
  template <typename O, typename LM> delegate(winrt::weak_ref<O> &&, LM &&) {}
  void operator()(const Args &...) const;
  explicit operator bool() const noexcept;
};

template <typename Delegate> struct event {
  event_token add(const Delegate &);
  void remove(event_token);
  template <typename... Args> void operator()(const Args &...) {}
};

struct slim_mutex {
  slim_mutex(const slim_mutex &) = delete;
  slim_mutex() noexcept = default;
  void lock() noexcept;
  void lock_shared() noexcept;
  bool try_lock() noexcept;
  void unlock() noexcept;
  void unlock_shared() noexcept;
};
struct slim_lock_guard {
  explicit slim_lock_guard(slim_mutex &m) noexcept : mutex_(m) {
    mutex_.lock();
  }
  slim_lock_guard(const slim_lock_guard &) = delete;
  ~slim_lock_guard() noexcept { mutex_.unlock(); }

private:
  slim_mutex &mutex_;
};
struct slim_shared_lock_guard {
  explicit slim_shared_lock_guard(slim_mutex &m) noexcept : mutex_(m) {
    mutex_.lock_shared();
  }
  slim_shared_lock_guard(const slim_shared_lock_guard &) = delete;
  ~slim_shared_lock_guard() noexcept { mutex_.unlock_shared(); }

private:
  slim_mutex &mutex_;
};
struct slim_condition_variable {
  template <typename T> void wait(slim_mutex &, T) { impl::not_linked(); }
  void notify_one() noexcept;
  void notify_all() noexcept;
};

namespace Windows::Foundation {
using TimeSpan =
    std::chrono::duration<std::int64_t,
                          std::ratio_multiply<std::ratio<100>, std::nano>>;

struct IUnknown {
  IUnknown(std::nullptr_t = nullptr) noexcept {}
  IUnknown(const IUnknown &other) noexcept;
  IUnknown(IUnknown &&other) noexcept;
  ~IUnknown() noexcept;
  IUnknown &operator=(const IUnknown &other) noexcept;
  IUnknown &operator=(IUnknown &&other) noexcept;
  explicit operator bool() const noexcept;
  template <typename To> To as() const { return nullptr; }
  template <typename To> To try_as() const noexcept { return nullptr; }
};
struct IInspectable : IUnknown {
  using IUnknown::IUnknown;
};
enum class AsyncStatus : std::int32_t { Started, Completed, Canceled, Error };
} // namespace Windows::Foundation

namespace impl {
template <typename D> struct root_implements {
  std::uint32_t AddRef() noexcept;
  std::uint32_t Release() noexcept;
};
} // namespace impl

template <typename D, typename... I>
struct implements : impl::root_implements<D> {
  using implements_type = implements;
  weak_ref<D> get_weak() { return get_strong(); }
  com_ptr<D> get_strong() noexcept {
    com_ptr<D> result;
    result.copy_from(static_cast<D *>(this));
    return result;
  }
  operator Windows::Foundation::IInspectable() const noexcept;
};
template <typename D, typename I = void, typename... Args>
auto make(Args &&...) {
  if constexpr (std::is_void_v<I>)
    return Windows::Foundation::IInspectable();
  else
    return I(nullptr);
}
template <typename D, typename... Args> com_ptr<D> make_self(Args &&...) {
  return nullptr;
}

struct apartment_context {
  apartment_context();
  apartment_context(std::nullptr_t);
  operator bool() const noexcept;
};
namespace impl {
struct apartment_awaiter {
  const apartment_context &context;
  std::int32_t failure = 0;
  bool await_ready() const noexcept { return false; }
  void await_resume() const { check_hresult(failure); }
  bool await_suspend(std::coroutine_handle<> handle);
};
struct timespan_awaiter {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> handle);
  void await_resume();
};
struct signal_awaiter {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> handle);
  bool await_resume();
};
} // namespace impl

impl::apartment_awaiter operator co_await(const apartment_context &context);
[[nodiscard]] impl::timespan_awaiter
resume_after(Windows::Foundation::TimeSpan duration) noexcept;
impl::timespan_awaiter
operator co_await(Windows::Foundation::TimeSpan duration);
[[nodiscard]] impl::signal_awaiter resume_on_signal(void *handle) noexcept;
[[nodiscard]] impl::signal_awaiter
resume_on_signal(void *handle, Windows::Foundation::TimeSpan timeout) noexcept;

[[nodiscard]] inline auto resume_background() noexcept {
  struct awaitable {
    bool await_ready() const noexcept { return false; }
    void await_resume() const noexcept {}
    void await_suspend(std::coroutine_handle<>) const {}
  };
  return awaitable{};
}

struct thread_pool {
  thread_pool();
  ~thread_pool();
  bool await_ready() const noexcept { return false; }
  void await_resume() const noexcept {}
  void await_suspend(std::coroutine_handle<> handle);
};

struct fire_and_forget {};

struct get_progress_token_t {};
inline get_progress_token_t get_progress_token() noexcept { return {}; }
struct get_cancellation_token_t {};
inline get_cancellation_token_t get_cancellation_token() noexcept { return {}; }
} // namespace winrt

template <typename... Args>
struct std::coroutine_traits<winrt::fire_and_forget, Args...> {
  struct promise_type {
    winrt::fire_and_forget get_return_object() const noexcept { return {}; }
    void return_void() const noexcept {}
    suspend_never initial_suspend() const noexcept { return {}; }
    suspend_never final_suspend() const noexcept { return {}; }
    void unhandled_exception() const noexcept { winrt::terminate(); }
  };
};
