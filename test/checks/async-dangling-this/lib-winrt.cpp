// RUN: %check_cotidy %s async-dangling-this %t -- -isystem %mock
// Intent: actions and fire-and-forget methods of objects that winrt counts.
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

IAsyncOperation<int> load(int item);

struct Page : implements<Page, IInspectable> {
  fire_and_forget OnClick(int item) {
    int value = co_await load(item);
    shown += value;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Page::OnClick' uses its 'Page' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::OnClick', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:17: note: the coroutine may suspend here
  }
  fire_and_forget OnClickStrong(int item) {
    auto strong = get_strong();
    int value = co_await load(item);
    shown += value;
  }
  fire_and_forget OnClickWeak(int item) {
    auto weak = get_weak();
    int value = co_await load(item);
    if (auto strong = weak.get())
      strong->shown += value;
  }
  // Callers refer to the page for the call only.
  IAsyncAction RefreshAsync(int item) {
    int value = co_await load(item);
    shown += value;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Page::RefreshAsync' uses its 'Page' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-4]]:16: note: callers of 'Page::RefreshAsync' hold a reference for the call only
    // CHECK-NOTES: :[[@LINE-4]]:17: note: the coroutine may suspend here
  }
  IAsyncAction RefreshStrongAsync(int item) {
    auto strong = get_strong();
    int value = co_await load(item);
    shown += value;
    co_await Part(item);
  }
  IAsyncAction RefreshNothingAsync(int item) { co_await load(item); }
  fire_and_forget Early(int item) {
    ++shown;
    co_await load(item);
  }

  int shown = 0;

private:
  // Called by the page itself, which holds the reference.
  IAsyncAction Part(int item) {
    int value = co_await load(item);
    shown += value;
  }
};
