// RUN: %check_cotidy --mock %s async-redundant-coroutine %t
// Intent: each deliberate silence is a case with a name.
#include "boost/asio.hpp"
#include "handwritten/task.hpp"

#include <mutex>
#include <string>
#include <utility>

task<int> fetch(int id);
task<> save(const std::string &text);
eager_task<int> load(int id);

// Case: handler-around-it
task<int> guarded(int id) {
  try {
    co_return co_await fetch(id);
  } catch (...) {
  }
  co_return 0;
}

// Case: more-than-the-await
task<int> adds(int id) { co_return co_await fetch(id) + 1; }
task<int> several(int id) {
  int n = co_await fetch(id);
  co_return n;
}

// Case: parameter-that-the-task-refers-to
task<> owns(std::string text) { co_await save(text); }

// Case: temporary-that-the-task-refers-to
task<> makes() { co_await save("text"); }

// Case: task-of-another-type
task<int> converts(int id) { co_return co_await load(id); }
task<> drops(int id) { co_await fetch(id); }

// Case: object-of-this-coroutine
struct Client {
  task<int> ask(int id);
};
task<int> asks(Client client, int id) { co_return co_await client.ask(id); }

// Case: task-that-is-no-call
task<int> waits(task<int> other) { co_return co_await std::move(other); }

// Case: virtual-function
struct Base {
  virtual task<int> get(int id) { co_return co_await fetch(id); }
};
