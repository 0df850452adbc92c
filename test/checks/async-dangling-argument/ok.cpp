// RUN: %check_cotidy --mock %s async-dangling-argument %t
// Intent: arguments that live long enough, and tasks that do not need them.
#include <asio.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <handwritten/task.hpp>

#include <memory>
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/core/seastar.hh>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

task<> tick();
task<> send(const std::string &text);
task<> view(std::string_view text);
task<> copy(std::string text);
cppcoro::task<> part(const std::string &text);
void use(const std::string &);
void use(int);

// Case: awaited-in-the-same-expression
task<> awaited() {
  co_await send("hello");
  co_await view(std::string("a"));
}
cppcoro::task<> together() {
  co_await cppcoro::when_all(part("a"), part(std::string("b")));
}

// Case: waited-for-in-the-same-expression
void waited() { cppcoro::sync_wait(part("hello")); }

// Case: awaited-in-the-scope-of-the-variable
task<> in_scope(std::vector<int> numbers) {
  std::string text = "hello";
  task<> sent = send(text);
  co_await tick();
  co_await std::move(sent);
  std::vector<task<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(send(text));
  for (task<> &one : all)
    co_await std::move(one);
}

// Case: parameter-by-value
task<> by_value(std::string text) {
  task<> sent = copy("hello");
  co_await std::move(sent);
}
task<> by_value_returned(std::string text) { return copy(text); }

// Case: reference-parameter-or-member
struct client {
  std::string host;
  task<> greet() { return send(host); }
  task<> greet(const std::string &name) { return send(name); }
};

// Case: static-or-literal
task<> constants() {
  static const std::string name = "name";
  task<> first = view("literal");
  co_await std::move(first);
  co_return;
}
task<> returned_constants() {
  static const std::string name = "name";
  return send(name);
}

// Case: pointee-of-a-pointer
task<> pointee(std::shared_ptr<std::string> text, std::string *raw) {
  return *text == *raw ? send(*text) : send(*raw);
}

// Case: loop-or-scope-of-the-caller
asio::awaitable<void> greet(const std::string &name);
void run() {
  std::string name = "you";
  asio::io_context context;
  asio::co_spawn(context, greet(name), asio::detached);
  context.run();
}

// Case: eager-and-used-before-the-first-suspension
seastar::future<> flush();
seastar::future<> early(const std::string &text) {
  use(text);
  co_await flush();
}
seastar::future<> early_returned(std::string text) { return early(text); }
seastar::future<> copies(const std::string &text) {
  std::string mine = text;
  co_await flush();
  use(mine);
}
void copied(int n) { (void)copies(std::to_string(n)); }

// Case: eager-without-a-visible-body
seastar::future<> hidden(const std::string &text);
seastar::future<> hidden_returned(std::string text) { return hidden(text); }

// Case: plain-function-that-waits
int wait_for(const std::string &text) {
  cppcoro::sync_wait(part(text));
  return 1;
}

// Case: object-that-do-with-keeps
seastar::future<> save(const std::string &text) {
  co_await flush();
  use(text);
}
seastar::future<> kept(std::string text) {
  return seastar::do_with(std::move(text),
                          [](std::string &mine) { return save(mine); });
}

// Case: returned-by-a-coroutine-that-awaits
task<> awaits(std::string text) { co_return co_await send(text); }

// Case: lazy-task-that-never-starts
void never() { (void)send("hello"); }

// Case: arguments-that-a-library-copies
asio::awaitable<void> tokens(asio::steady_timer &timer) {
  auto token = asio::use_awaitable;
  return timer.async_wait(token);
}

// Case: empty-tag
struct tag {};
task<> tagged(const tag &);
task<> tags() { return tagged(tag{}); }
struct less {
  bool operator()(int, int) const;
};
task<> ordered(const less &);
task<> orders() { return ordered(less{}); }

// Case: method-on-an-rvalue
struct request {
  std::string body;
  task<> send() && {
    std::string mine = std::move(body);
    return ::copy(std::move(mine));
  }
};
task<> rvalue() { return request{"body"}.send(); }

// Case: unknown-consumer
void consume(task<> t);
void unknown() { consume(send("hello")); }

// Case: buffer-that-a-handler-owns
struct session : std::enable_shared_from_this<session> {
  asio::ip::tcp::socket &socket;
  char data[128];
  void read() {
    socket.async_read_some(
        asio::buffer(data),
        [self = shared_from_this()](std::error_code, std::size_t) {});
  }
};
void blocking(asio::io_context &context, asio::ip::tcp::socket &socket) {
  std::string text = "hello";
  asio::async_write(socket, asio::buffer(text),
                    [](std::error_code, std::size_t) {});
  context.run();
}

// Case: a-path-that-a-library-copies
seastar::future<> removed(std::string folder) {
  return seastar::remove_file(folder + "/data");
}
