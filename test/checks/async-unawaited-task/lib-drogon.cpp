// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <chrono>
#include <drogon/drogon.h>
#include <functional>
#include <memory>
#include <string>
#include <utility>

using namespace drogon;
using namespace std::chrono_literals;

Task<> save();
Task<int> count();
AsyncTask background();

Task<HttpResponsePtr> handle(HttpRequestPtr request) {
  save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save' is not awaited, so its body never runs [async-unawaited-task]
  sleepCoro(app().getLoop(), 1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'sleepCoro' is not awaited, so nothing waits for it
  switchThreadCoro(app().getLoop());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'switchThreadCoro' is not awaited, so nothing waits for it
  app().getDbClient()->execSqlCoro("delete from users");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'DbClient::execSqlCoro' is not awaited, so nothing waits for it
  HttpClient::newHttpClient("http://example.com")->sendRequestCoro(request);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'HttpClient::sendRequestCoro' is not awaited, so nothing waits for it
  when_all(save(), count());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'when_all' is not awaited, so its body never runs
  co_return HttpResponse::newHttpResponse();
}

Task<int> fine() {
  co_await save();
  co_await sleepCoro(app().getLoop(), 1s);
  co_await app().getDbClient()->execSqlCoro("delete from users");
  auto [nothing, number] = co_await when_all(save(), count());
  background();
  async_run([]() -> Task<> { co_await save(); });
  co_return number;
}

void plain() {
  save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save' is not awaited, so its body never runs
  background();
  sync_wait(save());
  async_run([] { return save(); });
}
