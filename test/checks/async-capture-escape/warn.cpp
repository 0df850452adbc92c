// RUN: %check_cotidy --mock %s async-capture-escape %t
// Intent: lambdas that run when the variables they refer to may be gone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>

#include <string>
#include <utility>

using seastar::future;
future<> flush();
future<int> load(int key);
void use(const std::string &);
void use(int);

// A continuation of a future that is returned.
future<> returned(std::string name) {
  int tries = 0;
  return flush().then([&] {
    // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'tries' is captured by reference and may be gone when this lambda runs [async-capture-escape]
    // CHECK-NOTES: :[[@LINE-3]]:7: note: it is a local variable, which goes with its scope
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'future::then' runs the lambda later
    // CHECK-NOTES: :[[@LINE-4]]:3: note: the function returns here without waiting for it
    use(++tries);
  });
}
future<> parameter(std::string name) {
  return load(1).then([&name](int) { use(name); }).finally([] {});
  // CHECK-NOTES: :[[@LINE-1]]:25: warning: 'name' is captured by reference and may be gone when this lambda runs [async-capture-escape]
  // CHECK-NOTES: :[[@LINE-3]]:32: note: it is a parameter, which goes when the function is left
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'future::then' runs the lambda later
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the function returns here without waiting for it
}
