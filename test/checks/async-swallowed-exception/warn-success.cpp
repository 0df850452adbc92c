// RUN: %check_cotidy --mock %s async-swallowed-exception %t
// Intent: a failure that is noticed and then taken for success.
#include "boost/asio.hpp"
#include "handwritten/task.hpp"

#include <boost/system/error_code.hpp>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void log_error(const std::string &);
void serve(tcp::socket);
task<> write();
task<std::tuple<std::error_code, std::string>> read();
template <class T> struct expected {
  bool has_value() const;
  explicit operator bool() const;
  T &operator*();
  T *operator->();
  std::error_code error() const;
};
task<expected<std::string>> find(int id);
void use(const std::string &);

task<> binding() {
  auto [error, text] = co_await read();
  if (error)
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'error' is only logged, and 'text' is used as if there had been none [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE+2]]:7: note: 'text' is used here
    log_error("no text");
  use(text);
}

task<> result(int id) {
  auto found = co_await find(id);
  if (!found) {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'found' is only logged, and its value is used as if there had been none [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE+4]]:7: note: 'found' is used here
    std::cerr << "not found";
    log_error(found.error().message());
  }
  use(*found);
}

task<> member(int id) {
  auto found = co_await find(id);
  if (!found.has_value())
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'found' is only logged, and its value is{{.*}}
  // CHECK-NOTES: :[[@LINE+2]]:16: note: 'found' is used here
    log_error("not found");
  std::cout << found->size();
}

// The branch tells somebody and goes on all the same.
template <class T> struct outcome {
  bool has_error() const;
  T value();
  std::error_code error() const;
};
struct peer {
  void send_error(int id, const std::string &);
  void send(int id, const std::string &);
};
task<outcome<std::string>> load(int id);
task<> told(int id, peer &asking) {
  auto found = co_await find(id);
  if (!found) {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'found' ends nothing here, and its value is used as if there had been none
  // CHECK-NOTES: :[[@LINE+4]]:19: note: 'found' is used here
    log_error(found.error().message());
    asking.send_error(id, "not found");
  }
  asking.send(id, *found);
}

task<> toldAndThrown(int id, peer &asking) {
  auto loaded = co_await load(id);
  if (loaded.has_error())
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'loaded' ends nothing here, and its value is used{{.*}}
  // CHECK-NOTES: :[[@LINE+3]]:19: note: 'loaded' is used here
    asking.send_error(id, "not loaded");
  log_error("sending");
  asking.send(id, loaded.value());
}

asio::awaitable<void> accept(tcp::acceptor &acceptor) {
  error_code error;
  tcp::socket peer = co_await acceptor.async_accept(
      asio::redirect_error(asio::use_awaitable, error));
  if (error)
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'error' is only logged, and 'peer' is used{{.*}}
  // CHECK-NOTES: :[[@LINE+2]]:19: note: 'peer' is used here
    log_error("no peer");
  serve(std::move(peer));
}

// A caller is prepared for the failure.
task<> save() {
  try {
    co_await write();
  } catch (const std::exception &e) {
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: the failure of 'write' is only logged, and a caller of 'save' is waiting for it [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-3]]:5: note: 'write' is awaited here and may fail
  // CHECK-NOTES: :[[@LINE+7]]:5: note: 'save' is awaited here, and seems to succeed
  // CHECK-NOTES: :[[@LINE+7]]:5: note: this handler never sees the failure
    log_error(e.what());
  }
}
task<bool> close() {
  try {
    co_await save();
  } catch (const std::exception &) {
    co_return false;
  }
  co_return true;
}

// One failure gets out, the others do not.
struct full : std::runtime_error {
  using std::runtime_error::runtime_error;
};
task<> allocate() {
  try {
    co_await write();
  } catch (const std::system_error &e) {
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: the failure of 'write' is only logged, and a caller of 'allocate' is waiting for it
  // CHECK-NOTES: :[[@LINE-3]]:5: note: 'write' is awaited here and may fail
  // CHECK-NOTES: :[[@LINE+9]]:5: note: 'allocate' is awaited here, and seems to succeed
  // CHECK-NOTES: :[[@LINE+9]]:5: note: this handler never sees the failure
    if (e.code() == std::errc::no_space_on_device)
      throw full("no room");
    log_error(e.what());
  }
}
task<bool> open() {
  try {
    co_await allocate();
  } catch (...) {
    co_return false;
  }
  co_return true;
}

// A handler of an operation says that all went well after it has not.
struct response {
  void set_success();
  void set_error();
};
void after_write(response &answer, const error_code &error) {
  if (error)
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the failure in 'error' is only logged, and then reported as success
  // CHECK-NOTES: :[[@LINE+2]]:10: note: 'response::set_success' says here that all went well
    log_error(error.message());
  answer.set_success();
}
void callbacks(asio::steady_timer &timer, response &answer) {
  timer.async_wait([&answer](const error_code &error) {
    if (error) {
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the failure in 'error' is only logged, and then reported as success
    // CHECK-NOTES: :[[@LINE+4]]:12: note: 'response::set_success' says here that all went well
      std::cerr << error.message();
      log_error("failed");
    }
    answer.set_success();
  });
  timer.async_wait(
      [&answer](const error_code &error) { after_write(answer, error); });
}
void notify_succeeded(int id);
void subscribe(void (*callback)(int id, std::error_code error));
void plainCallback() {
  subscribe([](int id, std::error_code error) {
    if (error)
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the failure in 'error' is only logged, and then reported as success
    // CHECK-NOTES: :[[@LINE+2]]:5: note: 'notify_succeeded' says here that all went well
      std::cerr << id << error.message();
    notify_succeeded(id);
  });
}

task<> promise_nothing() noexcept {
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'promise_nothing' is 'noexcept', and an exception of its body still reaches whoever awaits it [async-swallowed-exception]
// CHECK-NOTES: :[[@LINE+2]]:3: note: an exception is thrown here, and nothing on the way out catches it
  co_await write();
  throw std::runtime_error("full");
}
