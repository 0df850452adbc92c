// RUN: %check_cotidy --mock %s async-dangling-parameter %t --config='{CheckOptions: {async-dangling-parameter.AllowedTypes: "app::context", async-dangling-parameter.AllowedReturnTypes: "eager_task"}}'
// Intent: types that may be kept, and tasks that are always awaited at once.
#include <handwritten/task.hpp>

namespace app {
struct context {
  int value;
};
} // namespace app
void use(int);
eager_task<> wait();

task<> allowed(app::context &here, int &number) {
  co_await wait();
  use(here.value);
  use(number);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the argument that 'number' refers to may be gone here [async-dangling-parameter]
}
eager_task<> always_awaited(int &number) {
  co_await wait();
  use(number);
}
