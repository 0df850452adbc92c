// RUN: %check_cotidy --mock %s async-sequential-awaits %t
// Intent: each deliberate silence is a case with a name.
#include "boost/asio.hpp"
#include "handwritten/task.hpp"

#include <string>

task<int> fetch(int id);
task<int> update(int id);
task<int> read_from(int &position);

// Case: second-needs-the-first
task<int> dependent(int id) {
  int a = co_await fetch(id);
  int b = co_await fetch(a);
  co_return b;
}

// Case: something-between
void use(int);
task<int> between(int id) {
  int a = co_await fetch(id);
  use(a);
  int b = co_await fetch(id + 1);
  co_return a + b;
}

// Case: calls-that-change-something
task<int> changes(int id) {
  int a = co_await update(id);
  int b = co_await update(id + 1);
  co_return a + b;
}
class Stream {
public:
  task<int> read();
};
task<int> same_stream(Stream &stream) {
  int a = co_await stream.read();
  int b = co_await stream.read();
  co_return a + b;
}
task<int> moves_on(int position) {
  int a = co_await read_from(position);
  int b = co_await read_from(position);
  co_return a + b;
}

// Case: operand-with-an-effect
task<int> effect(int id) {
  int a = co_await fetch(id++);
  int b = co_await fetch(id++);
  co_return a + b;
}

// Case: result-not-kept
task<> not_kept(int id) {
  co_await fetch(id);
  co_await fetch(id + 1);
}

// Case: name-says-more-than-reading
task<int> find_or_create(int id);
task<int> getAndReset(int id);
task<int> fetch_add(int id);
task<int> says_more(int id) {
  int a = co_await find_or_create(id);
  int b = co_await getAndReset(id);
  int c = co_await fetch_add(id);
  co_return a + b + c;
}
