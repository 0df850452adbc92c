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
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Page::OnClick' uses its 'Page' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
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
  fire_and_forget Early(int item) {
    ++shown;
    co_await load(item);
  }

  int shown = 0;
};
