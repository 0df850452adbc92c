// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <future>
#include <tmc/all_headers.hpp>
#include <unistd.h>

tmc::task<void> blocks() {
  sleep(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  co_return;
}

void plain() { sleep(1); }
