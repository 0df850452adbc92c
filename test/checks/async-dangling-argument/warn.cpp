// RUN: %check_cotidy --mock %s async-dangling-argument %t
// Intent: temporaries and locals that a task refers to after they are gone.
#include <asio.hpp>
#include <cppcoro/when_all.hpp>
#include <handwritten/task.hpp>

#include <map>
#include <optional>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

task<> tick();
task<> send(const std::string &text);
task<> view(std::string_view text);
task<> all_of(std::span<const int> numbers);
task<> list(std::initializer_list<int> numbers);
task<> fill(int *target);
task<> with_default(const std::string &name = "nobody");
void use(const std::string &);
void use(int);

struct client {
  std::string host;
  task<> fetch() {
    co_await tick();
    use(host);
  }
};
struct service {
  std::string host;
  task<> member;
  std::vector<task<>> pending;
  void start();
};

// Temporaries.
task<> temporaries() {
  task<> first = send("hello");
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this temporary is gone before the task that refers to it is done
  task<> second = send(std::string("a") + "b");
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: this temporary is gone
  auto third = view(std::string("c"));
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this temporary is gone
  auto fourth = list({1, 2, 3});
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this temporary is gone
  auto fifth = with_default();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this temporary is gone
  auto object = client{"host"}.fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: this temporary is gone
  co_await tick();
  co_await std::move(first);
  co_await std::move(second);
  co_await std::move(third);
  co_await std::move(fourth);
  co_await std::move(fifth);
  co_await std::move(object);
}
void service::start() {
  member = send(host + "!");
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: this temporary is gone
  pending.push_back(send(host + "?"));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: this temporary is gone
}
asio::awaitable<void> greet(const std::string &name);
asio::awaitable<void> serve(asio::ip::tcp::socket &socket);
void spawned(asio::io_context &context) {
  asio::co_spawn(context, greet("you"), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: this temporary is gone
}

// Locals and by-value parameters of a function that returns the task.
task<> local() {
  std::string text = "hello";
  return send(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'text' is gone before the task that refers to it is done
}
task<> parameter(std::string text) { return send(text); }
// CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'text' is gone
task<> in_a_variable(std::string text) {
  task<> sent = send(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'text' is gone
  return sent;
}
task<> pointer() {
  int result = 0;
  return fill(&result);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'result' is gone
}
task<> array() {
  int numbers[3] = {1, 2, 3};
  return all_of(numbers);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'numbers' is gone
}
task<> vector(std::vector<int> numbers) { return all_of(numbers); }
// CHECK-MESSAGES: :[[@LINE-1]]:57: warning: 'numbers' is gone
task<> alias(std::string text) {
  std::string_view seen = text;
  return view(seen);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'text' is gone
}
task<> element(std::vector<std::string> names) {
  return send(names.front());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'names' is gone
}
task<> moved(std::string text) {
  return send(std::move(text));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'text' is gone
}
task<> object(client c) {
  return c.fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'c' is gone
}

// A scope that ends before the await.
task<> each(std::vector<int> numbers) {
  std::vector<task<>> all;
  for (int number : numbers) {
    std::string text = std::to_string(number);
    all.push_back(send(text));
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'text' is gone
  }
  for (task<> &one : all)
    co_await std::move(one);
}
void detached(asio::io_context &context, std::string name) {
  asio::co_spawn(context, greet(name), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'name' is gone
}
asio::awaitable<void> accept(asio::ip::tcp::acceptor &acceptor) {
  for (;;) {
    asio::ip::tcp::socket socket =
        co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), serve(socket), asio::detached);
    // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'socket' is gone
  }
}

// Eager coroutines: when the body shows that it comes too late.
seastar::future<> flush();
seastar::future<> save(const std::string &text) {
  co_await flush();
  use(text);
}
seastar::future<> forward(const std::string &text) { return save(text); }
seastar::future<> eager(std::string text) { return save(text); }
// CHECK-MESSAGES: :[[@LINE-1]]:57: warning: 'text' is gone
seastar::future<> through(std::string text) { return forward(text); }
// CHECK-MESSAGES: :[[@LINE-1]]:62: warning: 'text' is gone
seastar::future<> continued(int n) {
  std::string text = std::to_string(n);
  return save(text).then([] { return flush(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'text' is gone
}
void dropped(int n) {
  (void)save(std::to_string(n));
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: this temporary is gone
}
fire_and_forget log(event &ready, const std::string &line) {
  co_await ready;
  use(line);
}
void logs(event &ready, int n) {
  log(ready, std::to_string(n));
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: this temporary is gone
}

// A library's operation, through the view that it is given.
asio::awaitable<std::size_t> read(asio::ip::tcp::socket &socket) {
  char data[128];
  return socket.async_read_some(asio::buffer(data), asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'data' is gone
}
void write(asio::ip::tcp::socket &socket, int n) {
  std::string text = std::to_string(n);
  asio::async_write(socket, asio::buffer(text),
                    [](std::error_code, std::size_t) {});
  // CHECK-MESSAGES: :[[@LINE-2]]:29: warning: 'text' is gone
}

// A callable that a coroutine goes on calling.
template <class F> task<> retry(int times, F &&attempt) {
  while (times-- > 0)
    co_await attempt();
}
template <class F> task<> retry_own(int times, F attempt) {
  while (times-- > 0)
    co_await attempt();
}
task<> retried(int n) {
  return retry(n, [n] { return tick(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: this temporary is gone before the task that refers to it is done
}
task<> retried_own(int n) {
  return retry_own(n, [n] { return tick(); });
}
task<> retried_here(int n) {
  co_await retry(n, [n] { return tick(); });
}

// A class of which only the functions are known here.
struct order {
  std::string text() const;
};
order next_order();
task<> apply(const order &what) {
  co_await tick();
  use(what.text());
}
task<> apply_next() {
  order what = next_order();
  return apply(what);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'what' is gone
}
