// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %S/Inputs -I %S/../../../runtime/include
// Intent: what the author says about threads counts.
#include <cotidy/annotations.hpp>
#include <qt.h>

#include <thread>

class Window : public QWidget {
public:
  void load() {
    std::thread([this] {
      splash_.start(1);
      blink_.start(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'blink_' belongs to another thread, and 'start' is called here on a thread of its own [async-wrong-thread-call]
    }).detach();
  }

private:
  COTIDY_THREAD_CONFINED QTimer splash_;
  QTimer blink_;
};
