// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %mock
// Intent: a control of XAML belongs to the thread of the user interface; what
// resumes on the thread pool must go back before it touches one. Controls are
// references, so their methods are const.
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.UI.Core.h>
#include <winrt/Windows.UI.Xaml.Controls.h>

#include <chrono>

using namespace winrt::Windows::UI::Xaml::Controls;
using winrt::Windows::UI::Core::CoreDispatcher;

struct IToast {};
struct Toast : winrt::implements<Toast, IToast> {
  explicit Toast(const TeachingTip &tip) : tip_(tip) {}
  void show() { tip_.IsOpen(true); }

  winrt::fire_and_forget hideLater() {
    const auto weak = get_weak();
    co_await winrt::resume_after(std::chrono::seconds(3));
    if (const auto self = weak.get()) {
      self->tip_.IsOpen(false);
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'weak->tip_' belongs to another thread, and 'IsOpen' is called here on a pool of threads [async-wrong-thread-call]
      // CHECK-NOTES: :[[@LINE+26]]:15: note: 'tip_' is made outside of that thread
    }
  }
  winrt::fire_and_forget say(winrt::hstring text) {
    const auto strong = get_strong();
    co_await winrt::resume_background();
    label_.Text(text);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'label_' belongs to another thread, and 'Text' is called here on a pool of threads [async-wrong-thread-call]
    // CHECK-NOTES: :[[@LINE+19]]:13: note: 'label_' is made outside of that thread
  }
  // Case: back-on-the-thread
  winrt::fire_and_forget hideWell(CoreDispatcher dispatcher) {
    const auto strong = get_strong();
    co_await winrt::resume_after(std::chrono::seconds(3));
    co_await winrt::resume_foreground(dispatcher);
    tip_.IsOpen(false);
  }
  // Case: asked-for-the-way
  winrt::fire_and_forget ask() {
    const auto strong = get_strong();
    co_await winrt::resume_background();
    co_await winrt::resume_foreground(tip_.Dispatcher());
    tip_.IsOpen(false);
  }

private:
  TeachingTip tip_;
  TextBlock label_{nullptr};
};
