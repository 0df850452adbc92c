// RUN: %check_cotidy --mock %s async-unforwarded-cancellation %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <stop_token>

task<int> fetch(int id, std::stop_token token = {});
task<int> load(int id);
task<int> plain(int id);
task<int> load(int id, std::stop_token token);

// Case: token-handed-on
task<int> handed_on(int id, std::stop_token token) {
  int a = co_await fetch(id, token);
  co_return a + co_await load(id, std::move(token));
}

// Case: another-token-on-purpose
task<int> another(int id, std::stop_token token) {
  co_return co_await fetch(id, std::stop_token());
}

// Case: callee-that-takes-none
task<int> takes_none(int id, std::stop_token token) {
  co_return co_await plain(id);
}

// Case: nothing-to-hand-on
task<int> no_token(int id) { co_return co_await fetch(id); }

// Case: parameter-without-a-name
task<int> unnamed(int id, std::stop_token) { co_return co_await fetch(id); }
