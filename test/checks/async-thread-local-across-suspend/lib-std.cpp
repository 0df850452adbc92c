// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -pthread
// Intent: what the standard library and POSIX say of a thread.
#include "Inputs/task.h"

#include <pthread.h>

void use(bool);

task<> std_thread() {
  const std::thread::id id = std::this_thread::get_id();
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'id' is what 'get_id' says of this thread
  co_await bar();
  use(std::this_thread::get_id() != id);
}
task<> posix() {
  pthread_t self = pthread_self();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'self' is what 'pthread_self' says of this thread
  co_await bar();
  use(self == pthread_self());
}
