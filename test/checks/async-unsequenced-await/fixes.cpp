// RUN: %check_fixes %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Intent: the await moves into a statement of its own before the expression,
// where nothing can notice.
#include <cppcoro/task.hpp>

#include <string>
#include <string_view>

using cppcoro::task;
enum class level { low, high };
task<int> fetch(int id);
task<level> measure();
task<std::string_view> name_of(int id);
int next();
int combine(int left, int right);
int combine(int left, int middle, int right);
void show(int count, level now);
#define FETCH(id) co_await fetch(id)

struct account {
  task<> sums(int id) {
    total_ = total_ + co_await fetch(id);          // fix: safe
    int twice = 2 * (total_ - co_await fetch(id)); // fix: safe
    total_ += total_ * co_await fetch(twice);      // fix: safe
    show(total_, co_await measure());              // fix: safe
    if (total_ < co_await fetch(id))               // fix: safe
      total_ = 0;
  }
  task<int> result(int id) {
    co_return combine(total_, co_await fetch(id)); // fix: safe
  }
  task<> on_one_line() { total_ = total_ - co_await fetch(1); } // fix: safe
  task<> twice() {
    total_ = total_ + co_await fetch(co_await fetch(2)); // fix: safe
  }

  // Its operand may be left out, or is evaluated each time.
  task<> conditional(bool known) {
    total_ = known ? total_ + co_await fetch(1) : 0; // fix: none
    while (total_ < co_await fetch(2))               // fix: none
      total_ = 0;
    if (known)
      total_ = total_ + co_await fetch(3); // fix: none
  }
  // What another operand does would come later.
  task<> other_effects() {
    total_ = combine(next(), total_, co_await fetch(1)); // fix: none
    co_return;
  }
  // The view may look into the argument.
  task<> views() {
    total_ = match(total_, co_await name_of(1)); // fix: none
  }
  task<> in_macro() {
    total_ = total_ + FETCH(1); // fix: none
  }
  task<> clear() {
    co_await fetch(0);
    total_ = 0;
  }
  static int match(int count, std::string_view text);
  int total_ = 0;
};
task<> elsewhere(account &one) {
  co_await fetch(0);
  one.total_ = 0;
}
