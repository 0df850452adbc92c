// RUN: %check_cotidy %s async-lost-update %t -- -isystem %mock
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

IAsyncOperation<int> price(int item);

struct Cart : implements<Cart, IInspectable> {
  IAsyncAction Add(int item) {
    auto strong = get_strong();
    int before = total;
    int cost = co_await price(item);
    total = before + cost;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'total' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  IAsyncAction Fine(int item) {
    auto strong = get_strong();
    int cost = co_await price(item);
    total += cost;
  }
  void Clear() { total = 0; }

private:
  int total = 0;
};
