// RUN: %check_cotidy %s async-raii-across-suspend %t
// Intent: scope guards of the standard library's extensions, where the library
// has them, and its locks, which are another check's business.
#include "Inputs/task.h"

namespace std::experimental {
template <class F> class scope_fail {
public:
  explicit scope_fail(F) {}
  ~scope_fail() {}
  void release() {}
};
template <class F> class scope_exit {
public:
  explicit scope_exit(F) {}
  ~scope_exit() {}
};
} // namespace std::experimental

void undo();

task<> fails() {
  std::experimental::scope_fail guard([] { undo(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'guard' is bound {{.*}}: it counts the exceptions in flight on its thread
  co_await bar();
}
task<> released() {
  std::experimental::scope_fail guard([] { undo(); });
  guard.release();
  co_await bar();
}
task<> exits() {
  std::experimental::scope_exit guard([] { undo(); });
  co_await bar();
}
task<> locks(std::mutex &mutex) {
  std::unique_lock lock(mutex);
  co_await bar();
}
