// RUN: %check_cotidy %s async-lock-across-suspend %t
// RUN: %check_cotidy %s async-lock-across-suspend %t -- -DCTAD
// Intent: fifteen ways to hold a lock over an await and six to not hold one,
// each as a function and as a lambda, with and without template arguments.
#include "Inputs/task.h"

#ifdef CTAD
#define LG std::lock_guard
#define UL std::unique_lock
#else
#define LG std::lock_guard<std::mutex>
#define UL std::unique_lock<std::mutex>
#endif

struct MyGuard {
  explicit MyGuard(std::mutex &x) : x(x) { x.lock(); }
  ~MyGuard() { x.unlock(); }
  std::mutex &x;
};
std::unique_lock<std::mutex> make();

task<> a1() { LG l(m); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a2() { LG l(m); int x = co_await foo(1); (void)x; }
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a3() { UL l(m); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a4() { m.lock(); co_await bar(); m.unlock(); }
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'm' stays locked while the coroutine is suspended [async-lock-across-suspend]
task<> a5() { MyGuard l(m); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a6() { auto l = make(); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'l' holds a lock while the coroutine is suspended [async-lock-across-suspend]
task<> a7() { if (LG l(m); true) co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a8() { while (counter) { LG l(m); if (counter > 1) { co_await bar(); } } }
// CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a9() { LG l(m); for (int i = 0; i < 2; ++i) co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<int> a10() { LG l(m); co_return co_await foo(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
template <class T> task<> a11(T) { LG l(m); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
template task<> a11<int>(int);
task<> a12(bool b) { LG l(m); if (b) co_return; co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a13() { LG l(m); try { co_await bar(); } catch (...) { throw; } }
// CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a14() { UL l(m); l.unlock(); l.lock(); co_await bar(); }
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> a15() { LG l(m); auto t = foo(1); int y = 1 + co_await std::move(t); (void)y; }
// CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
task<> n1() { UL l(m); l.unlock(); co_await bar(); }
task<> n2() { UL l(m, std::defer_lock); co_await bar(); l.lock(); }
task<> n3() { UL l(m); { auto k = std::move(l); } co_await bar(); }
task<> n4(bool b) { UL l(m); if (b) { l.unlock(); co_await bar(); l.lock(); } }
task<> n5() { LG l(m); auto lam = []() -> task<> { co_await bar(); }; (void)lam; co_return; }
task<> n6() { { LG l(m); counter++; } co_await bar(); }

auto l_a1 = []() -> task<> { LG l(m); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a2 = []() -> task<> { LG l(m); int x = co_await foo(1); (void)x; };
// CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a3 = []() -> task<> { UL l(m); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a4 = []() -> task<> { m.lock(); co_await bar(); m.unlock(); };
// CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'm' stays locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a5 = []() -> task<> { MyGuard l(m); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a6 = []() -> task<> { auto l = make(); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'l' holds a lock while the coroutine is suspended [async-lock-across-suspend]
auto l_a7 = []() -> task<> { if (LG l(m); true) co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a8 = []() -> task<> { while (counter) { LG l(m); if (counter > 1) { co_await bar(); } } };
// CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a9 = []() -> task<> { LG l(m); for (int i = 0; i < 2; ++i) co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a10 = []() -> task<int> { LG l(m); co_return co_await foo(1); };
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a11 = [](auto) -> task<> { LG l(m); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a12 = [](bool b) -> task<> { LG l(m); if (b) co_return; co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a13 = []() -> task<> { LG l(m); try { co_await bar(); } catch (...) { throw; } };
// CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a14 = []() -> task<> { UL l(m); l.unlock(); l.lock(); co_await bar(); };
// CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_a15 = []() -> task<> { LG l(m); auto t = foo(1); int y = 1 + co_await std::move(t); (void)y; };
// CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'l' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
auto l_n1 = []() -> task<> { UL l(m); l.unlock(); co_await bar(); };
auto l_n2 = []() -> task<> { UL l(m, std::defer_lock); co_await bar(); l.lock(); };
auto l_n3 = []() -> task<> { UL l(m); { auto k = std::move(l); } co_await bar(); };
auto l_n4 = [](bool b) -> task<> { UL l(m); if (b) { l.unlock(); co_await bar(); l.lock(); } };
auto l_n5 = []() -> task<> { LG l(m); auto lam = []() -> task<> { co_await bar(); }; (void)lam; co_return; };
auto l_n6 = []() -> task<> { { LG l(m); counter++; } co_await bar(); };
task<> instantiate() { return l_a11(1); }
