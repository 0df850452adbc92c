// RUN: %check_cotidy --mock %s async-dangling-this %t
// RUN: %check_cotidy --mock %s async-dangling-this %t -- -DCOUNTED_BY_HAND
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <memory>
#include <string>

event &something();

#ifdef COUNTED_BY_HAND
template <class T> struct strong_ptr {
  explicit strong_ptr(T *);
  ~strong_ptr();
  T *operator->() const;
};
template <class T> struct weak_ptr {
  ~weak_ptr();
  strong_ptr<T> get() const;
};
template <class T> struct counted {
  strong_ptr<T> get_strong();
  weak_ptr<T> get_weak();
};
#else
template <class T> struct counted : std::enable_shared_from_this<T> {};
#endif

struct Page : counted<Page> {
  fire_and_forget load() {
    co_await something();
    text_ = "done";
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Page::load' uses its 'Page' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::load', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }

  // In the operand of the second await.
  fire_and_forget show() {
    co_await something();
    co_await dispatcher();
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'Page::show' uses its 'Page' after a suspension, and holds{{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::show', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }

  // Only on one path.
  fire_and_forget maybe(bool wait) {
    if (wait)
      co_await something();
    this->text_ = "done";
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Page::maybe' uses its 'Page' after a suspension, and holds{{.*}}
    // CHECK-NOTES: :[[@LINE-5]]:19: note: nobody can wait for 'Page::maybe', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:7: note: the coroutine may suspend here
  }

  // Around the loop.
  fire_and_forget again() {
    for (;;) {
      count_++;
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Page::again' uses its 'Page' after a suspension, and holds{{.*}}
      // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::again', and so keep the object meanwhile
      // CHECK-NOTES: :[[@LINE+1]]:7: note: the coroutine may suspend here
      co_await something();
    }
  }

  // Inside what it awaits.
  fire_and_forget outer() {
    co_await inner();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Page::outer' holds no reference to its 'Page' while 'Page::inner' uses it after a suspension [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-3]]:19: note: nobody can wait for 'Page::outer', and so keep the object meanwhile
  }
  task<> inner() {
    co_await something();
    ++count_;
  }

  // The reference is gone too early.
  fire_and_forget dropped() {
    {
      auto self = strong();
      co_await something();
    }
    co_await something();
    ++count_;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Page::dropped' uses its 'Page' after a suspension, and{{.*}}
    // CHECK-NOTES: :[[@LINE-8]]:19: note: nobody can wait for 'Page::dropped', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }

  // The reference comes too late.
  fire_and_forget late() {
    co_await something();
    auto self = strong();
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'Page::late' uses its 'Page' after a suspension, and holds{{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::late', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    ++count_;
  }

  // A captured `this` is a use.
  fire_and_forget handler() {
    co_await something();
    on_click([this] { ++count_; });
    // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'Page::handler' uses its 'Page' after a suspension, and{{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:19: note: nobody can wait for 'Page::handler', and so keep the object meanwhile
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }

  // In a handler of what the await threw.
  fire_and_forget failed() {
    try {
      co_await something();
    } catch (...) {
      ++count_;
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'Page::failed' uses its 'Page' after a suspension, and{{.*}}
      // CHECK-NOTES: :[[@LINE-6]]:19: note: nobody can wait for 'Page::failed', and so keep the object meanwhile
      // CHECK-NOTES: :[[@LINE-5]]:7: note: the coroutine may suspend here
    }
  }

private:
  event &dispatcher();
  template <class F> static void on_click(F);
#ifdef COUNTED_BY_HAND
  strong_ptr<Page> strong() { return get_strong(); }
#else
  std::shared_ptr<Page> strong() { return shared_from_this(); }
#endif
  std::string text_;
  int count_ = 0;
};
