// RUN: %check_fixes %s async-sync-wait-in-coroutine %t -- -std=c++20 -isystem %mock
// Intent: what is waited for is awaited instead.
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>

#include <string>

using cppcoro::sync_wait;
using cppcoro::task;
task<std::string> fetch();
task<> send(std::string text);
#define WAIT_FOR(what) sync_wait(what)

task<> relay(bool loud) {
  std::string text = sync_wait(fetch());  // fix: safe
  if (loud && sync_wait(fetch()).empty()) // fix: safe
    co_return;
  cppcoro::sync_wait(send(text)); // fix: safe
  WAIT_FOR(send(text));           // fix: none
}
