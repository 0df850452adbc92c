// RUN: %check_cotidy %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: event handlers that are revoked while they are suspended.
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.UI.Core.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

struct Profile {
  event_token Changed(const TypedEventHandler<int, int> &handler);
};

struct Page : implements<Page, IInspectable> {
  void OnNavigatedTo(Profile &profile) {
    profile.Changed(
        [weak = get_weak(), dispatcher = Dispatcher()](int,
                                                       int value) -> fire_and_forget {
          co_await resume_foreground(dispatcher);
          if (auto page = weak.get())
            // CHECK-NOTES: :[[@LINE-1]]:27: warning: the captured 'weak' is used after a suspension, when the handler it is a part of may have been removed [async-dangling-lambda-capture]
            // CHECK-NOTES: :[[@LINE-5]]:9: note: 'delegate' keeps the lambda as long as it is subscribed
            // CHECK-NOTES: :[[@LINE-4]]:11: note: the coroutine may be suspended here
            page->shown = value;
        });
    // A copy is a part of the coroutine.
    profile.Changed(
        [weak = get_weak(), dispatcher = Dispatcher()](int,
                                                       int value) -> fire_and_forget {
          auto mine = weak;
          co_await resume_foreground(dispatcher);
          if (auto page = mine.get())
            page->shown = value;
        });
    // Used before the suspension only.
    profile.Changed([weak = get_weak()](int, int value) -> fire_and_forget {
      if (auto page = weak.get())
        page->shown = value;
      co_await resume_background();
    });
    // No coroutine.
    profile.Changed([weak = get_weak()](int, int value) {
      if (auto page = weak.get())
        page->shown = value;
    });
  }
  Windows::UI::Core::CoreDispatcher Dispatcher() const;
  int shown = 0;
};
