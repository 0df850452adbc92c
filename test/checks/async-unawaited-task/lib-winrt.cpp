// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <chrono>
#include <wil/cppwinrt_helpers.h>
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.System.h>
#include <winrt/Windows.UI.Core.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;
using namespace std::chrono_literals;

IAsyncAction save();
IAsyncOperation<int> count();
IAsyncOperation<hstring> text();
fire_and_forget log_later();

struct Page : implements<Page, IInspectable> {
  IAsyncAction Close() {
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
    count();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'count' is not awaited, so nobody sees its result or its exception
    resume_background();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the awaitable returned by 'resume_background' is not awaited, so nothing waits for it
    resume_foreground(Dispatcher());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the awaitable returned by 'resume_foreground' is not awaited, so nothing waits for it
    wil::resume_foreground(Dispatcher());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the awaitable returned by 'resume_foreground' is not awaited, so nothing waits for it
    resume_after(5ms);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the awaitable returned by 'resume_after' is not awaited, so nothing waits for it
    when_all(save(), save());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'when_all' is not awaited, so nobody sees its result or its exception
    co_return;
  }

  fire_and_forget OnClick(IInspectable const &, IInspectable const &) {
    auto strong = get_strong();
    auto weak = get_weak();
    log_later();
    apartment_context ui;
    Dispatcher().RunAsync(Windows::UI::Core::CoreDispatcherPriority::Normal,
                          [] {});
    co_await resume_background();
    co_await 5ms;
    co_await save();
    total += co_await count();
    co_await ui;
    co_await resume_foreground(Dispatcher());
    co_await when_any(save(), save());
    if (auto self = weak.get())
      self->total = 0;
  }

  // Ordinary code has no other way to start it.
  void OnUnloaded() {
    save();
    log_later();
    (void)count();
  }

  Windows::UI::Core::CoreDispatcher Dispatcher() const;
  int total = 0;
};
