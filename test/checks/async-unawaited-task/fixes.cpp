// RUN: %check_fixes %s async-unawaited-task %t -- -std=c++20 -isystem %mock
// Intent: what awaits where it can is safe; where the function must become a
// coroutine first, all its returns change, and that is only offered.
#include "handwritten/task.hpp"

#include <stdexcept>

task<> save(int id);
task<int> load(int id);
task<> operator|(task<> first, task<> second);
void log(const char *text);
#define SAVE(id) save(id)

task<> in_coroutine(bool again) {
  save(1); // fix: safe
  if (again)
    load(2);         // fix: safe
  save(3) | save(4); // fix: safe
  for (int id = 0; id < 3; ++id)
    save(id); // fix: safe
  co_await save(5);
}
auto in_lambda = []() -> task<> {
  save(6); // fix: safe
  co_return;
};
template <class T> task<T> in_template(T value) {
  save(7); // fix: safe
  co_return value;
}
template task<int> in_template(int);

task<int> passes_on(int id) {
  save(id); // fix: unsafe
  if (id == 0)
    return load(1);
  return load(id);
}

// A variable would have to be moved, an operator binds less than co_await.
task<int> returns_variable(int id) {
  save(id); // fix: none
  task<int> loaded = load(id);
  return loaded;
}
task<> returns_operator(int id) {
  save(id); // fix: none
  return save(1) | save(2);
}
auto deduced(int id) {
  save(id); // fix: none
  return load(id);
}
task<int> in_handler(int id) {
  try {
    log("loading");
  } catch (const std::runtime_error &) {
    save(id); // fix: none
  }
  return load(id);
}
task<> in_macro() {
  SAVE(8); // fix: none
  co_return;
}
void in_ordinary_code() {
  save(9); // fix: none
}
