// RUN: %check_cotidy --mock %s async-swallowed-exception %t
// Intent: a coroutine that nobody can await ends the program with its
// exception; the types of C++/WinRT, of drogon and of a project.
#include <chrono>
#include <coroutine>
#include <drogon/drogon.h>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.Web.Http.h>
#include <winrt/base.h>

using winrt::Windows::Web::Http::HttpClient;

struct background {
  struct promise_type {
    background get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() { std::terminate(); }
    void return_void() {}
  };
};
struct tick {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  void await_resume() noexcept;
};
struct answer {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};

winrt::fire_and_forget check(HttpClient client,
                             const winrt::Windows::Foundation::Uri &uri) {
  co_await winrt::resume_background();
  auto version = co_await client.GetStringAsync(uri);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: an exception that leaves 'check' here ends the program: nobody can await it [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-2]]:18: note: 'consume_Windows_Web_Http_IHttpClient::GetStringAsync' may fail here, and nothing on the way out catches it
}

drogon::Task<drogon::orm::Result> remove(drogon::orm::DbClientPtr client) {
  co_return co_await client->execSqlCoro("delete from sessions");
}
drogon::AsyncTask reap(drogon::orm::DbClientPtr client) {
  co_await remove(client);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: an exception that leaves 'reap' here ends the program: nobody can await it
  // CHECK-NOTES: :[[@LINE-2]]:3: note: 'remove' is awaited here
  // CHECK-NOTES: :[[@LINE-6]]:13: note: 'DbClient::execSqlCoro' may fail here, and nothing on the way out catches it
}

void check(int number) {
  if (number < 0)
    throw std::invalid_argument("negative");
}
background count(int number) {
  co_await tick();
  check(number);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: an exception that leaves 'count' here ends the program: nobody can await it
  // CHECK-NOTES: :[[@LINE-2]]:3: note: 'check' is called here
  // CHECK-NOTES: :[[@LINE-7]]:5: note: an exception is thrown here, and nothing on the way out catches it
}

// Somebody catches it, nothing is known to fail, or only cancellation does.
winrt::fire_and_forget caught(HttpClient client,
                              const winrt::Windows::Foundation::Uri &uri) try {
  auto version = co_await client.GetStringAsync(uri);
} catch (const winrt::hresult_error &) {
  // There will be another time.
}
drogon::AsyncTask caughtInside(drogon::orm::DbClientPtr client, int &failed) {
  try {
    co_await remove(client);
  } catch (...) {
    ++failed;
  }
}
background endsTheProgramItself(int number) {
  co_await tick();
  if (number < 0)
    throw std::invalid_argument("negative");
}
background fine() {
  co_await tick();
  co_await answer();
}
winrt::fire_and_forget later() {
  co_await winrt::resume_after(winrt::Windows::Foundation::TimeSpan());
}

// Whoever awaits it gets the exception.
winrt::Windows::Foundation::IAsyncAction
action(HttpClient client, const winrt::Windows::Foundation::Uri &uri) {
  auto version = co_await client.GetStringAsync(uri);
}
