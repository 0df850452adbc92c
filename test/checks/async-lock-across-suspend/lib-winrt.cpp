// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <mutex>
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

IAsyncAction save();

struct Page : implements<Page, IInspectable> {
  IAsyncAction Close() {
    slim_lock_guard guard(lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'guard' keeps 'lock' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await save();
  }
  fire_and_forget OnClick() {
    std::unique_lock<std::mutex> guard(mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'guard' keeps 'mutex' locked while the coroutine is suspended
    co_await resume_background();
  }
  IAsyncAction Read() {
    slim_shared_lock_guard guard(lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'guard' keeps 'lock' locked while the coroutine is suspended
    co_await save();
  }
  IAsyncAction Fine() {
    {
      slim_lock_guard guard(lock);
      ++total;
    }
    co_await save();
  }

  slim_mutex lock;
  std::mutex mutex;
  int total = 0;
};
