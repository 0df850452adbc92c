// RUN: %check_cotidy --mock %s async-return-in-wrapper %t
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <iostream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

task<> save();
task<int> fetch(int id);
eager_task<int> load(int id);
task<int> broken() {
  throw std::runtime_error("broken");
  co_return 1;
}
task<int> nothing();
void report(const char *);

task<> try_block() {
  try {
    return save();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'save': its task is returned out of the try block before it is done [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (const std::exception &) {
    std::cerr << "cannot save";
  }
  return save();
}

eager_task<int> eager(int id) {
  try {
    std::cout << "loading";
    return load(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'load': its task is{{.*}}
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (...) {
    return load(0);
  }
}

task<int> visible() {
  try {
    auto result = broken();
    return result;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'broken': its task is{{.*}}
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (const std::runtime_error &) {
    return nothing();
  }
}

// The inner handlers catch nothing of it.
task<int> outer() {
  try {
    try {
      return broken();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: the handler does not see a failure of 'broken': its task is{{.*}}
      // CHECK-NOTES: :[[@LINE+2]]:7: note: the handler is left behind here
    } catch (const std::logic_error &) {
    } catch (const std::exception &) {
    }
  } catch (...) {
  }
  return nothing();
}

class Store {
public:
  task<int> locked(int id) {
    std::lock_guard lock(mutex_);
    return fetch(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lock' is gone before the task of 'fetch' runs, and has covered nothing [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE-3]]:21: note: 'lock' is declared here
  }
  task<int> locked_method(int id) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (id == 0)
      return nothing();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'lock' is gone before the task of 'nothing' runs, and has{{.*}}
      // CHECK-NOTES: :[[@LINE-4]]:34: note: 'lock' is declared here
    return find(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lock' is gone before the task of 'Store::find' runs, and{{.*}}
    // CHECK-NOTES: :[[@LINE-7]]:34: note: 'lock' is declared here
  }

private:
  task<int> find(int id) {
    co_return id + count_;
  }
  std::mutex mutex_;
  int count_ = 0;
};

class Span {
public:
  explicit Span(const char *name) { report(name); }
  Span(const Span &) = delete;
  ~Span() { report("done"); }
};

task<int> traced(int id) {
  Span span("fetch");
  return fetch(id);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'span' is gone before the task of 'fetch' runs, and has{{.*}}
  // CHECK-NOTES: :[[@LINE-3]]:8: note: 'span' is declared here
}

class Client {
public:
  task<int> ask(int id) {
    int answer = co_await fetch(id);
    last_ = answer;
    co_return answer;
  }

private:
  int last_ = 0;
};

task<int> ask(int id) {
  Client client;
  return client.ask(id);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'client' is gone when this function returns, while the task of 'Client::ask' still uses it [async-return-in-wrapper]
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'client' is declared here
}

void close_file(int);
class File {
public:
  explicit File(int fd) : fd_(fd) {}
  File(File &&) noexcept;
  ~File() { close_file(fd_); }
  int get() const { return fd_; }

private:
  int fd_;
};

eager_task<int> read() {
  File file(3);
  return load(file.get());
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'file' is gone when this function returns, while the task of 'load' still needs what it owns [async-return-in-wrapper]
  // CHECK-NOTES: :[[@LINE-3]]:8: note: 'file' is declared here
}

// Lambdas are functions as well.
auto lambda = [](int id) {
  Client client;
  return client.ask(id);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'client' is gone when this function returns, while the task{{.*}}
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'client' is declared here
};
