// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <drogon/drogon.h>
#include <functional>
#include <memory>
#include <string>
#include <unistd.h>

using namespace drogon;

Task<int> count();

Task<int> blocks() {
  sleep(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  app().getDbClient()->execSqlSync("select 1");
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'execSqlSync' blocks the thread that runs coroutine 'blocks'
  co_return 0;
}

AsyncTask fine() {
  co_await count();
  co_await sleepCoro(app().getLoop(), 1.0);
}

int plain() {
  app().getDbClient()->execSqlSync("select 1");
  return sync_wait(count());
}

// A thread of its own may be kept; a loop of others may not.
void own_thread(trantor::EventLoopThread &files, trantor::EventLoop &shared) {
  files.getLoop()->queueInLoop([] { unlink("lock"); });
  auto *loop = files.getLoop();
  loop->runInLoop([] { unlink("lock"); });
  shared.queueInLoop([] { unlink("lock"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'unlink' blocks the thread that runs this lambda
}
